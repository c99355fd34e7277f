<?php

declare( strict_types=1 );

namespace Passerelle\Privacy;

use Passerelle\Delivery\Outbox;
use Passerelle\Json;
use Passerelle\Reading\Representation;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * What the outbox holds about some things.
 */
final class Traces {
	private const PORTION = 200;
	/** What a step says about a thing and not about a person. */
	private const KEPT_FACTS = array( 'from', 'to', 'actor', 'reason', 'refund_id', 'invalid_utf8' );

	/**
	 * @param array<string, list<int>> $things Ids by kind.
	 * @return list<\stdClass> Rows with id, event_id, topic, kind, entity_id, occurred_at, state; at most 200 of them.
	 */
	public static function page( array $things, int $page ): array {
		global $wpdb;
		$where = self::condition( $things );
		if ( '' === $where ) {
			return array();
		}
		return array_values( (array) $wpdb->get_results( $wpdb->prepare( "SELECT id, event_id, topic, kind, entity_id, occurred_at, state FROM %i WHERE $where ORDER BY id LIMIT %d OFFSET %d", Schema::outbox(), self::PORTION, self::PORTION * ( $page - 1 ) ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
	}

	/**
	 * Empties what was acknowledged. What has its number and waits keeps number and facts, and gets how the thing stands now in
	 * the place of how it stood; what has none yet is built later anyway.
	 *
	 * @param array<string, list<int>> $things Ids by kind.
	 * @return array{emptied: int, waiting: int} Events.
	 */
	public static function erase( array $things ): array {
		global $wpdb;
		$count = array( 'emptied' => 0, 'waiting' => 0, 'as_it_was' => 0 );
		$where = self::condition( $things );
		$last  = 0;
		while ( '' !== $where ) {
			$rows = (array) $wpdb->get_results( $wpdb->prepare( "SELECT id, state, kind, entity_id, facts, payload IS NOT NULL AS has_payload FROM %i WHERE id > %d AND ($where) ORDER BY id LIMIT %d", Schema::outbox(), $last, self::PORTION ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
			if ( array() === $rows ) {
				break;
			}
			foreach ( $rows as $row ) {
				$last = (int) $row->id;
				++$count[ self::erase_row( $row ) ];
			}
		}
		unset( $count['as_it_was'] );
		return $count;
	}

	/**
	 * @return 'emptied'|'waiting'|'as_it_was'
	 */
	private static function erase_row( \stdClass $row ): string {
		global $wpdb;
		$state       = (int) $row->state;
		$has_payload = '1' === (string) $row->has_payload;
		if ( Outbox::ACKNOWLEDGED !== $state ) {
			if ( $has_payload ) {
				// A rejected one is built anew when it is sent again.
				$fresh = Outbox::BUILT === $state ? self::fresh( (string) $row->kind, (int) $row->entity_id ) : '';
				$wpdb->query( $wpdb->prepare( "UPDATE %i SET payload = NULLIF(%s, '') WHERE id = %d AND state = %d", Schema::outbox(), $fresh, $row->id, $state ) );
			}
			return 'waiting';
		}
		$facts = self::reduced( $row->facts );
		if ( ! $has_payload && (string) $row->facts === $facts ) {
			return 'as_it_was';
		}
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET payload = NULL, facts = NULLIF(%s, '') WHERE id = %d AND state = %d", Schema::outbox(), $facts, $row->id, $state ) );
		return 'emptied';
	}

	/**
	 * @return string JSON; empty where it is gone or cannot be read: the relay then reads it for itself.
	 */
	private static function fresh( string $kind, int $id ): string {
		try {
			$data = Representation::of( $kind, $id );
		} catch ( \RuntimeException ) {
			$data = null;
		}
		return null === $data ? '' : Json::write( $data );
	}

	/**
	 * @param array<string, list<int>> $things
	 * @return string SQL, empty where there is nothing to look for.
	 */
	private static function condition( array $things ): string {
		global $wpdb;
		$parts = array();
		foreach ( $things as $kind => $ids ) {
			foreach ( array_chunk( array_map( 'intval', $ids ), 500 ) as $some ) {
				$parts[] = $wpdb->prepare( '(kind = %s AND entity_id IN (', $kind ) . implode( ',', $some ) . '))';
			}
		}
		return implode( ' OR ', $parts );
	}

	private static function reduced( ?string $text ): string {
		$facts = json_decode( (string) $text, true );
		if ( ! is_array( $facts ) ) {
			return '';
		}
		$kept = array_intersect_key( $facts, array_flip( self::KEPT_FACTS ) );
		foreach ( array( 'last', 'note', 'refund' ) as $name ) {
			if ( is_array( $facts[ $name ] ?? null ) ) {
				$kept[ $name ] = array_intersect_key( $facts[ $name ], array_flip( array( 'id', 'amount' ) ) );
			}
		}
		return array() === $kept ? '' : Json::write( $kept );
	}
}
