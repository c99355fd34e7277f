<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Origin;
use Passerelle\Json;
use Passerelle\Rest\WriteDoor;
use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\Writing\Once;
use Passerelle\Writing\OrderWriter;
use Passerelle\Writing\ProductWriter;
use Passerelle\Writing\StockWriter;
use Passerelle\Writing\Write;
use Passerelle\Writing\Writes;

final class WriteDoorTest extends WordPressTestCase {
	public function test_a_call_that_is_no_call_is_refused_as_a_whole(): void {
		foreach ( array(
			'{"writes":'                                                                => 400,
			'"writes"'                                                                  => 400,
			'{}'                                                                        => 422,
			'{"writes":[]}'                                                             => 422,
			'{"writes":{"key":"a"}}'                                                    => 422,
			Json::write( array( 'writes' => array_fill( 0, 51, array() ) ) )            => 422,
			Json::write( array( 'writes' => array( str_repeat( 'x', 1_048_576 ) ) ) )   => 413,
		) as $body => $status ) {
			$response = self::door()->answer( self::request( $body ) );
			self::assertSame( $status, $response->get_status(), substr( $body, 0, 40 ) );
			self::assertSame( array( 'code', 'message' ), array_keys( $response->get_data() ) );
		}
	}

	public function test_nobody_comes_in_without_a_signature_of_the_relay(): void {
		$server = rest_get_server();
		( new WriteDoor( self::writes(), static fn (): \WP_Error => new \WP_Error( 'signature_invalid', 'No', array( 'status' => 401 ) ), static fn () => null ) )->open();
		self::assertSame( 401, $server->dispatch( self::request( '{"writes":[]}' ) )->get_status() );
		self::become( 'administrator' );
		self::assertSame( 401, $server->dispatch( self::request( '{"writes":[]}' ) )->get_status() );
	}

	public function test_a_bad_write_keeps_no_other_from_being_done(): void {
		$id      = self::product();
		$results = self::call( array( 'key' => 'a' ), self::update( $id, array( 'name' => 'Named anew' ) ), self::update( 999_999, array( 'name' => 'x' ) ) );
		self::assertSame( array( 'refused', 'written', 'gone' ), array_column( $results, 'status' ) );
		self::assertSame( 'Named anew', get_post( $id )->post_title ?? null );
		self::assertSame( 'Named anew', $results[1]['data']['name'] ?? null );
	}

	public function test_what_stands_as_asked_is_not_written(): void {
		$id    = self::product();
		$saves = self::counted( 'woocommerce_update_product' );
		self::assertSame( 'unchanged', self::call( self::update( $id, array( 'regular_price' => '5.00' ) ) )[0]['status'] );
		self::assertSame( 0, $saves() );
	}

	public function test_what_is_no_longer_as_expected_is_a_conflict(): void {
		$id     = self::product();
		$result = self::call( self::update( $id, array( 'regular_price' => '7.00' ) ) + array( 'expected' => array( 'regular_price' => '4.00' ) ) )[0];
		self::assertSame( array( 'conflict', 'expectation_failed' ), array( $result['status'], $result['code'] ) );
		self::assertSame( '5.00', self::stored( $id )->get_regular_price() );
	}

	public function test_F43_what_the_write_causes_carries_its_event_what_woocommerce_puts_off_as_well(): void {
		self::needs_woocommerce();
		$parent = new \WC_Product_Variable();
		$parent->set_name( 'Variable' );
		$parent->save();
		$seen = array();
		foreach ( array( 'woocommerce_new_product_variation', 'woocommerce_update_product' ) as $hook ) {
			add_action(
				$hook,
				static function () use ( &$seen, $hook ): void {
					$seen[] = $hook . ' ' . Origin::current();
				}
			);
		}
		$result = self::call( array( 'key' => 'v', 'origin' => 'event-v', 'action' => 'create', 'kind' => 'variation', 'parent_id' => (string) $parent->get_id(), 'data' => array( 'regular_price' => '3.00' ) ) )[0];
		self::assertSame( 'written', $result['status'], (string) $result['detail'] );
		self::assertContains( 'woocommerce_new_product_variation event-v', $seen );
		\WC_Post_Data::do_deferred_product_sync();
		self::assertSame( array(), array_filter( $seen, static fn ( string $line ): bool => ! str_ends_with( $line, ' event-v' ) ) );
	}

	public function test_stock_is_a_difference_or_replaces_what_is_known(): void {
		$id   = self::product( 8 );
		$wide = static fn ( string $key, array $data, ?array $expected = null ): array => array( 'key' => $key, 'origin' => 'e', 'action' => 'set_stock', 'kind' => 'product', 'id' => (string) $id, 'data' => $data, 'expected' => $expected );
		$seen = self::call(
			$wide( 'a', array( 'delta' => -2 ) ),
			$wide( 'b', array( 'stock_quantity' => 20 ) ),
			$wide( 'c', array( 'stock_quantity' => 20 ), array( 'stock_quantity' => 8 ) ),
			$wide( 'd', array( 'stock_quantity' => 0 ), array( 'stock_quantity' => 6 ) ),
			$wide( 'e', array( 'stock_quantity' => 5 ), array( 'stock_quantity' => null ) ),
			$wide( 'f', array( 'delta' => 1.5 ) ),
			$wide( 'g', array( 'delta' => '3' ) )
		);
		self::assertSame( array( 'written', 'expected_missing', 'conflict', 'written', 'conflict', 'invalid_write', 'invalid_write' ), array_map( static fn ( array $result ): string => in_array( $result['status'], array( 'written', 'conflict' ), true ) ? $result['status'] : (string) $result['code'], $seen ) );
		wp_cache_flush();
		self::assertSame( 0, self::stored( $id )->get_stock_quantity() );
		self::assertSame( 'outofstock', self::stored( $id )->get_stock_status() );
	}

	public function test_a_quantity_that_was_never_stored_is_not_taken_for_nothing(): void {
		$id = self::product( 0 );
		delete_post_meta( $id, '_stock' );
		wp_cache_flush();
		$write = array( 'key' => 'a', 'origin' => 'e', 'action' => 'set_stock', 'kind' => 'product', 'id' => (string) $id, 'data' => array( 'stock_quantity' => 4 ) );
		self::assertSame( 'conflict', self::call( $write + array( 'expected' => array( 'stock_quantity' => 0 ) ) )[0]['status'] );
		self::assertSame( 'written', self::call( $write + array( 'expected' => array( 'stock_quantity' => null ) ) )[0]['status'] );
		wp_cache_flush();
		self::assertSame( 4, self::stored( $id )->get_stock_quantity() );
	}

	public function test_stock_that_is_not_counted_or_not_known_is_not_taken_for_nothing(): void {
		$uncounted = self::product();
		$unknown   = self::product( 0 );
		update_post_meta( $unknown, '_stock', '' );
		wp_cache_flush();
		$wide = static fn ( string $key, int $id, array $data, ?array $expected = null ): array => array( 'key' => $key, 'origin' => 'e', 'action' => 'set_stock', 'kind' => 'product', 'id' => (string) $id, 'data' => $data, 'expected' => $expected );
		$seen = self::call( $wide( 'a', $uncounted, array( 'delta' => 1 ) ), $wide( 'b', $unknown, array( 'delta' => 1 ) ), $wide( 'c', $unknown, array( 'stock_quantity' => 4 ), array( 'stock_quantity' => 0 ) ), $wide( 'd', $unknown, array( 'stock_quantity' => 4 ), array( 'stock_quantity' => null ) ) );
		self::assertSame( array( 'stock_not_managed', 'stock_unknown', 'expectation_failed', null ), array_column( $seen, 'code' ) );
		self::assertSame( 'stock_apart', self::call( self::update( $unknown, array( 'stock_quantity' => 9 ) ) )[0]['code'] );
	}

	public function test_F27_a_change_of_stock_that_was_killed_after_it_took_effect_is_not_made_again(): void {
		$id    = self::product( 8 );
		$write = array( 'key' => 'k', 'origin' => 'e', 'action' => 'set_stock', 'kind' => 'product', 'id' => (string) $id, 'data' => array( 'delta' => -3 ) );
		$fall  = static fn () => throw new \Error( 'Killed' );
		add_action( 'woocommerce_updated_product_stock', $fall );
		self::assertSame( 'failed', self::call( $write )[0]['status'] );
		remove_action( 'woocommerce_updated_product_stock', $fall );
		self::assertSame( 'written', self::call( $write )[0]['status'] );
		wp_cache_flush();
		self::assertSame( 5, self::stored( $id )->get_stock_quantity() );
	}

	/**
	 * @dataProvider points_of_a_create
	 */
	public function test_F27_a_create_that_was_killed_makes_no_second_one( string $hook ): void {
		self::needs_woocommerce();
		$write = array( 'key' => 'k', 'origin' => 'e', 'action' => 'create', 'kind' => 'product', 'data' => array( 'name' => 'Only once', 'regular_price' => '4.00' ) );
		$fall  = static fn () => throw new \Error( 'Killed' );
		add_action( $hook, $fall );
		self::assertSame( 'failed', self::call( $write )[0]['status'] );
		remove_action( $hook, $fall );
		$result = self::call( $write )[0];
		self::assertSame( 'written', $result['status'], (string) $result['detail'] );
		$found = get_posts( array( 'post_type' => 'product', 'post_status' => 'any', 'title' => 'Only once', 'numberposts' => -1 ) );
		self::assertCount( 1, $found );
		self::assertSame( '', $found[0]->post_content_filtered );
		self::assertSame( '4.00', self::stored( $found[0]->ID )->get_regular_price() );
	}

	public function test_what_another_plugin_makes_of_a_new_product_bears_no_key(): void {
		self::needs_woocommerce();
		$twin = 0;
		add_action(
			'woocommerce_new_product',
			static function () use ( &$twin ): void {
				$twin = 0 === $twin ? wp_insert_post( array( 'post_type' => 'product', 'post_title' => 'Twin' ) ) : $twin;
			}
		);
		$made = self::call( array( 'key' => 'k', 'origin' => 'e', 'action' => 'create', 'kind' => 'product', 'data' => array( 'name' => 'First' ) ) )[0];
		self::assertSame( 'written', $made['status'] );
		self::assertSame( array( 'product', '' ), array( get_post_type( $twin ), get_post( $twin )->post_content_filtered ?? null ) );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function points_of_a_create(): array {
		return array( 'as soon as it is a post' => array( 'save_post_product' ), 'once it is a product' => array( 'woocommerce_new_product' ), 'before it is answered' => array( 'woocommerce_rest_insert_product_object' ) );
	}

	public function test_of_an_order_the_status_and_notes_are_written_and_nothing_else(): void {
		$order = self::order();
		$wide  = static fn ( string $key, string $action, array $data, ?array $expected = null ): array => array( 'key' => $key, 'origin' => 'e', 'action' => $action, 'kind' => 'order', 'id' => (string) $order, 'data' => $data, 'expected' => $expected );
		$seen  = self::call(
			$wide( 'a', 'set_status', array( 'status' => 'completed' ), array( 'status' => 'on-hold' ) ),
			$wide( 'b', 'set_status', array( 'status' => 'completed' ), array( 'status' => 'processing' ) ),
			$wide( 'c', 'set_status', array( 'status' => 'completed' ) ),
			$wide( 'd', 'set_status', array( 'status' => 'processing', 'billing' => array( 'email' => 'x@shop.example' ) ) ),
			$wide( 'e', 'set_status', array( 'status' => 'nonsense' ) ),
			$wide( 'f', 'update', array( 'status' => 'processing' ) ),
			$wide( 'g', 'add_note', array( 'note' => 'Invoice F-1' ) ),
			$wide( 'g', 'add_note', array( 'note' => 'Invoice F-1' ) )
		);
		self::assertSame( array( 'conflict', 'written', 'unchanged', 'refused', 'refused', 'refused', 'written', 'written' ), array_column( $seen, 'status' ) );
		self::assertSame( 'completed', $seen[1]['data']['status'] ?? null );
		self::assertCount( 1, array_filter( wc_get_order_notes( array( 'order_id' => $order ) ), static fn ( \stdClass $note ): bool => 'Invoice F-1' === $note->content ) );
		self::assertSame( 'Invoice F-1', $seen[6]['data']['note'] ?? null );
	}

	public function test_F27_a_note_that_was_killed_after_it_was_stored_is_not_added_again(): void {
		$order = self::order();
		$write = array( 'key' => "o'clock \\ 100%", 'origin' => 'e', 'action' => 'add_note', 'kind' => 'order', 'id' => (string) $order, 'data' => array( 'note' => 'Invoice F-2' ) );
		$fall  = static fn () => throw new \Error( 'Killed' );
		add_action( 'woocommerce_order_note_added', $fall );
		self::assertSame( 'failed', self::call( $write )[0]['status'] );
		remove_action( 'woocommerce_order_note_added', $fall );
		self::assertSame( 'written', self::call( $write )[0]['status'] );
		self::assertCount( 1, array_filter( wc_get_order_notes( array( 'order_id' => $order ) ), static fn ( \stdClass $note ): bool => 'Invoice F-2' === $note->content ) );
	}

	public function test_B61_the_door_to_woocommerce_is_open_during_the_call_only_and_the_user_stays_who_it_was(): void {
		$id = self::product();
		self::become( 'subscriber' );
		$user = get_current_user_id();
		self::assertSame( 'written', self::call( self::update( $id, array( 'name' => 'By nobody' ) ) )[0]['status'] );
		self::assertSame( $user, get_current_user_id() );
		$request = new \WP_REST_Request( 'PUT', "/wc/v3/products/$id" );
		$request->set_body_params( array( 'name' => 'By a subscriber' ) );
		self::assertSame( 403, rest_do_request( $request )->get_status() );
		self::assertNull( Origin::current() );
	}

	public function test_B61_the_door_to_woocommerce_is_shut_again_where_a_plugin_breaks_over_the_user(): void {
		$id = self::product();
		self::become( 'subscriber' );
		$user = get_current_user_id();
		add_action( 'set_current_user', $break = static fn () => throw new \Error( 'No user, no service' ) );
		self::assertSame( 'failed', self::call( self::update( $id, array( 'name' => 'By nobody' ) ) )[0]['status'] );
		remove_action( 'set_current_user', $break );
		self::assertSame( $user, get_current_user_id() );
		self::assertFalse( has_filter( 'woocommerce_rest_check_permissions' ) );
		self::assertFalse( has_filter( 'woocommerce_hpos_enable_sync_on_read', '__return_false' ) );
		self::assertNull( Origin::current() );
		self::assertFalse( Origin::is_reading() );
	}

	public function test_the_body_cannot_name_another_thing_than_the_call(): void {
		$id    = self::product();
		$other = self::product();
		self::call( self::update( $id, array( 'id' => $other, 'name' => 'Here' ) ) );
		self::assertSame( array( 'Here', 'Tea' ), array( get_the_title( $id ), get_the_title( $other ) ) );
	}

	public function test_what_is_in_the_trash_is_gone_until_it_is_given_a_status(): void {
		$id = self::product( 3 );
		self::assertSame( 'written', self::call( array( 'key' => 't', 'origin' => 'e', 'action' => 'delete', 'kind' => 'product', 'id' => (string) $id ) )[0]['status'] );
		self::assertSame( 'trash', get_post_status( $id ) );
		$seen = self::call( self::update( $id, array( 'name' => 'x' ) ), array( 'key' => 's', 'origin' => 'e', 'action' => 'set_stock', 'kind' => 'product', 'id' => (string) $id, 'data' => array( 'delta' => 1 ) ), self::update( $id, array( 'status' => 'publish' ) ) );
		self::assertSame( array( 'in_trash', 'in_trash', null ), array_column( $seen, 'code' ) );
		self::assertSame( 'publish', get_post_status( $id ) );
	}

	public function test_a_delete_that_was_killed_has_been_done(): void {
		$id    = self::product();
		$write = array( 'key' => 'd', 'origin' => 'e', 'action' => 'delete', 'kind' => 'product', 'id' => (string) $id, 'data' => array( 'force' => true ) );
		Once::begin( Write::parse( $write ) );
		self::stored( $id )->delete( true );
		self::assertSame( 'written', self::call( $write )[0]['status'] );
		self::assertSame( 'gone', self::call( array( 'key' => 'd2' ) + $write )[0]['status'] );
	}

	/**
	 * @param array<string, mixed> ...$writes
	 * @return list<array{key: string|null, status: string, code: string|null, detail: string|null, entity: mixed, data: array<string, mixed>|null}>
	 */
	private static function call( array ...$writes ): array {
		self::needs_woocommerce();
		$response = self::door()->answer( self::request( Json::write( array( 'writes' => $writes ) ) ) );
		self::assertSame( 200, $response->get_status(), Json::write( $response->get_data() ) );
		return $response->get_data()['results'];
	}

	/**
	 * @param array<string, mixed> $data
	 * @return array<string, mixed>
	 */
	private static function update( int $id, array $data ): array {
		return array( 'key' => "update-$id", 'origin' => 'event-1', 'action' => 'update', 'kind' => 'product', 'id' => (string) $id, 'data' => $data );
	}

	private static function product( ?int $stock = null ): int {
		self::needs_woocommerce();
		$product = new \WC_Product_Simple();
		$product->set_name( 'Tea' );
		$product->set_regular_price( '5.00' );
		if ( null !== $stock ) {
			$product->set_manage_stock( true );
			$product->set_stock_quantity( $stock );
		}
		return $product->save();
	}

	private static function stored( int $id ): \WC_Product {
		$product = wc_get_product( $id );
		self::assertInstanceOf( \WC_Product::class, $product );
		return $product;
	}

	private static function order(): int {
		self::needs_woocommerce();
		$order = new \WC_Order();
		$order->set_status( 'processing' );
		return $order->save();
	}

	/**
	 * @return \Closure(): int
	 */
	private static function counted( string $hook ): \Closure {
		$count = 0;
		add_action(
			$hook,
			static function () use ( &$count ): void {
				++$count;
			}
		);
		return static function () use ( &$count ): int {
			return $count;
		};
	}

	private static function needs_woocommerce(): void {
		if ( ! self::has_woocommerce() ) {
			self::markTestSkipped( 'WOOCOMMERCE_DIR is not set: WooCommerce itself writes.' );
		}
	}

	private static function writes(): Writes {
		return new Writes( array( new ProductWriter(), new StockWriter(), new OrderWriter() ) );
	}

	private static function door(): WriteDoor {
		return new WriteDoor( self::writes(), static fn (): bool => true, static fn () => null );
	}

	/**
	 * @return \WP_REST_Request<array<string, mixed>>
	 */
	private static function request( string $body ): \WP_REST_Request {
		$request = new \WP_REST_Request( 'POST', '/passerelle/v1/relay/write' );
		$request->set_body( $body );
		return $request;
	}
}
