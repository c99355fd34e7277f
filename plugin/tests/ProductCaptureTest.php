<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Schema;
use Passerelle\Tests\Support\Capturing;
use Passerelle\Tests\Support\Moment;
use Passerelle\Tests\Support\Timeline;
use Passerelle\Tests\Support\WordPressTestCase;

final class ProductCaptureTest extends WordPressTestCase {
	/** Changes that no hook shows, by recording and step. */
	private const UNSEEN = array(
		'product-scheduled-sale 2' => 'The sale begins by the clock: REST says so before the queue has run, and nobody does anything.',
		'product-scheduled-sale 4' => 'The sale ends by the clock, likewise.',
	);

	protected function setUp(): void {
		parent::setUp();
		register_taxonomy( 'pa_colour', 'product' );
		if ( ! self::has_woocommerce() ) {
			register_post_type( 'product' );
			register_post_type( 'product_variation' );
			register_taxonomy( 'product_cat', 'product' );
		}
	}

	protected function tearDown(): void {
		if ( ! self::has_woocommerce() ) {
			unregister_post_type( 'product' );
			unregister_post_type( 'product_variation' );
			unregister_taxonomy( 'product_cat' );
		}
		unregister_taxonomy( 'pa_colour' );
		parent::tearDown();
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_B3_every_recorded_change_of_a_product_is_told_once_in_the_request_that_made_it( string $name ): void {
		foreach ( self::replay( $name ) as $moment ) {
			$where   = "$name $moment->step ($moment->label)";
			$changed = array_filter( $moment->changed(), static fn ( string $key ): bool => str_starts_with( $key, 'product:' ) || str_starts_with( $key, 'variation:' ) );
			$missed  = array_values( array_diff( $changed, $moment->spoken_of() ) );
			isset( self::UNSEEN[ "$name $moment->step" ] ) ? self::assertNotSame( array(), $missed, "$where is told by now: take it off the list" ) : self::assertSame( array(), $missed, $where );
			self::assertSame( array(), $moment->told_twice(), $where );
			foreach ( $moment->rows as $row ) {
				self::assertNull( $row['origin'], $where );
			}
		}
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function recordings(): array {
		return Timeline::named( 'product-', 'category-', 'order-', 'subscription-', 'coupon-' );
	}

	/**
	 * @dataProvider lives
	 * @param array<int, list<string>> $expected
	 */
	public function test_B4_a_life_in_the_shop_is_told_in_these_words( string $name, array $expected ): void {
		$told = array_map( static fn ( Moment $moment ): array => $moment->told(), self::replay( $name ) );
		self::assertSame( $expected, array_intersect_key( $told, $expected ) );
	}

	/**
	 * @return array<string, array{string, array<int, list<string>>}>
	 */
	public static function lives(): array {
		return array(
			'wp-admin, where WooCommerce never says that a product is new, trashed or deleted' => array(
				'product-admin-life',
				array(
					1  => array(),
					2  => array( 'product.created 328' ),
					3  => array( 'product.updated 328' ),
					8  => array( 'product.deleted 328' ),
					9  => array( 'product.restored 328', 'product.updated 328' ),
					10 => array( 'product.deleted 328' ),
				),
			),
			'REST, where a product comes back from the trash by a change of status' => array(
				'product-rest-life',
				array(
					1  => array( 'product.created 327' ),
					12 => array( 'product.deleted 327' ),
					13 => array( 'product.restored 327', 'product.updated 327' ),
					14 => array( 'product.deleted 327' ),
				),
			),
			'code behind the back of WooCommerce' => array(
				'product-code-life',
				array(
					4 => array( 'product.updated 339' ),
					6 => array( 'product.updated 339' ),
					7 => array( 'product.updated 339' ),
					8 => array( 'product.updated 339' ),
				),
			),
			'variations, which vanish silently from the webhooks of WooCommerce (B5)' => array(
				'product-variations',
				array(
					2  => array( 'product.updated 340', 'variation.created 341' ),
					9  => array( 'variation.deleted 341', 'product.updated 340' ),
					10 => array( 'variation.deleted 342', 'product.updated 340' ),
					12 => array( 'variation.deleted 343', 'product.updated 340', 'variation.deleted 344', 'product.deleted 340' ),
				),
			),
			'a renamed category, which says nothing where only its place changes' => array(
				'category-rename',
				array(
					1 => array( 'product.updated 377' ),
					2 => array( 'product.updated 377' ),
					3 => array(),
					4 => array( 'product.updated 377' ),
					5 => array( 'product.updated 378' ),
				),
			),
		);
	}

	public function test_B3_ten_products_of_a_bulk_edit_are_ten_rows(): void {
		self::assertCount( 10, self::replay( 'product-bulk-edit-10' )[1]->rows );
	}

	public function test_twenty_products_of_an_import_are_new_and_then_changed(): void {
		$moments = self::replay( 'product-csv-import-20' );
		self::assertCount( 20, $moments[1]->rows_of( 'product.created' ) );
		self::assertCount( 20, $moments[2]->rows_of( 'product.updated' ) );
		self::assertCount( 20, $moments[2]->rows );
	}

	public function test_a_delete_carries_the_last_known_identity(): void {
		$moments = self::replay( 'product-admin-life' );
		$last    = array( 'id' => 328, 'name' => 'Bouilloire col de cygne', 'sku' => '', 'type' => 'simple', 'parent_id' => 0, 'status' => 'publish' );
		self::assertSame( 'trashed', $moments[8]->rows[0]['facts']['reason'] );
		self::assertEquals( $last, array_merge( $moments[8]->rows[0]['facts']['last'], array( 'name' => $last['name'] ) ) );
		self::assertSame( 'deleted', $moments[10]->rows[0]['facts']['reason'] );
	}

	public function test_a_renamed_term_tells_every_product_with_it_in_one_statement(): void {
		global $wpdb;
		$term     = self::term( 'Thés', 'product_cat' );
		$products = array();
		for ( $i = 0; $i < 30; ++$i ) {
			$products[] = self::post( 'product', $i < 25 ? 'publish' : array( 'draft', 'trash', 'auto-draft', 'importing', 'private' )[ $i - 25 ] );
			wp_set_object_terms( $products[ $i ], array( $term ), 'product_cat' );
		}
		wp_set_object_terms( self::post( 'page', 'publish' ), array( $term ), 'product_cat' );
		$statements = 0;
		add_filter(
			'query',
			static function ( string $query ) use ( &$statements ): string {
				$statements += str_starts_with( ltrim( $query ), 'INSERT INTO `' . Schema::outbox() ) ? 1 : 0;
				return $query;
			}
		);
		$told = Capturing::during( static fn () => wp_update_term( $term, 'product_cat', array( 'name' => 'Thés et infusions' ) ) );
		$live = array( ...array_slice( $products, 0, 26 ), $products[29] );
		self::assertSame( array_map( static fn ( int $id ): string => "product.updated $id", $live ), $told );
		self::assertSame( 1, $statements );
		$ids = $wpdb->get_col( $wpdb->prepare( 'SELECT event_id FROM %i ORDER BY id DESC LIMIT 27', Schema::outbox() ) );
		self::assertCount( 27, array_unique( $ids ) );
		foreach ( $ids as $id ) {
			self::assertMatchesRegularExpression( '/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $id );
		}
	}

	public function test_products_that_fall_into_the_default_category_later_are_told_then_and_no_others(): void {
		global $wpdb;
		$default = self::term( 'Divers', 'product_cat' );
		$filed   = self::post( 'product', 'publish' );
		$bare    = self::post( 'product', 'publish' );
		wp_set_object_terms( $filed, array( $default ), 'product_cat' );
		$wpdb->delete( $wpdb->term_relationships, array( 'object_id' => $bare ) );
		remove_all_actions( 'wc_schedule_update_product_default_cat' );
		$told = Capturing::during(
			static function () use ( $wpdb, $bare, $default ): void {
				add_action( 'wc_schedule_update_product_default_cat', static fn () => $wpdb->insert( $wpdb->term_relationships, array( 'object_id' => $bare, 'term_taxonomy_id' => $default ) ) );
				do_action( 'wc_schedule_update_product_default_cat' ); // phpcs:ignore WordPress.NamingConventions.ValidHookName
			}
		);
		self::assertContains( "product.updated $bare", $told );
		self::assertNotContains( "product.updated $filed", $told );
	}

	public function test_a_renamed_attribute_term_tells_the_variations_that_show_it(): void {
		$term      = self::term( 'Rouge', 'pa_colour' );
		$product   = self::post( 'product', 'publish' );
		$variation = self::post( 'product_variation', 'publish', $product );
		$other     = self::post( 'product_variation', 'publish', $product );
		wp_set_object_terms( $product, array( $term ), 'pa_colour' );
		update_post_meta( $variation, 'attribute_pa_colour', 'rouge' );
		update_post_meta( $other, 'attribute_pa_colour', 'vert' );
		$told = Capturing::during( static fn () => wp_update_term( $term, 'pa_colour', array( 'name' => 'Écarlate' ) ) );
		self::assertSame( array( "product.updated $product", "variation.updated $variation" ), $told );
	}

	public function test_a_variation_is_not_told_before_its_product_was_ever_saved(): void {
		$product = self::post( 'product', 'auto-draft' );
		self::assertSame( array(), Capturing::during( static fn () => self::post( 'product_variation', 'publish', $product ) ) );
		$told = Capturing::during( static fn () => wp_update_post( array( 'ID' => $product, 'post_status' => 'publish' ) ) );
		self::assertSame( "product.created $product", $told[0] );
		self::assertCount( 2, $told );
		self::assertStringStartsWith( 'variation.updated ', $told[1] );
	}

	public function test_an_order_of_products_that_is_dragged_is_told_of_all_that_moved(): void {
		$products = array( self::post( 'product', 'publish' ), self::post( 'product', 'publish' ) );
		$told     = Capturing::during( static fn () => do_action( 'woocommerce_after_product_ordering', $products[0], array( $products[0] => 1, $products[1] => 2 ) ) ); // phpcs:ignore WordPress.NamingConventions.ValidHookName
		self::assertSame( array( "product.updated $products[0]", "product.updated $products[1]" ), $told );
	}

	public function test_a_product_that_becomes_another_type_of_post_is_gone_and_may_come_back(): void {
		$product = self::post( 'product', 'publish' );
		self::assertContains( "product.deleted $product", Capturing::during( static fn () => wp_update_post( array( 'ID' => $product, 'post_type' => 'page' ) ) ) );
		self::assertSame( array( "product.created $product" ), Capturing::during( static fn () => wp_update_post( array( 'ID' => $product, 'post_type' => 'product' ) ) ) );
	}

	public function test_a_deleted_picture_is_told_of_the_products_that_showed_it(): void {
		$product = self::post( 'product', 'publish' );
		$other   = self::post( 'product', 'publish' );
		$picture = wp_insert_attachment( array( 'post_title' => 'x', 'post_mime_type' => 'image/png' ) );
		update_post_meta( $product, '_thumbnail_id', $picture );
		update_post_meta( $other, '_product_image_gallery', "1,$picture" );
		$told = Capturing::during( static fn () => wp_delete_attachment( $picture, true ) );
		sort( $told );
		self::assertSame( array( "product.updated $product", "product.updated $other" ), $told );
	}

	public function test_the_real_woocommerce_is_told_by_code_from_creation_to_deletion(): void {
		if ( ! self::has_woocommerce() ) {
			self::markTestSkipped( 'WOOCOMMERCE_DIR is not set: this saves products through a real WooCommerce.' );
		}
		$product = new \WC_Product_Variable();
		$product->set_name( 'Café' );
		self::assertSame( 'product.created', explode( ' ', Capturing::during( static fn () => $product->save() )[0] )[0] );
		$id        = $product->get_id();
		$variation = new \WC_Product_Variation();
		$variation->set_parent_id( $id );
		$variation->set_regular_price( '5' );
		$variation->set_manage_stock( true );
		$told = Capturing::during( static fn () => $variation->save() );
		$own  = $variation->get_id();
		sort( $told );
		self::assertSame( array( "product.updated $id", "variation.created $own" ), $told );
		self::assertContains( "variation.updated $own", Capturing::during( static fn () => wc_update_product_stock( $own, 3 ) ) );
		$product = wc_get_product( $id );
		self::assertInstanceOf( \WC_Product::class, $product );
		$product->set_weight( '2' );
		self::assertSame( array( "product.updated $id", "variation.updated $own" ), Capturing::during( static fn () => $product->save() ) );
		self::assertSame( array( "variation.deleted $own", "product.deleted $id" ), Capturing::during( static fn () => $product->delete() ) );
		self::assertContains( "product.restored $id", Capturing::during( static fn () => wp_untrash_post( $id ) ) );
		self::assertContains( "product.deleted $id", Capturing::during( static fn () => wp_delete_post( $id, true ) ) );
	}

	public function test_what_is_no_product_or_does_not_show_is_not_told(): void {
		$product = self::post( 'product', 'publish' );
		$page    = self::post( 'page', 'publish' );
		$told    = Capturing::during(
			static function () use ( $product, $page ): void {
				update_post_meta( $product, '_edit_lock', '1:1' );
				update_post_meta( $product, 'post_views_count', 7 );
				update_post_meta( $page, '_price', '7' );
				wp_update_post( array( 'ID' => $page, 'post_title' => 'x' ) );
				wp_trash_post( $page );
				get_post( $product );
			}
		);
		self::assertSame( array(), $told );
	}

	public function test_a_meta_key_of_the_shops_own_can_be_told(): void {
		$product = self::post( 'product', 'publish' );
		add_filter( 'passerelle_product_meta_keys', static fn ( array $keys ): array => array( ...$keys, 'lot' ) );
		self::assertSame( array( "product.updated $product" ), Capturing::during( static fn () => update_post_meta( $product, 'lot', 'L1' ) ) );
	}

	public function test_a_hook_that_another_plugin_misuses_disturbs_nobody(): void {
		$told = Capturing::during(
			static function (): void {
				foreach ( array( 'woocommerce_product_set_stock', 'woocommerce_update_product', 'transition_post_status', 'edited_term', 'set_user_role' ) as $hook ) {
					self::only_ours( $hook );
					do_action( $hook, 'publish' );
				}
			}
		);
		self::assertSame( array(), $told );
	}

	/**
	 * WordPress and WooCommerce listen to these too, and trust what they get.
	 */
	private static function only_ours( string $name ): void {
		global $wp_filter;
		foreach ( $wp_filter[ $name ]->callbacks as $priority => $callbacks ) {
			$wp_filter[ $name ]->callbacks[ $priority ] = array_filter( $callbacks, static fn ( array $callback ): bool => $callback['function'] instanceof \Closure );
		}
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

	private static function term( string $name, string $taxonomy ): int {
		$term = wp_insert_term( $name, $taxonomy );
		self::assertIsArray( $term );
		return $term['term_id'];
	}

	private static function post( string $type, string $status, int $parent = 0 ): int {
		return wp_insert_post( array( 'post_type' => $type, 'post_status' => $status, 'post_title' => "$type $status", 'post_parent' => $parent ) );
	}
}
