<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Capture\Origin;

defined( 'ABSPATH' ) || exit;

/**
 * Reads without leaving a trace: nobody is logged in or shops, so that prices have the taxes of the shop's own address, the texts
 * are in the shop's language, and what WooCommerce would save on the way (an order from its post, the title of a variation, caches in the options table) is not saved.
 */
final class Quiet {
	private static int $depth = 0;

	/**
	 * @template T
	 * @param callable(): T $read
	 * @return T
	 */
	public static function run( callable $read ): mixed {
		if ( self::$depth > 0 ) {
			return $read();
		}
		$user      = get_current_user_id();
		$is_local  = determine_locale() !== get_locale() && switch_to_locale( get_locale() );
		// Null where nobody has said so, and told null WordPress would leave it as it is.
		$has_cache = true === wp_using_ext_object_cache();
		$shopper   = self::change_shopper( null );
		++self::$depth;
		self::hook( 'add_filter' );
		// Transients go to the memory of this process then.
		wp_using_ext_object_cache( true );
		try {
			if ( 0 !== $user ) {
				wp_set_current_user( 0 );
			}
			return Origin::while_reading( $read );
		} finally {
			wp_using_ext_object_cache( $has_cache );
			if ( ! $has_cache ) {
				wp_cache_flush_group( 'transient' );
			}
			self::change_shopper( $shopper );
			self::hook( 'remove_filter' );
			if ( $is_local ) {
				restore_previous_locale();
			}
			--self::$depth;
			// Last, because other plugins have their say in it.
			if ( 0 !== $user ) {
				wp_set_current_user( $user );
			}
		}
	}

	private static function change_shopper( ?\WC_Customer $shopper ): ?\WC_Customer {
		if ( ! function_exists( 'WC' ) ) {
			return null;
		}
		$before         = WC()->customer;
		WC()->customer = $shopper; // @phpstan-ignore assign.propertyType (null wherever nobody shops)
		return $before;
	}

	/**
	 * Forgets what this process has read, so that it reads again what others have changed since.
	 */
	public static function forget(): void {
		if ( ! wp_cache_supports( 'flush_runtime' ) ) {
			return;
		}
		$options = wp_using_ext_object_cache() ? false : wp_cache_get( 'alloptions', 'options' );
		wp_cache_flush_runtime();
		if ( is_array( $options ) ) {
			// They are no part of any thing, and the largest query of all.
			wp_cache_set( 'alloptions', $options, 'options' );
		}
	}

	/**
	 * @param 'add_filter'|'remove_filter' $change
	 */
	private static function hook( string $change ): void {
		$change( 'woocommerce_hpos_enable_sync_on_read', '__return_false', PHP_INT_MAX );
		$change( 'woocommerce_data_store_wp_post_read_meta', array( RelatedOrders::class, 'complete' ), PHP_INT_MAX, 2 );
		// The same thing read twice is the same text.
		$change( 'woocommerce_product_related_posts_shuffle', '__return_false', PHP_INT_MAX );
		$change( 'woocommerce_product_variation_title', array( self::class, 'kept_title' ), PHP_INT_MAX, 2 );
	}

	/**
	 * Where the title differs from what it would be made of today, WooCommerce writes it while it reads.
	 *
	 * @internal
	 */
	public static function kept_title( mixed $title, mixed $product ): mixed {
		return $product instanceof \WC_Product && ! $product->get_object_read() ? $product->get_name( 'edit' ) : $title;
	}
}
