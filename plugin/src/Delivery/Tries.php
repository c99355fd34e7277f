<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * How often the thing of a row could not be read; it stands in the row's code until the row is built.
 */
final class Tries {
	public const MOST = 3;

	private const CODE = 'unreadable_';

	/**
	 * @param array<string, string|null> $row
	 */
	public static function of( array $row ): int {
		$code = (string) $row['code'];
		return str_starts_with( $code, self::CODE ) ? (int) substr( $code, strlen( self::CODE ) ) : 0;
	}

	/**
	 * @param array<string, string|null> $row
	 * @return int How often it was tried by now.
	 */
	public static function count( array $row ): int {
		global $wpdb;
		$tries = self::of( $row ) + 1;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET code = %s WHERE id = %d AND state IN (%d, %d)', Schema::outbox(), self::CODE . $tries, $row['id'], Outbox::READY, Outbox::ADOPTED ) );
		return $tries;
	}

	/**
	 * @param array<string, string|null> $row
	 */
	public static function log( array $row, \Throwable $thrown ): void {
		if ( function_exists( 'wc_get_logger' ) ) {
			wc_get_logger()->warning( sprintf( '%s %s could not be read: %s', $row['kind'], $row['entity_id'], $thrown->getMessage() ), array( 'source' => 'passerelle' ) );
		}
	}
}
