<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Capturing;
use Passerelle\Tests\Support\Moment;
use Passerelle\Tests\Support\Timeline;
use Passerelle\Tests\Support\WordPressTestCase;

final class CustomerCaptureTest extends WordPressTestCase {
	protected function setUp(): void {
		parent::setUp();
		add_role( 'wholesaler', 'Wholesaler', array( 'read' => true ) );
	}

	protected function tearDown(): void {
		remove_role( 'wholesaler' );
		parent::tearDown();
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_every_recorded_change_of_a_customer_is_told_once_in_the_request_that_made_it( string $name ): void {
		foreach ( self::replay( $name ) as $moment ) {
			$where   = "$name $moment->step ($moment->label)";
			$changed = array_filter( $moment->changed(), static fn ( string $key ): bool => str_starts_with( $key, 'customer:' ) );
			self::assertSame( array(), array_values( array_diff( $changed, $moment->spoken_of() ) ), $where );
			self::assertSame( array(), $moment->told_twice(), $where );
		}
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function recordings(): array {
		return Timeline::named( 'customer-', 'order-', 'subscription-' );
	}

	public function test_each_way_to_become_a_customer_is_told_once_and_a_refused_one_not(): void {
		$told = array_map( static fn ( Moment $moment ): array => array_values( array_filter( $moment->told(), static fn ( string $row ): bool => str_starts_with( $row, 'customer.' ) ) ), self::replay( 'customer-at-checkout' ) );
		self::assertSame(
			array(
				1 => array( 'customer.created 33' ),
				2 => array( 'customer.created 34' ),
				3 => array(),
				4 => array( 'customer.created 35' ),
				5 => array( 'customer.created 36' ),
				6 => array( 'customer.created 37' ),
				7 => array( 'customer.deleted 34' ),
			),
			$told
		);
	}

	public function test_the_deleted_carry_their_last_known_identity(): void {
		$gone = self::replay( 'customer-at-checkout' )[7]->rows[0]['facts'];
		self::assertSame( 'deleted', $gone['reason'] );
		self::assertSame( array( 'id', 'email', 'username', 'name' ), array_keys( $gone['last'] ) );
		self::assertSame( 34, $gone['last']['id'] );
	}

	public function test_customers_subscribers_and_roles_of_the_shops_own_are_told_and_staff_are_not(): void {
		foreach ( array( 'subscriber' => true, 'wholesaler' => true, 'editor' => false, 'administrator' => false ) as $role => $is_told ) {
			$told = Capturing::during( static fn () => self::user( $role ) );
			self::assertCount( $is_told ? 1 : 0, $told, $role );
			$is_told && self::assertStringStartsWith( 'customer.created ', $told[0] );
		}
	}

	public function test_staff_who_paid_an_order_are_customers_too(): void {
		$id = self::user( 'editor' );
		self::assertSame( array(), Capturing::during( static fn () => update_user_meta( $id, 'billing_city', 'Brest' ) ) );
		self::assertSame( array( "customer.updated $id" ), Capturing::during( static fn () => update_user_meta( $id, 'paying_customer', '1' ) ) );
	}

	public function test_the_shop_can_say_itself_who_is_a_customer(): void {
		add_filter( 'passerelle_is_customer', '__return_false' );
		self::assertSame( array(), Capturing::during( static fn () => self::user( 'subscriber' ) ) );
	}

	public function test_who_is_hired_is_a_customer_no_more_and_a_change_of_role_among_customers_is_a_change(): void {
		$id = self::user( 'subscriber' );
		self::assertSame( array( "customer.updated $id" ), Capturing::during( static fn () => ( new \WP_User( $id ) )->set_role( 'wholesaler' ) ) );
		self::assertSame( array( "customer.deleted $id" ), Capturing::during( static fn () => ( new \WP_User( $id ) )->set_role( 'editor' ) ) );
		self::assertSame( array(), Capturing::during( static fn () => wp_update_user( array( 'ID' => $id, 'first_name' => 'Anne' ) ) ) );
		self::assertSame( array( "customer.updated $id" ), Capturing::during( static fn () => ( new \WP_User( $id ) )->set_role( 'subscriber' ) ) );
	}

	public function test_a_name_or_address_written_by_any_plugin_is_told_and_what_is_no_part_of_the_customer_not(): void {
		$id = self::user( 'subscriber' );
		foreach ( array( 'billing_phone', 'shipping_city', 'first_name' ) as $key ) {
			self::assertSame( array( "customer.updated $id" ), Capturing::during( static fn () => update_user_meta( $id, $key, 'x' ) ), $key );
		}
		foreach ( array( 'session_tokens', 'wc_last_active', '_woocommerce_persistent_cart_1', 'nickname' ) as $key ) {
			self::assertSame( array(), Capturing::during( static fn () => update_user_meta( $id, $key, 'x' ) ), $key );
		}
		add_filter( 'passerelle_customer_meta_keys', static fn ( array $keys ): array => array( ...$keys, 'siret' ) );
		self::assertSame( array( "customer.updated $id" ), Capturing::during( static fn () => update_user_meta( $id, 'siret', '123' ) ) );
	}

	public function test_a_customer_who_is_deleted_is_one_row_although_all_his_values_go_first(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$id = self::user( 'subscriber' );
		update_user_meta( $id, 'billing_city', 'Brest' );
		self::assertSame( array( "customer.deleted $id" ), Capturing::during( static fn () => wp_delete_user( $id ) ) );
	}

	/**
	 * @return array<int, Moment>
	 */
	private static function replay( string $name ): array {
		if ( self::has_woocommerce() ) {
			self::markTestSkipped( 'A replay builds doubles of WooCommerce classes, and the real ones are loaded.' );
		}
		return Timeline::read( $name )->play( Capturing::parts( ... ) );
	}

	private static function user( string $role ): int {
		$name = $role . '_' . bin2hex( random_bytes( 4 ) );
		$id   = wp_insert_user( array( 'user_login' => $name, 'user_email' => "$name@exemple.test", 'user_pass' => 'password', 'role' => $role ) );
		self::assertIsInt( $id );
		return $id;
	}
}
