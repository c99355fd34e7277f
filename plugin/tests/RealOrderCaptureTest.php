<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\OrderOwners;
use Passerelle\Capture\OrderRows;
use Passerelle\Capture\Recorder;
use Passerelle\Schema;
use Passerelle\Tests\Support\WordPressTestCase;
use WC_Order;
use WC_Order_Refund;

/**
 * What the whole plugin writes down while WooCommerce itself changes orders.
 */
final class RealOrderCaptureTest extends WordPressTestCase {
	protected function setUp(): void {
		parent::setUp();
		if ( ! self::has_woocommerce() ) {
			self::markTestSkipped( 'This needs a real WooCommerce.' );
		}
		add_filter( 'woocommerce_logging_class', static fn (): object => throw new \RuntimeException( 'Something was logged' ) );
		add_filter( 'pre_wp_mail', '__return_true' );
		update_option( 'passerelle_pairing', 'paired', true );
	}

	public function test_a_draft_is_told_of_when_it_becomes_an_order(): void {
		$order = new WC_Order();
		$order->set_status( 'checkout-draft' );
		$order->save();
		$order->add_order_note( 'Two pieces are held' );
		self::assertSame( array(), $this->told( $order ) );

		$order->set_status( 'pending' );
		$order->save();
		$topics = $this->told( $order->get_id() );
		self::assertSame( 'order.created', reset( $topics ) );
		self::assertSame( array( 1, 0 ), array( count( array_keys( $topics, 'order.created', true ) ), count( array_keys( $topics, 'order.status_changed', true ) ) ) );
		self::assertContains( 'Two pieces are held', array_column( array_column( $this->facts( $order, 'order.note_added' ), 'note' ), 'text' ) );
	}

	/**
	 * @dataProvider ways_to_pay
	 * @param callable(WC_Order): mixed $pay
	 */
	public function test_R4_2_a_payment_is_told_once_whatever_its_way( callable $pay ): void {
		$order = $this->make( 'pending' );
		$pay( $order );
		$paid = $this->facts( $order, 'order.paid' );
		self::assertCount( 1, $paid );
		self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/', $paid[0]['paid_at'] );
	}

	/**
	 * @return array<string, array{callable(WC_Order): mixed}>
	 */
	public static function ways_to_pay(): array {
		return array(
			'by the gateway'              => array( static fn ( WC_Order $order ): mixed => $order->payment_complete( 'tx_1' ) ),
			'by status'                   => array( static fn ( WC_Order $order ): mixed => $order->update_status( 'completed' ) ),
			'by status after a transfer'  => array( static fn ( WC_Order $order ): mixed => array( $order->update_status( 'on-hold' ), $order->update_status( 'completed' ) ) ),
			'by its date alone'           => array(
				static function ( WC_Order $order ): void {
					$order->set_date_paid( time() );
					$order->save();
				},
			),
			'and moved back and forth'    => array( static fn ( WC_Order $order ): mixed => array( $order->update_status( 'completed' ), $order->update_status( 'on-hold' ), $order->update_status( 'completed' ) ) ),
		);
	}

	public function test_R4_2_a_refund_and_its_deletion_by_code_are_told(): void {
		$order  = $this->make( 'processing', '21.30' );
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '8.50', 'reason' => 'Torn bag' ) );
		self::assertInstanceOf( WC_Order_Refund::class, $refund );
		$id = (string) $refund->get_id();

		$fact = $this->facts( $order, 'order.refunded' )[0]['refund'];
		self::assertSame( array( $id, array( 'amount' => 850, 'currency' => $order->get_currency() ), 'Torn bag' ), array( $fact['id'], $fact['amount'], $fact['reason'] ) );

		$refund->delete( true );
		self::assertSame( array( array( 'refund_id' => $id ) ), $this->facts( $order, 'order.refund_deleted' ) );
	}

	public function test_R4_2_an_order_in_the_trash_comes_back_and_goes_for_good(): void {
		$order = $this->make( 'processing', '21.30' );
		$order->set_billing_email( 'someone@shop.example' );
		$order->save();
		$id = $order->get_id();

		self::find( $id )->delete();
		self::find( $id )->update_status( 'processing' );
		self::find( $id )->delete();
		self::find( $id )->untrash();
		self::find( $id )->delete( true );

		$moves = array_values( array_intersect( $this->told( $id ), array( 'order.deleted', 'order.restored' ) ) );
		self::assertSame( array( 'order.deleted', 'order.restored', 'order.deleted', 'order.restored', 'order.deleted' ), $moves );
		$facts = $this->facts( $id, 'order.deleted' );
		self::assertSame( array( 'trashed', 'trashed', 'deleted' ), array_column( $facts, 'reason' ) );
		self::assertSame( 'processing', $facts[2]['last']['status'] );
		self::assertSame( 2130, $facts[2]['last']['total']['amount'] );
		self::assertStringNotContainsString( '@', (string) json_encode( $facts ) );
	}

	public function test_R4_2_a_note_and_its_deletion_are_told(): void {
		$order = $this->make( 'processing' );
		$id    = $order->add_order_note( 'Comes <b>tomorrow</b>', 1 );
		$note  = array_values( array_filter( array_column( $this->facts( $order, 'order.note_added' ), 'note' ), static fn ( array $note ): bool => (string) $id === $note['id'] ) )[0];
		self::assertSame( array( 'Comes <b>tomorrow</b>', true, 'system' ), array( $note['text'], $note['customer_note'], $note['author'] ) );

		wc_delete_order_note( $id );
		self::assertSame( array( array( 'note_id' => (string) $id ) ), $this->facts( $order, 'order.note_deleted' ) );
	}

	public function test_R4_2_the_orders_of_a_deleted_user_are_told_of(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$user = wp_insert_user( array( 'user_login' => 'leaves', 'user_pass' => 'password', 'role' => 'customer' ) );
		self::assertIsInt( $user );
		$order = $this->make( 'processing' );
		$order->set_customer_id( $user );
		$order->save();
		$id = $order->get_id();
		// As another request would: nothing is known of the order.
		$orders = new OrderRows( new Recorder(), 'order', 'shop_order' );
		( new OrderOwners( $orders ) )->register();
		$before = count( $this->told( $id ) );

		wp_delete_user( $user );

		self::assertSame( 0, self::find( $id )->get_customer_id() );
		self::assertSame( array( 'order.updated' ), array_slice( $this->told( $id ), $before ) );
	}

	private static function find( int $id ): WC_Order {
		$order = wc_get_order( $id );
		self::assertInstanceOf( WC_Order::class, $order );
		return $order;
	}

	private function make( string $status, string $total = '10' ): WC_Order {
		$order = new WC_Order();
		$order->set_total( $total );
		$order->set_status( $status );
		$order->save();
		return $order;
	}

	/**
	 * @return list<string> Topics in the order they were written.
	 */
	private function told( WC_Order|int $order ): array {
		return array_column( $this->rows( $order ), 'topic' );
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	private function facts( WC_Order|int $order, string $topic ): array {
		$rows = array_filter( $this->rows( $order ), static fn ( array $row ): bool => $row['topic'] === $topic );
		return array_values( array_map( static fn ( array $row ): array => (array) json_decode( $row['facts'], true ), $rows ) );
	}

	/**
	 * @return list<array{topic: string, facts: string}>
	 */
	private function rows( WC_Order|int $order ): array {
		global $wpdb;
		$id   = is_int( $order ) ? $order : $order->get_id();
		$rows = (array) $wpdb->get_results( $wpdb->prepare( "SELECT topic, facts FROM %i WHERE kind = 'order' AND entity_id = %d ORDER BY id", Schema::outbox(), $id ), ARRAY_A );
		return array_map( static fn ( array $row ): array => array( 'topic' => (string) $row['topic'], 'facts' => (string) $row['facts'] ), array_values( $rows ) );
	}
}
