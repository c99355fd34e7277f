<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Amount;
use Passerelle\Capture\Customers;
use Passerelle\Capture\Origin;
use Passerelle\Delivery\Outbox;
use Passerelle\Json;
use Passerelle\Reading\Entities;
use Passerelle\Reading\Existing;
use Passerelle\Reading\Listing;
use Passerelle\Reading\Mark;
use Passerelle\Reading\Page;
use Passerelle\Reading\Quiet;
use Passerelle\Reading\Representation;
use Passerelle\Tests\Support\WordPressTestCase;

final class ReadingTest extends WordPressTestCase {
	public function test_drafts_and_the_trash_are_not_listed(): void {
		foreach ( array( 'publish' => true, 'draft' => true, 'private' => true, 'pending' => true, 'trash' => false, 'auto-draft' => false, 'importing' => false ) as $status => $is_listed ) {
			$id = self::post( 'product', $status );
			self::assertSame( $is_listed, Existing::is( 'product', $id ), $status );
			self::assertSame( $is_listed, null !== Mark::of( 'product', $id ), $status );
			self::assertSame( $is_listed, Existing::is( 'variation', self::post( 'product_variation', 'publish', $id ) ), $status );
		}
		self::assertFalse( Existing::is( 'variation', self::post( 'product_variation', 'publish', self::post( 'page', 'publish' ) ) ) );
		self::assertFalse( Existing::is( 'product', self::post( 'page', 'publish' ) ) );
	}

	public function test_customers_are_those_that_the_hooks_tell_of(): void {
		foreach ( array( 'customer', 'subscriber', 'administrator', 'editor', 'shop_manager', 'none' ) as $role ) {
			$id = wp_insert_user( array( 'user_login' => $role . '_' . bin2hex( random_bytes( 4 ) ), 'user_pass' => 'x', 'role' => 'none' === $role ? '' : $role ) );
			self::assertIsInt( $id );
			$user = get_userdata( $id );
			self::assertInstanceOf( \WP_User::class, $user );
			self::assertSame( Customers::is_customer( $user ), Existing::is( 'customer', $id ), $role );
			update_user_meta( $id, 'paying_customer', '1' );
			self::assertTrue( Existing::is( 'customer', $id ), $role );
		}
	}

	public function test_a_filter_of_the_shop_leaves_customers_out(): void {
		$id = self::customer();
		add_filter( 'passerelle_is_customer', static fn ( bool $is_customer, \WP_User $user ): bool => $is_customer && $user->ID !== $id, 10, 2 );
		self::assertFalse( Existing::is( 'customer', $id ) );
		self::assertNull( Mark::of( 'customer', $id ) );
		self::assertNotContains( $id, Listing::page( 'customer', null, null, 100 )['ids'] );
	}

	public function test_a_mark_changes_with_the_thing_and_not_with_visits(): void {
		$id   = self::customer();
		$mark = (string) Mark::of( 'customer', $id );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $mark );
		update_user_meta( $id, 'session_tokens', array( 'x' ) );
		self::assertSame( $mark, Mark::of( 'customer', $id ) );
		update_user_meta( $id, 'billing_city', 'Lyon' );
		self::assertNotSame( $mark, Mark::of( 'customer', $id ) );
		$product = self::post( 'product', 'publish' );
		$mark    = Mark::of( 'product', $product );
		update_post_meta( $product, 'total_sales', 12 );
		update_post_meta( $product, '_edit_lock', '1:1' );
		self::assertSame( $mark, Mark::of( 'product', $product ) );
		update_post_meta( $product, '_stock', 4 );
		self::assertNotSame( $mark, Mark::of( 'product', $product ) );
	}

	public function test_marks_of_many_are_those_of_each(): void {
		$ids   = array( self::post( 'product', 'publish' ), self::post( 'product', 'trash' ), self::post( 'product', 'draft' ) );
		$many  = Mark::of_many( 'product', array( ...$ids, 999_999_999 ) );
		$range = Mark::of_range( 'product', $ids[0], $ids[2] );
		self::assertSame( array( $ids[0], $ids[2] ), array_keys( $many ) );
		self::assertSame( $many, $range );
		self::assertSame( $many[ $ids[2] ], Mark::of( 'product', $ids[2] ) );
		self::assertSame( array(), Mark::of_many( 'product', array() ) );
	}

	public function test_pages_go_by_id_and_lose_nothing(): void {
		$ids  = array_map( static fn (): int => self::post( 'product', 'publish' ), range( 1, 5 ) );
		$page = Listing::page( 'product', (string) ( $ids[0] - 1 ), null, 2 );
		self::assertSame( array_slice( $ids, 0, 2 ), $page['ids'] );
		self::assertNull( $page['total'] );
		wp_delete_post( $ids[0], true );
		$page = Listing::page( 'product', $page['next'], null, 2 );
		self::assertSame( array_slice( $ids, 2, 2 ), $page['ids'] );
		$page = Listing::page( 'product', $page['next'], null, 2 );
		self::assertSame( array( $ids[4] ), $page['ids'] );
		self::assertNull( $page['next'] );
		self::assertSame( 4, Listing::page( 'product', null, null, 1 )['total'] );
	}

	public function test_an_exact_last_page_has_no_next_one(): void {
		$first = self::post( 'product', 'publish' );
		self::post( 'product', 'publish' );
		self::assertNull( Listing::page( 'product', (string) ( $first - 1 ), null, 2 )['next'] );
	}

	public function test_changed_after_sees_the_database_what_was_told_and_what_waits(): void {
		global $wpdb;
		list( $old, $touched, $told, $waits ) = array_map( static fn (): int => self::post( 'product', 'publish', 0, '2020-01-01 00:00:00' ), range( 1, 4 ) );
		$wpdb->update( $wpdb->posts, array( 'post_modified_gmt' => '2026-05-01 10:00:00' ), array( 'ID' => $touched ) );
		Entities::advance( 'product', $told, 'x' );
		Outbox::add( 'product.updated', 'product', $waits, true, null );
		$ids = Listing::page( 'product', null, '2026-05-01T12:00:00.500+02:00', 100 )['ids'];
		self::assertSame( array( $touched, $told, $waits ), $ids );
		self::assertNotContains( $old, $ids );
		$customer = self::customer();
		self::assertContains( $customer, Listing::page( 'customer', null, gmdate( 'Y-m-d\TH:i:s\Z', time() - 60 ), 100 )['ids'] );
		$wpdb->update( $wpdb->users, array( 'user_registered' => '2020-01-01 00:00:00' ), array( 'ID' => $customer ) );
		self::assertNotContains( $customer, Listing::page( 'customer', null, '2026-01-01T00:00:00Z', 100 )['ids'] );
		update_user_meta( $customer, 'last_update', (string) strtotime( '2026-01-01T00:00:00Z' ) );
		self::assertContains( $customer, Listing::page( 'customer', null, '2026-01-01T00:00:00Z', 100 )['ids'] );
	}

	/**
	 * @dataProvider impossible
	 */
	public function test_what_cannot_be_asked_for_is_refused( string $kind, ?string $cursor, ?string $time ): void {
		$this->expectException( \InvalidArgumentException::class );
		Listing::page( $kind, $cursor, $time, 10 );
	}

	/**
	 * @return array<string, array{string, string|null, string|null}>
	 */
	public static function impossible(): array {
		return array(
			'kind'           => array( 'coupon', null, null ),
			'cursor'         => array( 'product', '1 OR 1=1', null ),
			'time'           => array( 'product', null, 'yesterday' ),
			'time of nobody' => array( 'product', null, '2026-13-45T00:00:00Z' ),
		);
	}

	public function test_a_database_that_fails_is_not_an_empty_shop(): void {
		add_filter( 'query', static fn ( string $sql ): string => str_contains( $sql, 'product' ) ? 'SELECT nothing FROM nowhere' : $sql );
		$this->expectException( \RuntimeException::class );
		Listing::page( 'product', null, null, 10 );
	}

	public function test_decimals_are_those_of_the_currency(): void {
		self::assertSame( array( 2, 0, 3, 2 ), array_map( Amount::decimals( ... ), array( 'EUR', 'jpy', 'KWD', 'XYZ' ) ) );
	}

	public function test_reading_is_nobodys_and_leaves_user_and_caches_as_they_were(): void {
		self::become( 'administrator' );
		$user = get_current_user_id();
		$seen = Quiet::run( static fn (): array => array( get_current_user_id(), Origin::is_reading(), set_transient( 'passerelle_probe', 1, 60 ), get_transient( 'passerelle_probe' ) ) );
		self::assertSame( array( 0, true, true, 1 ), $seen );
		self::assertSame( $user, get_current_user_id() );
		self::assertFalse( Origin::is_reading() );
		self::assertFalse( get_transient( 'passerelle_probe' ) );
	}

	public function test_transients_are_stored_again_after_reading_where_no_cache_was_ever_spoken_of(): void {
		global $_wp_using_ext_object_cache, $wpdb;
		$before                     = $_wp_using_ext_object_cache;
		$_wp_using_ext_object_cache = null; // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- As on every site without such a cache.
		try {
			Quiet::run( static fn (): bool => true );
			set_transient( 'passerelle_probe', 1, 60 );
			self::assertSame( '1', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name = '_transient_passerelle_probe'" ) );
		} finally {
			$_wp_using_ext_object_cache = $before; // phpcs:ignore WordPress.WP.GlobalVariablesOverride
		}
	}

	public function test_a_named_page_says_what_is_missing(): void {
		$trashed = self::post( 'product', 'trash' );
		$page    = json_decode( Page::named( 'product', array( (string) $trashed, 'x', '-1', '999999999' ) ), true );
		self::assertSame( array(), $page['items'] );
		self::assertEqualsCanonicalizing( array( (string) $trashed, 'x', '-1', '999999999' ), $page['missing_ids'] );
	}

	public function test_what_cannot_be_read_has_no_data_and_is_not_missing(): void {
		if ( self::has_woocommerce() ) {
			add_filter( 'woocommerce_rest_prepare_product_object', static fn (): \WP_Error => new \WP_Error( 'broken', 'No' ) );
		}
		$id   = self::post( 'product', 'publish' );
		$page = json_decode( Page::named( 'product', array( (string) $id ) ), true );
		self::assertSame( array(), $page['missing_ids'] );
		self::assertSame( array( 'entity' => array( 'kind' => 'product', 'id' => (string) $id, 'version' => 0 ), 'data' => null ), $page['items'][0] );
		$this->expectException( \RuntimeException::class );
		Representation::of( 'product', $id );
	}

	public function test_a_representation_is_that_of_woocommerces_rest(): void {
		$this->needs_woocommerce();
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Café & crème', 'regular_price' => '12.50', 'sku' => 'R-' . wp_rand() ) );
		$id = $product->save();
		self::become( 'administrator' );
		$theirs = json_decode( Json::write( rest_do_request( new \WP_REST_Request( 'GET', "/wc/v3/products/$id" ) )->get_data() ), true );
		$ours   = json_decode( Json::write( Representation::of( 'product', $id ) ), true );
		self::assertSame( $theirs, $ours );
		self::assertNull( Representation::of( 'variation', $id ) );
		self::assertNull( Representation::of( 'order', $id ) );
		wp_trash_post( $id );
		self::assertNull( Representation::of( 'product', $id ) );
	}

	public function test_who_shops_meanwhile_changes_no_price(): void {
		$this->needs_woocommerce();
		foreach ( array( 'calc_taxes' => 'yes', 'tax_display_shop' => 'incl', 'prices_include_tax' => 'no', 'tax_based_on' => 'shipping', 'default_country' => 'DE' ) as $name => $value ) {
			update_option( "woocommerce_$name", $value );
		}
		\WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'FR', 'tax_rate' => '20', 'tax_rate_name' => 'TVA', 'tax_rate_priority' => 1 ) );
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Tea', 'regular_price' => '10' ) );
		$id             = $product->save();
		$nobody         = Representation::of( 'product', $id );
		$before         = WC()->customer;
		$shopper        = new \WC_Customer();
		WC()->customer = $shopper;
		$shopper->set_shipping_location( 'FR', '', '75001', 'Paris' );
		try {
			self::assertStringContainsString( '12', $product->get_price_html() );
			self::assertSame( $nobody, Representation::of( 'product', $id ) );
			self::assertSame( $shopper, WC()->customer );
		} finally {
			WC()->customer = $before;
		}
	}

	public function test_another_process_changes_a_thing_and_it_is_read_anew(): void {
		global $wpdb;
		$this->needs_woocommerce();
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Before', 'regular_price' => '1' ) );
		$id = $product->save();
		self::assertSame( 'Before', Representation::of( 'product', $id )['name'] ?? '' );
		$wpdb->update( $wpdb->posts, array( 'post_title' => 'After' ), array( 'ID' => $id ) );
		$data = Representation::of( 'product', $id );
		self::assertIsArray( $data );
		self::assertSame( 'After', $data['name'] );
	}

	/**
	 * @dataProvider currencies
	 */
	public function test_amounts_have_the_decimals_of_the_orders_currency( string $currency, string $total, string $written ): void {
		$this->needs_woocommerce();
		$decimals = static fn (): int => 3;
		add_filter( 'wc_get_price_decimals', $decimals );
		$order = new \WC_Order();
		$order->set_props( array( 'currency' => $currency, 'status' => 'processing', 'total' => $total ) );
		$id = $order->save();
		remove_filter( 'wc_get_price_decimals', $decimals );
		$data = Representation::of( 'order', $id );
		self::assertSame( $written, $data['total'] ?? '' );
	}

	/**
	 * @return array<string, array{string, string, string}>
	 */
	public static function currencies(): array {
		return array(
			'none'  => array( 'JPY', '3545', '3545' ),
			'two'   => array( 'EUR', '12.5', '12.50' ),
			'three' => array( 'KWD', '1091.667', '1091.667' ),
		);
	}

	public function test_reading_writes_nothing(): void {
		$this->needs_woocommerce();
		$product = new \WC_Product_Variable();
		$product->set_props( array( 'name' => 'Shirt' ) );
		$parent    = $product->save();
		$variation = new \WC_Product_Variation();
		$variation->set_props( array( 'parent_id' => $parent, 'regular_price' => '3' ) );
		$child = $variation->save();
		$order = new \WC_Order();
		$order->set_props( array( 'currency' => 'EUR', 'status' => 'processing', 'total' => '3' ) );
		$order_id = $order->save();
		$customer = self::customer();
		$this->touch_title( $child );
		$writes = array();
		add_filter(
			'query',
			static function ( string $sql ) use ( &$writes ): string {
				if ( 1 === preg_match( '/^\s*(INSERT|UPDATE|DELETE|REPLACE)/i', $sql ) ) {
					$writes[] = $sql;
				}
				return $sql;
			}
		);
		foreach ( array( 'product' => $parent, 'variation' => $child, 'order' => $order_id, 'customer' => $customer ) as $kind => $id ) {
			self::assertNotNull( Representation::of( $kind, $id ), $kind );
		}
		self::assertSame( array(), $writes );
	}

	private function touch_title( int $id ): void {
		global $wpdb;
		$wpdb->update( $wpdb->posts, array( 'post_title' => 'An old title' ), array( 'ID' => $id ) );
	}

	private function needs_woocommerce(): void {
		if ( ! self::has_woocommerce() ) {
			$this->markTestSkipped( 'Only WooCommerce has its representations' );
		}
	}

	private static function customer(): int {
		$id = wp_insert_user( array( 'user_login' => 'customer_' . bin2hex( random_bytes( 4 ) ), 'user_pass' => 'x', 'role' => 'subscriber' ) );
		self::assertIsInt( $id );
		return $id;
	}

	private static function post( string $type, string $status, int $above = 0, string $at = '' ): int {
		global $wpdb;
		$at = '' === $at ? gmdate( 'Y-m-d H:i:s' ) : $at;
		$wpdb->insert(
			$wpdb->posts,
			array( 'post_type' => $type, 'post_status' => $status, 'post_parent' => $above, 'post_title' => 'A thing', 'post_name' => 'thing', 'post_modified_gmt' => $at, 'post_modified' => $at, 'post_date' => $at, 'post_date_gmt' => $at, 'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '' )
		);
		return (int) $wpdb->insert_id;
	}
}
