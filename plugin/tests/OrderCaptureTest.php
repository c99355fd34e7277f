<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Amount;
use Passerelle\Capture\OrderEvents;
use Passerelle\Capture\OrderNotes;
use Passerelle\Capture\OrderOwners;
use Passerelle\Capture\OrderParts;
use Passerelle\Capture\OrderPosts;
use Passerelle\Capture\OrderRows;
use Passerelle\Capture\Recorder;
use Passerelle\Capture\RefundEvents;
use Passerelle\Registerable;
use Passerelle\Schema;
use Passerelle\Tests\Support\Moment;
use Passerelle\Tests\Support\Timeline;
use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\Tests\Support\World;

final class OrderCaptureTest extends WordPressTestCase {
	private const DRAFTS = array( 'auto-draft', 'draft', 'checkout-draft' );
	/** What changed between two recorded requests, in the database or in one that was not recorded. */
	private const BEHIND = array(
		'subscription-expired 3 order:344'      => 'dates moved back for the recording',
		'subscription-trash-delete 2 order:359' => 'a log of WooCommerce was removed, and its name from the order',
	);

	protected function setUp(): void {
		parent::setUp();
		if ( self::has_woocommerce() ) {
			self::markTestSkipped( 'A replay builds doubles of WooCommerce classes, and the real ones are loaded.' );
		}
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function recordings(): array {
		return Timeline::named( 'order-', 'subscription-', 'coupon-', 'customer-', 'product-' );
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_R4_2_every_order_that_was_changed_is_told_of( string $name ): void {
		$moments = $this->play( $name );
		self::assertNotSame( array(), $moments );
		foreach ( $moments as $moment ) {
			foreach ( $moment->changed() as $key ) {
				if ( str_starts_with( $key, 'order:' ) && ! self::is_draft( $moment->after[ $key ] ) && ! isset( self::BEHIND[ "$name $moment->step $key" ] ) ) {
					self::assertContains( $key, $moment->spoken_of(), "$name, $moment->label" );
				}
			}
		}
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_R4_2_every_step_of_status_is_told_once_with_where_it_came_from( string $name ): void {
		$timeline = Timeline::read( $name );
		foreach ( $timeline->play( self::capture( ... ) ) as $moment ) {
			$steps = array_map( static fn ( array $args ): array => array( (int) $args[0], $args[1], $args[2] ), $timeline->calls( $moment->step, 'woocommerce_order_status_changed' ) );
			$told  = array_map( static fn ( array $row ): array => array( $row['entity_id'], $row['facts']['from'], $row['facts']['to'] ), $moment->rows_of( 'order.status_changed' ) );
			// That a draft is placed is told by order.created.
			$steps = array_values( array_filter( $steps, static fn ( array $step ): bool => ! ( 'checkout-draft' === $step[1] && 'pending' === $step[2] ) ) );
			self::assertSame( $steps, $told, "$name, $moment->label" );
		}
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_R4_2_every_payment_is_told_once( string $name ): void {
		$timeline = Timeline::read( $name );
		foreach ( $timeline->play( self::capture( ... ) ) as $moment ) {
			$paid = array_column( $moment->rows_of( 'order.paid' ), 'entity_id' );
			self::assertSame( array_unique( $paid ), $paid, "$name, $moment->label" );
			foreach ( $timeline->calls( $moment->step, 'woocommerce_payment_complete' ) as list( $id ) ) {
				self::assertContains( (int) $id, $paid, "$name, $moment->label" );
			}
			foreach ( $moment->after as $key => $body ) {
				$before = $moment->before[ $key ] ?? null;
				if ( ! str_starts_with( $key, 'order:' ) || null === $before || null === $body ) {
					continue;
				}
				$is_paid = null === $before['date_paid_gmt'] && null !== $body['date_paid_gmt'];
				self::assertSame( $is_paid, in_array( $body['id'], $paid, true ), "$name, $moment->label" );
			}
		}
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_drafts_subscriptions_and_refunds_are_no_orders( string $name ): void {
		foreach ( $this->play( $name ) as $moment ) {
			if ( array() === $moment->rows_of( 'order.restored' ) ) {
				self::assertSame( array(), $moment->told_twice(), "$name, $moment->label" );
			}
			foreach ( $moment->rows as $row ) {
				self::assertSame( 'order', $row['kind'] );
				$body = $moment->after[ 'order:' . $row['entity_id'] ] ?? null;
				self::assertFalse( null !== $body && self::is_draft( $body ), "$name, $moment->label" );
				self::assertArrayNotHasKey( 'subscription:' . $row['entity_id'], $moment->after, "$name, $moment->label" );
			}
		}
	}

	public function test_a_draft_becomes_an_order_when_it_is_placed(): void {
		$told = array_map( static fn ( Moment $moment ): array => $moment->told(), $this->play( 'order-blocks-checkout-completed' ) );

		self::assertSame( array(), $told[3] );
		self::assertSame( 'order.created 327', $told[4][0] );
		self::assertSame( array( 'order.created 327' => 1, 'order.paid 327' => 1, 'order.status_changed 327' => 1 ), array_diff_key( array_count_values( $told[4] ), array( 'order.note_added 327' => 3 ) ) );
		self::assertGreaterThan( array_search( 'order.created 327', $told[4], true ), array_search( 'order.note_added 327', $told[4], true ), 'Notes on the draft are told with the order' );
		self::assertSame( array( 'order.updated 327', 'order.note_added 327' ), $told[5] );
		self::assertSame( array( 'order.updated 327', 'order.note_added 327', 'order.status_changed 327' ), $told[6] );
	}

	public function test_R4_2_trash_restore_and_delete_are_told_once_each_way(): void {
		$moments = $this->play( 'order-trash-untrash-delete' );
		$moved   = array_map( static fn ( Moment $moment ): array => array_values( preg_grep( '/deleted |restored /', $moment->told() ) ?: array() ), $moments );

		self::assertSame( array( 'order.deleted 340' ), $moved[1] );
		self::assertSame( array( 'order.restored 340' ), $moved[2] );
		self::assertSame( array( 'order.deleted 340' ), $moved[3] );
		self::assertSame( array( 'order.restored 340' ), $moved[4], 'Restored by its status: no hook says so' );
		self::assertSame( array( 'order.deleted 340' ), $moved[5] );
		self::assertSame( array( 'order.restored 340' ), $moved[6] );
		self::assertSame( array( 'order.deleted 340' ), $moved[7] );
		self::assertSame( array( 'order.deleted 341' ), $moved[8] );
		self::assertSame( 'trashed', $moments[1]->rows_of( 'order.deleted' )[0]['facts']['reason'] );

		$facts = $moments[7]->rows_of( 'order.deleted' )[0]['facts'];
		self::assertSame( 'deleted', $facts['reason'] );
		self::assertSame( array( 'id', 'number', 'status', 'total', 'currency', 'customer_id' ), array_keys( $facts['last'] ) );
		self::assertSame( array( '340', 'processing', array( 'amount' => 1280, 'currency' => 'EUR' ) ), array( $facts['last']['id'], $facts['last']['status'], $facts['last']['total'] ) );
		self::assertStringNotContainsString( '@', (string) json_encode( $facts ) );
	}

	public function test_R4_2_refunds_are_told_and_so_is_their_deletion(): void {
		$moments = $this->play( 'order-refunds' );
		$ids     = array_map( static fn ( Moment $moment ): array => array( array_column( array_column( array_column( $moment->rows_of( 'order.refunded' ), 'facts' ), 'refund' ), 'id' ), array_column( array_column( $moment->rows_of( 'order.refund_deleted' ), 'facts' ), 'refund_id' ) ), $moments );

		self::assertSame( array( array( '332' ), array() ), $ids[1] );
		self::assertSame( array( array( '333' ), array() ), $ids[2] );
		self::assertSame( array( array(), array( '333' ) ), $ids[3] );
		self::assertSame( array( array( '334' ), array() ), $ids[4] );
		self::assertSame( array( array( '336' ), array() ), $ids[5] );
		self::assertSame( array( array(), array( '338' ) ), $ids[6] );
	}

	public function test_R4_2_orders_that_are_posts_are_told_of_when_WordPress_moves_them(): void {
		self::assertSame(
			array( 'order.deleted', 'order.restored', 'order.updated', 'order.deleted' ),
			$this->move_post(
				true,
				static function (): void {
					wp_trash_post( 9 );
					wp_untrash_post( 9 );
					wp_delete_post( 9, true );
				}
			)
		);
	}

	public function test_R4_2_where_WooCommerce_and_WordPress_both_say_so_it_is_told_once(): void {
		$by_crud = static function (): void {
			do_action( 'woocommerce_before_trash_order', 9, wc_get_order( 9 ) );
			wp_trash_post( 9 );
			do_action( 'woocommerce_trash_order', 9 );
			wp_untrash_post( 9 );
			do_action( 'woocommerce_untrash_order', 9, 'wc-processing' );
			do_action( 'woocommerce_before_delete_order', 9, wc_get_order( 9 ) );
			wp_delete_post( 9, true );
			do_action( 'woocommerce_delete_order', 9 );
		};
		$once    = array( 'order.deleted', 'order.restored', 'order.updated', 'order.deleted' );
		self::assertSame( $once, $this->move_post( true, $by_crud ) );
		self::assertSame( $once, $this->move_post( false, $by_crud ), 'With tables of their own, and posts as copies' );
	}

	public function test_posts_that_are_copies_of_orders_tell_nothing(): void {
		self::assertSame( array(), $this->move_post( false, static fn (): mixed => array( wp_trash_post( 9 ), wp_untrash_post( 9 ), wp_delete_post( 9, true ) ) ) );
	}

	public function test_R4_2_an_order_of_which_only_a_line_was_saved_is_told_of_when_the_request_ends(): void {
		self::assertSame( array(), $this->move_post( false, static fn () => do_action( 'woocommerce_update_order_item', 5, null, 9 ) ) );
		$saved = static function (): void {
			do_action( 'woocommerce_update_order_item', 5, null, 9 );
			do_action( 'woocommerce_update_order_item', 6, null, 9 );
			do_action( 'shutdown' );
		};
		self::assertSame( array( 'order.updated' ), $this->move_post( false, $saved ) );
	}

	/**
	 * @param callable(): mixed $move
	 * @return list<string>
	 */
	private function move_post( bool $has_order_posts, callable $move ): array {
		global $wpdb, $wp_filter;
		World::begin( array( 'order:9' => array( 'total' => '12.80', 'currency' => 'EUR' ) ), array() );
		World::$has_order_posts = $has_order_posts;
		World::learn( array( 'class' => 'WC_Order', 'id' => 9, 'status' => 'processing' ) );
		$wpdb->replace( $wpdb->posts, array( 'ID' => 9, 'post_type' => 'shop_order', 'post_status' => 'wc-processing' ) );
		wp_cache_delete( 9, 'posts' );
		update_option( 'passerelle_pairing', 'paired', true );
		$last      = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', Schema::outbox() ) );
		$hooks     = $wp_filter;
		$wp_filter = array();
		try {
			foreach ( self::capture( new Recorder() ) as $part ) {
				$part->register();
			}
			$move();
		} finally {
			$wp_filter = $hooks;
		}
		return array_map( 'strval', array_values( $wpdb->get_col( $wpdb->prepare( "SELECT topic FROM %i WHERE kind = 'order' AND id > %d ORDER BY id", Schema::outbox(), $last ) ) ) );
	}

	public function test_amounts_have_the_decimals_of_their_currency(): void {
		self::assertSame( array( 'amount' => 2130, 'currency' => 'EUR' ), Amount::of( '21.30', 'eur' ) );
		self::assertSame( 3545, Amount::of( '3545.00', 'JPY' )['amount'] ?? null );
		self::assertSame( 1091667, Amount::of( '1091.667', 'KWD' )['amount'] ?? null );
		self::assertSame( 806, Amount::of( 8.06, 'EUR' )['amount'] ?? null );
		self::assertSame( -806, Amount::of( '-8.055', 'EUR' )['amount'] ?? null );
		self::assertSame( 50, Amount::of( '.5', 'EUR' )['amount'] ?? null );
		self::assertSame( 0, Amount::of( 0, 'EUR' )['amount'] ?? null );
		self::assertNull( Amount::of( '', 'EUR' ) );
	}

	/**
	 * @return array<int, Moment>
	 */
	private function play( string $name ): array {
		return Timeline::read( $name )->play( self::capture( ... ) );
	}

	/**
	 * @return list<Registerable>
	 */
	private static function capture( Recorder $recorder ): array {
		$orders = new OrderRows( $recorder, 'order', 'shop_order' );
		return array( new OrderEvents( $orders ), new RefundEvents( $orders ), new OrderNotes( $orders ), new OrderOwners( $orders ), new OrderParts( $orders ), new OrderPosts( $orders ) );
	}

	/**
	 * @param array<string, mixed>|null $body
	 */
	private static function is_draft( ?array $body ): bool {
		return null !== $body && in_array( $body['status'], self::DRAFTS, true );
	}
}
