<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Environment;
use Passerelle\Tests\Support\Notices;
use Passerelle\Tests\Support\Site;
use PHPUnit\Framework\TestCase;

final class ActivationTest extends TestCase {
	public function test_wordpress_refuses_to_activate_it_without_woocommerce_and_says_why(): void {
		$seen = Site::install( 'bare', '', false )->run( 'activate' );
		self::assertFalse( $seen['value']['is_active'] );
		self::assertSame( 'plugin_missing_dependencies', $seen['value']['code'] );
		self::assertStringContainsStringIgnoringCase( 'Passerelle requires 1 plugin to be installed and activated: WooCommerce.', $seen['value']['message'] );
		self::assertSame( array(), $seen['notices'] );
	}

	public function test_with_woocommerce_it_activates_and_deactivates_without_a_notice(): void {
		if ( '' === Environment::woocommerce_dir() ) {
			self::markTestSkipped( 'WOOCOMMERCE_DIR is not set: activation needs a real WooCommerce.' );
		}
		$site = Site::install( 'shop', Environment::woocommerce_dir(), false );
		$site->run( 'activate-woocommerce' );

		$activated = $site->run( 'activate' );
		self::assertSame( array( 'is_active' => true, 'code' => null, 'message' => null ), $activated['value'] );
		self::assertSame( array(), Notices::ours( $activated['notices'] ) );

		$deactivated = $site->run( 'deactivate' );
		self::assertFalse( $deactivated['value'] );
		self::assertSame( array(), Notices::ours( $deactivated['notices'] ) );
	}
}
