<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

/**
 * The golden files that the relay is tested with as well.
 */
final class Golden {
	/**
	 * @return array<mixed>
	 */
	public static function read( string $file ): array {
		return json_decode( (string) file_get_contents( self::dir() . $file ), true, 512, JSON_THROW_ON_ERROR );
	}

	/**
	 * @return list<string> Names of files without folder.
	 */
	public static function names( string $pattern ): array {
		return array_map( static fn ( string $path ): string => basename( $path ), glob( self::dir() . $pattern ) ?: array() );
	}

	private static function dir(): string {
		return dirname( __DIR__, 3 ) . '/shared-types/fixtures/';
	}
}
