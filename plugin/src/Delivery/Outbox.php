<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Json;
use Passerelle\Schema;
use Passerelle\Uuid;

defined( 'ABSPATH' ) || exit;

/**
 * The table of what is to be told. A row is open until its request ends, then ready, then built and numbered, and waits so until
 * the relay acknowledges or rejects it. Rows leave the table only once they were acknowledged, or told again by a newer one
 * before they were numbered.
 */
final class Outbox {
	public const OPEN         = 0;
	public const READY        = 1;
	public const BUILT        = 2;
	public const ACKNOWLEDGED = 3;
	public const REJECTED     = 4;
	/** Ready before its request ended, because that took too long. */
	public const ADOPTED = 5;

	/**
	 * Costs one INSERT. What cannot be stored is logged and does not disturb the shop: a digest finds it later.
	 *
	 * @param array<string, mixed> $facts
	 * @return int The row's id, 0 where it could not be stored.
	 */
	public static function add( string $topic, string $kind, int $id, bool $is_ready, ?string $origin, array $facts = array() ): int {
		global $wpdb;
		if ( ! Json::is_clean( $facts ) ) {
			$facts['invalid_utf8'] = true;
		}
		$stored = $wpdb->query(
			$wpdb->prepare(
				"INSERT INTO %i (event_id, state, topic, kind, entity_id, occurred_at, origin, facts) VALUES (%s, %d, %s, %s, %d, %s, NULLIF(%s, ''), NULLIF(CONVERT(UNHEX(%s) USING utf8mb4), ''))",
				Schema::outbox(),
				Uuid::v7(),
				$is_ready ? self::READY : self::OPEN,
				$topic,
				$kind,
				$id,
				self::now(),
				(string) $origin,
				array() === $facts ? '' : bin2hex( Json::write( $facts ) )
			)
		);
		return false === $stored ? 0 : (int) $wpdb->insert_id;
	}

	/**
	 * Changes the topic of a row that is still open.
	 */
	public static function rename( int $id, string $topic ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET topic = %s WHERE id = %d AND state = %d', Schema::outbox(), $topic, $id, self::OPEN ) );
	}

	/**
	 * @param list<int> $ids Open rows whose request has ended.
	 * @return list<int> Those among them that a drain took before.
	 */
	public static function release( array $ids ): array {
		global $wpdb;
		$ids = array_values( array_filter( $ids ) );
		if ( array() === $ids ) {
			return array();
		}
		$places   = implode( ',', array_fill( 0, count( $ids ), '%d' ) );
		$released = $wpdb->query( $wpdb->prepare( "UPDATE %i SET state = %d WHERE id IN ($places) AND state = %d", Schema::outbox(), self::READY, ...$ids, ...array( self::OPEN ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
		if ( count( $ids ) === $released ) {
			return array();
		}
		// A row that is still ready may have been let go by this very call; only what is further on, or gone, was taken.
		$kept = $wpdb->get_col( $wpdb->prepare( "SELECT id FROM %i WHERE id IN ($places) AND state = %d", Schema::outbox(), ...$ids, ...array( self::READY ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
		return array_values( array_diff( $ids, array_map( 'intval', $kept ) ) );
	}

	/**
	 * @return string Now, in UTC, as MySQL reads it, with milliseconds.
	 */
	public static function now(): string {
		return ( new \DateTimeImmutable( 'now', new \DateTimeZone( 'UTC' ) ) )->format( 'Y-m-d H:i:s.v' );
	}
}
