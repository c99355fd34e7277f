<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce's own objects and REST controllers, by kind.
 */
final class Controllers {
	private const CLASSES = array(
		'product'      => 'WC_REST_Products_Controller',
		'variation'    => 'WC_REST_Product_Variations_Controller',
		'order'        => 'WC_REST_Orders_Controller',
		'customer'     => 'WC_REST_Customers_Controller',
		'subscription' => 'WC_REST_Subscriptions_Controller',
	);

	/** @var array<string, \WC_REST_Customers_Controller|\WC_REST_Product_Variations_Controller|\WC_REST_Products_Controller|\WC_REST_Orders_Controller> */
	private static array $made = array();

	/**
	 * @return mixed What the controller of its kind makes of a thing; null where the plugin that has it is not active.
	 */
	public static function prepare( string $kind, \WC_Data|\WP_User $thing, \WP_REST_Request $request ): mixed {
		$class = self::CLASSES[ $kind ] ?? '';
		if ( ! class_exists( $class ) ) {
			return null;
		}
		// Each that is made adds hooks.
		$controller = self::$made[ $kind ] ??= new $class();
		if ( $controller instanceof \WC_REST_Customers_Controller ) {
			return $thing instanceof \WP_User ? $controller->prepare_item_for_response( $thing, $request ) : null;
		}
		return $thing instanceof \WC_Data ? $controller->prepare_object_for_response( $thing, $request ) : null;
	}

	/**
	 * @return \WC_Data|\WP_User|null Null where WooCommerce does not know it as one of its kind.
	 */
	public static function load( string $kind, int $id ): \WC_Data|\WP_User|null {
		switch ( $kind ) {
			case 'product':
			case 'variation':
				$product = wc_get_product( $id );
				return $product instanceof \WC_Product && ( $product instanceof \WC_Product_Variation ) === ( 'variation' === $kind ) ? $product : null;
			case 'order':
				$order = wc_get_order( $id );
				return $order instanceof \WC_Order && 'shop_order' === $order->get_type() ? $order : null;
			case 'customer':
				$user = get_userdata( $id );
				return false === $user ? null : $user;
		}
		$subscription = function_exists( 'wcs_get_subscription' ) ? wcs_get_subscription( $id ) : null;
		return $subscription instanceof \WC_Order && is_a( $subscription, 'WC_Subscription' ) ? $subscription : null;
	}
}
