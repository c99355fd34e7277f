<?php

declare( strict_types=1 );

namespace Passerelle;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

defined( 'ABSPATH' ) || exit;

/**
 * Tells WooCommerce which of its features the plugin works with, so that the shop may turn them on.
 */
final class Compatibility implements Registerable {
	private const FEATURES = array( 'custom_order_tables', 'cart_checkout_blocks' );

	/**
	 * @param string $file Absolute path of the plugin's main file.
	 */
	public function __construct( private readonly string $file ) {}

	public function register(): void {
		add_action( 'before_woocommerce_init', array( $this, 'declare_features' ) );
	}

	public function declare_features(): void {
		if ( ! class_exists( FeaturesUtil::class ) ) {
			return;
		}
		foreach ( self::FEATURES as $feature ) {
			FeaturesUtil::declare_compatibility( $feature, $this->file, true );
		}
	}
}
