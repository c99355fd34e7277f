<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Brings about at once what WooCommerce puts off until the request ends, so that it happens in the name of the write that caused
 * it: products whose variations changed are brought into line.
 */
final class Aftermath {
	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 */
	public static function within( callable $act ): mixed {
		$waiting                            = $GLOBALS['wc_deferred_product_sync'] ?? array();
		$GLOBALS['wc_deferred_product_sync'] = array(); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		try {
			$outcome = $act();
			if ( array() !== $GLOBALS['wc_deferred_product_sync'] ) {
				\WC_Post_Data::do_deferred_product_sync();
				$GLOBALS['wc_deferred_product_sync'] = array(); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
			}
			return $outcome;
		} finally {
			// What is left of a write that broke is still done when the request ends.
			$GLOBALS['wc_deferred_product_sync'] = array_merge( $waiting, $GLOBALS['wc_deferred_product_sync'] ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		}
	}
}
