<?php

declare( strict_types=1 );

// Everything that the shop holds, as its own REST shows it.
return array(
	'dump' => static function (): array {
		global $wpdb;
		wp_set_current_user( 1 );
		$get  = static function ( string $path ): ?array {
			$answer = rest_do_request( new WP_REST_Request( 'GET', $path ) );
			return 200 === $answer->get_status() ? (array) rest_get_server()->response_to_data( $answer, false ) : null;
		};
		$dump = array( 'product' => array(), 'variation' => array(), 'order' => array(), 'subscription' => array(), 'customer' => array() );
		foreach ( $wpdb->get_results( "SELECT ID, post_type, post_parent FROM {$wpdb->posts} WHERE post_type IN ('product', 'product_variation') AND post_status NOT IN ('auto-draft', 'trash') ORDER BY ID" ) as $row ) {
			$is_product = 'product' === $row->post_type;
			$dump[ $is_product ? 'product' : 'variation' ][ $row->ID ] = $get( $is_product ? "/wc/v3/products/$row->ID" : "/wc/v3/products/$row->post_parent/variations/$row->ID" );
		}
		$orders = static fn ( string $type ): array => wc_get_orders( array( 'type' => $type, 'limit' => -1, 'return' => 'ids', 'status' => array_diff( array_merge( array_keys( wc_get_order_statuses() ), array( 'trash' ) ), array() ) ) );
		foreach ( $orders( 'shop_order' ) as $id ) {
			$order = wc_get_order( $id );
			if ( 'trash' !== $order->get_status() && 'checkout-draft' !== $order->get_status() ) {
				$dump['order'][ $id ] = $get( "/wc/v3/orders/$id" );
			}
		}
		if ( function_exists( 'wcs_get_subscription' ) ) {
			foreach ( wc_get_orders( array( 'type' => 'shop_subscription', 'limit' => -1, 'return' => 'ids', 'status' => array_merge( array_keys( wcs_get_subscription_statuses() ), array( 'trash' ) ) ) ) as $id ) {
				$dump['subscription'][ $id ] = $get( "/wc/v3/subscriptions/$id" );
			}
		}
		foreach ( get_users( array( 'role__in' => array( 'customer', 'subscriber' ), 'fields' => 'ID' ) ) as $id ) {
			$dump['customer'][ $id ] = $get( "/wc/v3/customers/$id" );
		}
		return $dump;
	},
);
