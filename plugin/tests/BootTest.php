<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Environment;
use Passerelle\Tests\Support\Notices;
use Passerelle\Tests\Support\Site;
use Passerelle\Tests\Support\WordPressTestCase;

final class BootTest extends WordPressTestCase {
	public function test_the_plugin_boots_on_a_real_wordpress_without_a_notice(): void {
		self::assertGreaterThan( 0, did_action( 'wp_loaded' ) );
		self::assertSame( '0.1.0', \Passerelle\VERSION );
		self::assertSame( array(), self::has_woocommerce() ? Notices::ours( Notices::all() ) : Notices::all() );
	}

	public function test_an_admin_screen_shows_no_php_notice_and_asks_for_woocommerce_where_it_is_missing(): void {
		$seen = Site::install( 'screen', '', true )->run( 'admin-notices', array( 'WP_ADMIN' => true ) );
		self::assertSame( array(), $seen['notices'] );
		self::assertStringContainsString( 'Passerelle needs WooCommerce.', $seen['value'] );
	}

	public function test_its_classes_load_without_composer(): void {
		foreach ( spl_autoload_functions() as $loader ) {
			if ( is_array( $loader ) && $loader[0] instanceof \Composer\Autoload\ClassLoader ) {
				self::assertFalse( $loader[0]->findFile( \Passerelle\Plugin::class ) );
			}
		}
		self::assertTrue( class_exists( \Passerelle\Plugin::class ) );
		self::assertFalse( class_exists( 'Passerelle\NoSuchClass' ) );
	}

	public function test_header_readme_package_and_code_name_the_same_versions(): void {
		$header  = get_plugin_data( WP_PLUGIN_DIR . '/' . Site::PLUGIN, false, false );
		$readme  = (string) file_get_contents( WP_PLUGIN_DIR . '/passerelle/readme.txt' );
		$package = json_decode( (string) file_get_contents( WP_PLUGIN_DIR . '/passerelle/package.json' ), true );

		self::assertSame( \Passerelle\VERSION, $header['Version'] );
		self::assertSame( \Passerelle\VERSION, $package['version'] );
		self::assertStringContainsString( 'Stable tag: ' . \Passerelle\VERSION . "\n", $readme );
		self::assertSame( \Passerelle\PHP_FLOOR, $header['RequiresPHP'] );
		self::assertSame( \Passerelle\WORDPRESS_FLOOR, $header['RequiresWP'] );
		self::assertSame( \Passerelle\WooCommerceNotice::FLOOR, get_file_data( WP_PLUGIN_DIR . '/' . Site::PLUGIN, array( 'floor' => 'WC requires at least' ) )['floor'] );
		self::assertSame( 'woocommerce', $header['RequiresPlugins'] );
		self::assertSame( 'passerelle', $header['TextDomain'] );
	}

	public function test_a_second_copy_of_the_plugin_does_nothing(): void {
		$copy = Environment::dir() . '/second-copy.php';
		copy( WP_PLUGIN_DIR . '/' . Site::PLUGIN, $copy );
		$loaders = count( spl_autoload_functions() );
		require $copy;
		self::assertCount( $loaders, spl_autoload_functions() );
	}
}
