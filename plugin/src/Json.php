<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * JSON as it is signed: the same bytes as JavaScript's JSON.stringify makes of the same values.
 */
final class Json {
	private const FLAGS = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS;

	/**
	 * @throws \JsonException Where a value cannot be written at all; a text that is no UTF-8 gets U+FFFD instead.
	 */
	public static function write( mixed $value ): string {
		$precision = ini_set( 'serialize_precision', '-1' );
		try {
			return json_encode( $value, self::FLAGS | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR );
		} finally {
			if ( false !== $precision ) {
				ini_set( 'serialize_precision', $precision );
			}
		}
	}

	/**
	 * @param array<string, mixed> $value A map; an empty one is `{}`.
	 */
	public static function write_map( array $value ): string {
		return array() === $value ? '{}' : self::write( $value );
	}

	/**
	 * Whether every text in it is UTF-8.
	 */
	public static function is_clean( mixed $value ): bool {
		return false !== json_encode( $value, self::FLAGS | JSON_PARTIAL_OUTPUT_ON_ERROR ) && JSON_ERROR_UTF8 !== json_last_error();
	}
}
