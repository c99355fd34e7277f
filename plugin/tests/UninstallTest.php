<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Environment;
use Passerelle\Tests\Support\Site;
use PHPUnit\Framework\TestCase;

final class UninstallTest extends TestCase {
	public function test_deactivating_and_deleting_keep_what_is_needed_to_go_on(): void {
		$seen = self::site( 'keeper' )->run( 'uninstall', array( 'PASSERELLE_TEST_REMOVES' => 'no' ) )['value'];
		self::assertSame( array( 'outbox', 'entities', 'writes' ), $seen['tables'] );
		self::assertContains( 'passerelle_pairing', $seen['options'] );
		self::assertContains( 'passerelle_installation_id', $seen['options'] );
		self::assertTrue( $seen['has_place'] );
	}

	public function test_what_was_scheduled_goes_with_the_plugin(): void {
		self::assertSame( array(), self::site( 'sleeper' )->run( 'uninstall', array( 'PASSERELLE_TEST_REMOVES' => 'no' ) )['value']['scheduled'] );
	}

	public function test_with_the_setting_everything_goes_and_nothing_of_others(): void {
		$seen = self::site( 'goner' )->run( 'uninstall', array( 'PASSERELLE_TEST_REMOVES' => 'yes' ) )['value'];
		self::assertSame( array(), $seen['tables'] );
		self::assertSame( array(), $seen['options'] );
		self::assertSame( array(), $seen['scheduled'] );
		self::assertFalse( $seen['has_place'] );
		self::assertSame( array( '', 'of another plugin' ), $seen['marks'] );
		self::assertSame( 'not ours', $seen['other'] );
	}

	private static function site( string $name ): Site {
		$site = Site::install( $name, Environment::woocommerce_dir(), '' === Environment::woocommerce_dir() );
		if ( '' !== Environment::woocommerce_dir() ) {
			$site->run( 'activate-woocommerce' );
			$site->run( 'activate' );
		}
		return $site;
	}
}
