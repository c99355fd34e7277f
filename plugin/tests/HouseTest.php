<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use PHPUnit\Framework\TestCase;
use RecursiveDirectoryIterator;
use RecursiveIteratorIterator;

/**
 * What keeps the shop from feeling the plugin: who may call out, and that no hook gets there.
 */
final class HouseTest extends TestCase {
	private const CALLS_OUT = '/\b(?:wp_(?:safe_)?remote_(?:get|post|request|head)|curl_\w+|fsockopen|stream_socket_client|fopen\s*\(\s*[\'"]https?:)/';
	private const MAY_CALL  = array( 'Admin/SiteHints.php', 'Delivery/Sender.php', 'Pairing/RelayCall.php' );

	public function test_I7_only_the_drain_the_pairing_and_a_screens_look_at_its_own_site_call_out(): void {
		self::assertSame( self::MAY_CALL, $this->naming( self::CALLS_OUT ) );
	}

	public function test_I7_no_hook_of_the_shop_reaches_those_that_call_out(): void {
		$reaching = array_filter( $this->naming( '/\b(?:Sender|SiteHints|RelayCall|Drain|SendNow|TestRoundTrip|Rotate|Disconnect|Pair)\b\s*(?:::|\()/' ), static fn ( string $file ): bool => str_starts_with( $file, 'Capture/' ) );
		self::assertSame( array(), array_values( $reaching ) );
		self::assertDoesNotMatchRegularExpression( '/\b(?:Sender|Drain|Builder)\b/', (string) file_get_contents( self::folder() . '/Delivery/Outbox.php' ) );
	}

	private static function folder(): string {
		return dirname( __DIR__ ) . '/src';
	}

	/**
	 * @return list<string> Files whose code, comments apart, matches.
	 */
	private function naming( string $pattern ): array {
		$found = array();
		foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( self::folder(), RecursiveDirectoryIterator::SKIP_DOTS ) ) as $file ) {
			$code = '';
			foreach ( token_get_all( (string) file_get_contents( (string) $file ) ) as $token ) {
				$code .= is_array( $token ) ? ( in_array( $token[0], array( T_COMMENT, T_DOC_COMMENT ), true ) ? '' : $token[1] ) : $token;
			}
			if ( 1 === preg_match( $pattern, $code ) ) {
				$found[] = substr( (string) $file, strlen( self::folder() ) + 1 );
			}
		}
		sort( $found );
		return $found;
	}
}
