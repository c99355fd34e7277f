<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Reading\Query;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Reads events that have their number, never more of them than one batch may hold.
 */
final class Numbered {
	// What an event has around its payload and its facts.
	private const FRAME = 400;

	/**
	 * @return list<array<string, string|null>> What waits to be acknowledged, by number.
	 */
	public static function waiting( int $limit ): array {
		global $wpdb;
		return self::fitting( $wpdb->prepare( 'state = %d AND sequence IS NOT NULL', Outbox::BUILT ), $limit );
	}

	/**
	 * @return list<array<string, string|null>>
	 */
	public static function between( int $from, int $to ): array {
		global $wpdb;
		return self::fitting( $wpdb->prepare( 'sequence BETWEEN %d AND %d', $from, $to ), Batch::MOST_EVENTS );
	}

	/**
	 * @return list<int> Numbers that no row has; the relay gives them up.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function unknown( int $from, int $to ): array {
		global $wpdb;
		$to   = min( $to, $from + Batch::MOST_EVENTS - 1 );
		$held = Query::rows( (string) $wpdb->prepare( 'SELECT sequence FROM %i WHERE sequence BETWEEN %d AND %d', Schema::outbox(), $from, $to ) );
		return $to < $from ? array() : array_values( array_diff( range( $from, $to ), array_map( 'intval', array_column( $held, 'sequence' ) ) ) );
	}

	/**
	 * @param string $condition Prepared.
	 * @return list<array<string, string|null>>
	 * @throws \RuntimeException Where the database did not answer.
	 */
	private static function fitting( string $condition, int $limit ): array {
		global $wpdb;
		$sizes = Query::rows(
			$wpdb->prepare( 'SELECT id, COALESCE(LENGTH(payload), 4) + COALESCE(LENGTH(facts), 2) + 6 * COALESCE(LENGTH(origin), 1) + %d AS size FROM %i WHERE ', self::FRAME, Schema::outbox() )
			. $condition . $wpdb->prepare( ' ORDER BY sequence LIMIT %d', max( 1, min( $limit, Batch::MOST_EVENTS ) ) )
		);
		$ids   = array();
		$total = 0;
		foreach ( $sizes as $row ) {
			$total += (int) $row['size'];
			if ( array() !== $ids && $total > Batch::ROOM ) {
				break;
			}
			$ids[] = (int) $row['id'];
		}
		if ( array() === $ids ) {
			return array();
		}
		$places = implode( ',', array_fill( 0, count( $ids ), '%d' ) );
		return Query::rows( (string) $wpdb->prepare( "SELECT * FROM %i WHERE id IN ($places) ORDER BY sequence", Schema::outbox(), ...$ids ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
	}
}
