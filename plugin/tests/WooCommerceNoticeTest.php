<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\WooCommerceNotice;

final class WooCommerceNoticeTest extends WordPressTestCase {
	public function test_it_names_both_versions_where_woocommerce_is_too_old(): void {
		$sentence = (string) WooCommerceNotice::sentence( '9.8.3' );
		self::assertStringContainsString( WooCommerceNotice::FLOOR, $sentence );
		self::assertStringContainsString( '9.8.3', $sentence );
	}

	public function test_it_is_silent_from_the_lowest_supported_woocommerce_on(): void {
		self::assertNull( WooCommerceNotice::sentence( WooCommerceNotice::FLOOR ) );
		self::assertNull( WooCommerceNotice::sentence( '10.10.0' ) );
	}

	public function test_an_administrator_is_told_that_woocommerce_is_missing(): void {
		self::become( 'administrator' );
		self::assertSame( ! self::has_woocommerce(), str_contains( self::rendered(), 'Passerelle needs WooCommerce.' ) );
	}

	public function test_a_subscriber_is_told_nothing(): void {
		self::become( 'subscriber' );
		self::assertSame( '', self::rendered() );
	}

	private static function rendered(): string {
		ob_start();
		( new WooCommerceNotice() )->render();
		return (string) ob_get_clean();
	}
}
