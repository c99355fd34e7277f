<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\Wake;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Finds what changed without any hook that told of it, and writes it down to be told. What is new or vanished is not told: the
 * relay sees in the digest what it lacks, and reads it, and what is listed no more, and asks for it, unless it is more than a
 * shop plausibly loses.
 */
final class Sweep {
	private const FOUND = array( 'found' => 'digest' );

	/**
	 * @param int $from Id, and the last one in $to.
	 * @return list<int> What there is among them, in order.
	 * @throws \RuntimeException Where the database did not answer: nothing is known then.
	 */
	public static function range( string $kind, int $from, int $to ): array {
		// In this order: what is told meanwhile may be told twice, but no change is taken for told.
		$known   = self::known( $kind, $from, $to );
		$marks   = Mark::of_range( $kind, $from, $to );
		$waiting = self::waiting( $kind, $from, $to );
		Entities::note( $kind, array_diff_key( $marks, $known ) );
		$found = 0;
		foreach ( array_diff_key( array_intersect_key( $known, $marks ), $waiting ) as $id => $entity ) {
			if ( $entity['is_gone'] || $entity['mark'] !== $marks[ $id ] ) {
				Outbox::add( $kind . ( $entity['is_gone'] ? '.restored' : '.updated' ), $kind, $id, true, null, self::FOUND );
				++$found;
			}
		}
		if ( $found > 0 ) {
			Wake::soon();
		}
		return array_keys( $marks );
	}

	/**
	 * @return array<int, array{mark: string|null, is_gone: bool}>
	 */
	private static function known( string $kind, int $from, int $to ): array {
		global $wpdb;
		$known = array();
		foreach ( Query::rows( (string) $wpdb->prepare( 'SELECT entity_id, mark, is_gone FROM %i WHERE kind = %s AND entity_id BETWEEN %d AND %d', Schema::entities(), $kind, $from, $to ) ) as $row ) {
			$known[ (int) $row['entity_id'] ] = array( 'mark' => $row['mark'], 'is_gone' => '1' === $row['is_gone'] );
		}
		return $known;
	}

	/**
	 * @return array<int, true> What will be built anew as it is.
	 */
	private static function waiting( string $kind, int $from, int $to ): array {
		global $wpdb;
		$rows = Query::rows(
			(string) $wpdb->prepare(
				'SELECT DISTINCT entity_id FROM %i WHERE kind = %s AND entity_id BETWEEN %d AND %d AND state IN (%d, %d, %d)',
				Schema::outbox(),
				$kind,
				$from,
				$to,
				Outbox::OPEN,
				Outbox::READY,
				Outbox::ADOPTED
			)
		);
		return array_fill_keys( array_map( static fn ( array $row ): int => (int) $row['entity_id'], $rows ), true );
	}
}
