<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce Subscriptions keeps the orders of a subscription in a cache among its meta, and writes that cache whenever it reads
 * and finds none, the date of the subscription along with it. While something is only being read, it finds one.
 */
final class RelatedOrders {
	private const STORE = 'WCS_Related_Order_Store_CPT';
	private const ASKED = 'WCS_Subscription_Data_Store_CPT';

	/**
	 * A filter of `woocommerce_data_store_wp_post_read_meta`.
	 *
	 * @param mixed $metas Rows with `meta_id`, `meta_key` and `meta_value`.
	 */
	public static function complete( mixed $metas, mixed $subscription ): mixed {
		if ( ! is_array( $metas ) || ! is_a( $subscription, 'WC_Subscription' ) || ! class_exists( self::STORE ) || ! self::is_for_the_cache() ) {
			return $metas;
		}
		$kept  = array_column( $metas, 'meta_key' );
		$store = new ( self::STORE )();
		foreach ( $store->get_relation_types() as $type ) {
			$key = "_subscription_{$type}_order_ids_cache";
			if ( ! in_array( $key, $kept, true ) ) {
				$metas[] = (object) array( 'meta_id' => 0, 'meta_key' => $key, 'meta_value' => serialize( $store->get_related_order_ids( $subscription, $type ) ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
			}
		}
		return $metas;
	}

	/**
	 * Only then does it not leave these keys out of the meta.
	 */
	private static function is_for_the_cache(): bool {
		if ( ! class_exists( self::ASKED ) ) {
			return false;
		}
		$left_out = (array) apply_filters( 'wcs_subscription_data_store_props_to_ignore', array(), new ( self::ASKED )() ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		return ! isset( $left_out['_subscription_renewal_order_ids_cache'] );
	}
}
