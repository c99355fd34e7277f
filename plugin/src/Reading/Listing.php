<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Delivery\Outbox;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Lists what there is, in the order of ids: what is made or deleted meanwhile moves nothing to another page.
 */
final class Listing {
	/**
	 * @param string|null $cursor As `next` of the page before.
	 * @param string|null $changed_after A time of ISO 8601: what is known to be unchanged since then is left out. Known is what the
	 *                                   database says, what was told, and what waits to be told.
	 * @return array{ids: list<int>, next: string|null, total: int|null} `total` counts all pages; on the first one only.
	 * @throws \InvalidArgumentException Where there is no such kind, cursor or time.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function page( string $kind, ?string $cursor, ?string $changed_after, int $limit ): array {
		if ( null !== $cursor && 1 !== preg_match( '/^(0|[1-9]\d{0,17})$/D', $cursor ) ) {
			throw new \InvalidArgumentException( 'invalid_cursor' );
		}
		$from = Existing::from( $kind ) . ( null === $changed_after ? '' : ' AND ' . self::is_changed( $kind, self::time( $changed_after ) ) );
		$rows = Query::rows( "SELECT t.ID AS id $from AND t.ID > " . (int) $cursor . ' ORDER BY t.ID LIMIT ' . ( $limit + 1 ) );
		$ids  = array_map( static fn ( array $row ): int => (int) $row['id'], array_slice( $rows, 0, $limit ) );
		return array(
			'ids'   => Existing::told( $kind, $ids ),
			'next'  => count( $rows ) > $limit ? (string) end( $ids ) : null,
			'total' => null === $cursor ? (int) ( Query::rows( "SELECT COUNT(*) AS n $from" )[0]['n'] ?? 0 ) : null,
		);
	}

	private static function is_changed( string $kind, string $time ): string {
		global $wpdb;
		$entities = $wpdb->prepare( 'SELECT e.entity_id FROM %i e WHERE e.kind = %s AND e.changed_at >= %s', Schema::entities(), $kind, $time );
		$waiting  = $wpdb->prepare( 'SELECT o.entity_id FROM %i o WHERE o.kind = %s AND o.state NOT IN (%d, %d)', Schema::outbox(), $kind, Outbox::ACKNOWLEDGED, Outbox::REJECTED );
		return '(' . Existing::is_changed_since( $kind, $time ) . " OR t.ID IN ($entities) OR t.ID IN ($waiting))";
	}

	/**
	 * @return string As MySQL reads it, UTC, in whole seconds: WordPress keeps no parts of them.
	 */
	private static function time( string $text ): string {
		if ( 1 !== preg_match( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/D', $text ) ) {
			throw new \InvalidArgumentException( 'invalid_time' );
		}
		try {
			return ( new \DateTimeImmutable( $text ) )->setTimezone( new \DateTimeZone( 'UTC' ) )->format( 'Y-m-d H:i:s' );
		} catch ( \Exception ) {
			throw new \InvalidArgumentException( 'invalid_time' );
		}
	}
}
