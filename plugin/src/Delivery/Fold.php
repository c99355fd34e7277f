<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Of how a thing stands, only the newest is to be told: rows that say so and have no number yet become one. It keeps the place of
 * the first, so that a thing that changes all the time is not put off for ever, and is built from how the thing stands then. What
 * is between two deletes stays between them, and steps stay as they are.
 */
final class Fold {
	private const PORTION = 200;
	private const RANKS   = array( 'updated' => 0, 'restored' => 1, 'created' => 2 );

	/**
	 * @return int|null The first row of the thing that is not built yet, those of requests that still run included.
	 */
	public static function head( string $kind, int $id ): ?int {
		do {
			$rows   = self::rows( $kind, $id );
			$folded = self::fold( $rows );
		} while ( $folded > 0 && self::PORTION === count( $rows ) );
		return isset( $rows[0] ) ? (int) $rows[0]['id'] : null;
	}

	/**
	 * Folds whatever waits in the table. Only whoever holds the lock may.
	 *
	 * @param float $deadline Unix seconds.
	 */
	public static function everything( float $deadline ): void {
		global $wpdb;
		$kind = '';
		$id   = 0;
		do {
			$things = (array) $wpdb->get_results(
				$wpdb->prepare(
					"SELECT kind, entity_id FROM %i WHERE (kind > %s OR (kind = %s AND entity_id > %d)) AND state IN (%d, %d) AND topic IN (CONCAT(kind, '.created'), CONCAT(kind, '.updated'), CONCAT(kind, '.restored'))
					GROUP BY kind, entity_id HAVING COUNT(*) > 1 ORDER BY kind, entity_id LIMIT %d",
					Schema::outbox(),
					$kind,
					$kind,
					$id,
					Outbox::READY,
					Outbox::ADOPTED,
					self::PORTION
				),
				ARRAY_A
			);
			foreach ( $things as $thing ) {
				$kind = (string) $thing['kind'];
				$id   = (int) $thing['entity_id'];
				self::head( $kind, $id );
			}
		} while ( self::PORTION === count( $things ) && microtime( true ) < $deadline );
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 * @return int How many rows are gone.
	 */
	private static function fold( array $rows ): int {
		$groups = array( array() );
		foreach ( $rows as $row ) {
			$step = substr( (string) $row['topic'], (int) strrpos( (string) $row['topic'], '.' ) + 1 );
			if ( 'deleted' === $step ) {
				$groups[] = array();
			} elseif ( isset( self::RANKS[ $step ] ) && Outbox::OPEN !== (int) $row['state'] ) {
				$groups[ array_key_last( $groups ) ][] = $row + array( 'rank' => (string) self::RANKS[ $step ] );
			}
		}
		return array_sum( array_map( array( self::class, 'merge' ), $groups ) );
	}

	/**
	 * @param list<array<string, string|null>> $group
	 */
	private static function merge( array $group ): int {
		global $wpdb;
		if ( count( $group ) < 2 ) {
			return 0;
		}
		$first   = $group[0];
		$last    = $group[ count( $group ) - 1 ];
		$topic   = $first;
		$origins = array_unique( array_map( static fn ( array $row ): string => (string) $row['origin'], $group ) );
		foreach ( $group as $row ) {
			$topic = (int) $row['rank'] > (int) $topic['rank'] ? $row : $topic;
		}
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE %i SET topic = %s, origin = NULLIF(%s, ''), occurred_at = %s WHERE id = %d AND sequence IS NULL",
				Schema::outbox(),
				$topic['topic'],
				1 === count( $origins ) ? $origins[0] : '',
				$last['occurred_at'],
				$first['id']
			)
		);
		$ids    = array_map( 'intval', array_slice( array_column( $group, 'id' ), 1 ) );
		$places = implode( ',', array_fill( 0, count( $ids ), '%d' ) );
		return (int) $wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE id IN ($places) AND sequence IS NULL", Schema::outbox(), ...$ids ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
	}

	/**
	 * @return list<array<string, string|null>>
	 */
	private static function rows( string $kind, int $id ): array {
		global $wpdb;
		$parts = array();
		// One state at a time, each in the order of the index: a thing may have very many rows.
		foreach ( array( Outbox::OPEN, Outbox::READY, Outbox::ADOPTED ) as $state ) {
			$parts[] = $wpdb->prepare(
				'(SELECT id, state, topic, origin, occurred_at FROM %i WHERE kind = %s AND entity_id = %d AND state = %d ORDER BY id LIMIT %d)',
				Schema::outbox(),
				$kind,
				$id,
				$state,
				self::PORTION
			);
		}
		return array_values( (array) $wpdb->get_results( implode( ' UNION ALL ', $parts ) . $wpdb->prepare( ' ORDER BY id LIMIT %d', self::PORTION ), ARRAY_A ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	}
}
