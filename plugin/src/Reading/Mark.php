<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

defined( 'ABSPATH' ) || exit;

/**
 * What a thing looks like in the database, cheaply: another mark says that something of it was changed, whether or not a hook
 * told of it. Texts and rows below it count as sums, so that no join multiplies anything.
 */
final class Mark {
	/**
	 * @return string|null 32 hex characters; null where there is no such thing, as Existing says.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function of( string $kind, int $id ): ?string {
		return self::of_many( $kind, array( $id ) )[ $id ] ?? null;
	}

	/**
	 * @param list<int> $ids
	 * @return array<int, string> By id, in order of ids; what does not exist is left out.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function of_many( string $kind, array $ids ): array {
		return self::read( $kind, 'IN (' . Query::ids( $ids ) . ')' );
	}

	/**
	 * @return array<int, string> Of everything from one id to another, both included, by id, in order of ids.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function of_range( string $kind, int $from, int $to ): array {
		return self::read( $kind, "BETWEEN $from AND $to" );
	}

	/**
	 * @return array<int, string>
	 */
	private static function read( string $kind, string $which ): array {
		$parts = array_map( static fn ( string $part ): string => "COALESCE($part, '-')", Looks::of( $kind ) );
		$rows  = Query::rows( "SELECT t.ID AS id, CONCAT_WS('|', " . implode( ', ', $parts ) . ') AS look ' . Existing::from( $kind ) . " AND t.ID $which ORDER BY t.ID" );
		$marks = array();
		foreach ( $rows as $row ) {
			$marks[ (int) $row['id'] ] = md5( (string) $row['look'] );
		}
		return array_intersect_key( $marks, array_flip( Existing::told( $kind, array_keys( $marks ) ) ) );
	}
}
