<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * How the outbox stands, for a person to see.
 */
final class OutboxState {
	/**
	 * @return array{waiting: int, by_state: array{open: int, ready: int, built: int, acknowledged: int, rejected: int}, oldest_age_s: int|null, bytes: int, acknowledged_at: int|null, error_code: string, error_detail: string, error_at: int|null, next_attempt_at: int|null, needs_person: bool, is_over_ceiling: bool}
	 *         `waiting` is what was not acknowledged or rejected yet; times in Unix seconds. `error_code` is empty while all is well.
	 */
	public static function read(): array {
		$course = Course::read();
		$counts = self::counts();
		$open   = $counts[ Outbox::OPEN ] ?? 0;
		$ready  = ( $counts[ Outbox::READY ] ?? 0 ) + ( $counts[ Outbox::ADOPTED ] ?? 0 );
		$built  = $counts[ Outbox::BUILT ] ?? 0;
		return array(
			'waiting'         => $open + $ready + $built,
			'by_state'        => array(
				'open'         => $open,
				'ready'        => $ready,
				'built'        => $built,
				'acknowledged' => $counts[ Outbox::ACKNOWLEDGED ] ?? 0,
				'rejected'     => $counts[ Outbox::REJECTED ] ?? 0,
			),
			'oldest_age_s'    => self::oldest_age_s(),
			'bytes'           => self::bytes(),
			'acknowledged_at' => self::time( $course['acknowledged_at'] ),
			'error_code'      => $course['code'],
			'error_detail'    => $course['detail'],
			'error_at'        => self::time( $course['failed_at'] ),
			'next_attempt_at' => self::time( $course['not_before'] ),
			'needs_person'    => $course['needs_person'],
			'is_over_ceiling' => Ceiling::is_over(),
		);
	}

	/**
	 * @return list<array{id: int, event_id: string, topic: string, kind: string, entity_id: int, occurred_at: string, code: string}>
	 *         What the relay rejected, newest first.
	 */
	public static function rejected( int $limit ): array {
		global $wpdb;
		$rows = (array) $wpdb->get_results( $wpdb->prepare( 'SELECT id, event_id, topic, kind, entity_id, occurred_at, code FROM %i WHERE state = %d ORDER BY id DESC LIMIT %d', Schema::outbox(), Outbox::REJECTED, $limit ), ARRAY_A );
		return array_map(
			static fn ( array $row ): array => array(
				'id'          => (int) $row['id'],
				'event_id'    => (string) $row['event_id'],
				'topic'       => (string) $row['topic'],
				'kind'        => (string) $row['kind'],
				'entity_id'   => (int) $row['entity_id'],
				'occurred_at' => (string) $row['occurred_at'],
				'code'        => (string) $row['code'],
			),
			array_values( $rows )
		);
	}

	/**
	 * @return int What the table takes on disk, as the database estimates it.
	 */
	public static function bytes(): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT data_length + index_length FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = %s', Schema::outbox() ) );
	}

	/**
	 * @return array<int, int> By state.
	 */
	private static function counts(): array {
		global $wpdb;
		$rows = (array) $wpdb->get_results( $wpdb->prepare( 'SELECT state, COUNT(*) AS count FROM %i GROUP BY state', Schema::outbox() ), ARRAY_A );
		return array_map( 'intval', array_column( $rows, 'count', 'state' ) );
	}

	private static function oldest_age_s(): ?int {
		global $wpdb;
		$oldest = null;
		foreach ( array( Outbox::OPEN, Outbox::READY, Outbox::ADOPTED, Outbox::BUILT ) as $state ) {
			$first  = $wpdb->get_var( $wpdb->prepare( 'SELECT MIN(occurred_at) FROM (SELECT occurred_at FROM %i WHERE state = %d ORDER BY id LIMIT 200) AS first_rows', Schema::outbox(), $state ) );
			$oldest = null === $oldest || ( null !== $first && $first < $oldest ) ? $first : $oldest;
		}
		return null === $oldest ? null : max( 0, time() - (int) strtotime( $oldest . ' UTC' ) );
	}

	private static function time( int $seconds ): ?int {
		return 0 === $seconds ? null : $seconds;
	}
}
