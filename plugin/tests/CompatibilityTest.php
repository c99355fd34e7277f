<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Passerelle\Tests\Support\RecordedFeatures;
use Passerelle\Tests\Support\Site;
use Passerelle\Tests\Support\WordPressTestCase;

final class CompatibilityTest extends WordPressTestCase {
	public function test_woocommerce_lists_it_as_compatible_with_hpos_and_blocks(): void {
		if ( ! self::has_woocommerce() ) {
			self::markTestSkipped( 'WOOCOMMERCE_DIR is not set: only what is declared can be seen, not what WooCommerce makes of it.' );
		}
		$features = FeaturesUtil::get_compatible_features_for_plugin( Site::PLUGIN );
		self::assertContains( 'custom_order_tables', $features['compatible'] );
		self::assertContains( 'cart_checkout_blocks', $features['compatible'] );
	}

	public function test_it_declares_hpos_and_blocks_before_woocommerce_starts(): void {
		if ( self::has_woocommerce() ) {
			self::markTestSkipped( 'The real WooCommerce answers this better.' );
		}
		do_action( 'before_woocommerce_init' );
		self::assertSame( array(), RecordedFeatures::$declared, 'A WooCommerce without FeaturesUtil is told nothing.' );

		class_alias( RecordedFeatures::class, FeaturesUtil::class );
		do_action( 'before_woocommerce_init' );
		$file = realpath( WP_PLUGIN_DIR . '/' . Site::PLUGIN );
		self::assertSame( array( array( 'custom_order_tables', $file, true ), array( 'cart_checkout_blocks', $file, true ) ), RecordedFeatures::$declared );
	}
}
