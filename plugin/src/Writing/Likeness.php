<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Compares what is asked for with what stands there, as wc/v3 shows it. In doubt they differ.
 */
final class Likeness {
	/**
	 * Whether everything that is asked for stands there already.
	 *
	 * @param array<string, mixed> $asked
	 * @param array<string, mixed> $present
	 */
	public static function holds( array $asked, array $present ): bool {
		return null === self::first_difference( $asked, $present );
	}

	/**
	 * @param array<string, mixed> $asked
	 * @param array<string, mixed> $present
	 * @return string|null The first field that is another.
	 */
	public static function first_difference( array $asked, array $present ): ?string {
		foreach ( $asked as $field => $value ) {
			$is_there = array_key_exists( $field, $present ) && ( 'meta_data' === $field ? self::has_meta( $value, $present[ $field ] ) : self::is_same( $value, $present[ $field ] ) );
			if ( ! $is_there ) {
				return (string) $field;
			}
		}
		return null;
	}

	private static function is_same( mixed $asked, mixed $present ): bool {
		if ( is_array( $asked ) ) {
			return is_array( $present ) && ( ! array_is_list( $asked ) || count( $asked ) === count( $present ) ) && self::holds( $asked, $present );
		}
		$is_plain = static fn ( mixed $value ): bool => is_string( $value ) || is_int( $value ) || is_float( $value );
		return $is_plain( $asked ) && $is_plain( $present ) ? (string) $asked === (string) $present : $asked === $present;
	}

	private static function has_meta( mixed $asked, mixed $present ): bool {
		$values = array();
		foreach ( is_array( $present ) ? $present : array() as $meta ) {
			$values[ (string) ( $meta['key'] ?? '' ) ][] = $meta['value'] ?? null;
		}
		foreach ( is_array( $asked ) ? $asked : array( null ) as $meta ) {
			$found = is_array( $meta ) && ! isset( $meta['id'] ) && isset( $meta['key'] ) ? $values[ (string) $meta['key'] ] ?? array() : array();
			if ( 1 !== count( $found ) || ! self::is_same( $meta['value'] ?? null, $found[0] ) ) {
				return false;
			}
		}
		return true;
	}
}
