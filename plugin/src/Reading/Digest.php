<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

defined( 'ABSPATH' ) || exit;

/**
 * What the shop holds and in which version, in few bytes: a sum for every 500 ids, and the ids and versions of one such bucket.
 */
final class Digest {
	public const IDS = 500;

	/** The relay waits 15 s, and the last bucket takes its own time. */
	private const BUDGET_S = 7;

	/**
	 * Every bucket is swept before it is summed up.
	 *
	 * @param int|null $after Number of a bucket; null for the first.
	 * @param int      $limit How many buckets, those that turn out to be empty included.
	 * @return array{buckets: list<array{bucket: int, count: int, hash: string}>, next: int|null} `hash`: SHA-256 in hex over
	 *         `id:version`, joined by commas, in order of ids. Buckets that hold nothing are left out. `next`: the `after` of the
	 *         next call; null at the end.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function buckets( string $kind, ?int $after, int $limit ): array {
		$deadline = microtime( true ) + self::BUDGET_S;
		$found    = array();
		$bucket   = self::next( $kind, $after );
		for ( $swept = 0; null !== $bucket && ( 0 === $swept || ( $swept < $limit && microtime( true ) < $deadline ) ); $swept++ ) {
			$ids = Sweep::range( $kind, $bucket * self::IDS, ( $bucket + 1 ) * self::IDS - 1 );
			if ( array() !== $ids ) {
				$found[] = array( 'bucket' => $bucket, 'count' => count( $ids ), 'hash' => self::hash( Entities::versions( $kind, $ids ) ) );
			}
			$after  = $bucket;
			$bucket = self::next( $kind, $bucket );
		}
		return array( 'buckets' => $found, 'next' => null === $bucket ? null : $after );
	}

	/**
	 * @return list<array{id: string, version: int}> In order of ids.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function entities( string $kind, int $bucket ): array {
		$ids   = array_keys( Mark::of_range( $kind, $bucket * self::IDS, ( $bucket + 1 ) * self::IDS - 1 ) );
		$known = Entities::versions( $kind, $ids );
		return array_map( static fn ( int $id ): array => array( 'id' => (string) $id, 'version' => $known[ $id ] ), $ids );
	}

	/**
	 * @param array<int, int> $versions By id, in order of ids.
	 */
	public static function hash( array $versions ): string {
		$parts = array();
		foreach ( $versions as $id => $version ) {
			$parts[] = "$id:$version";
		}
		return hash( 'sha256', implode( ',', $parts ) );
	}

	/**
	 * @return int|null The next bucket that holds something.
	 */
	private static function next( string $kind, ?int $after ): ?int {
		$from = null === $after ? 0 : ( $after + 1 ) * self::IDS;
		// A MIN() would look through all that follow.
		$id = Query::rows( 'SELECT t.ID AS id ' . Existing::from( $kind ) . " AND t.ID >= $from ORDER BY t.ID LIMIT 1" )[0]['id'] ?? null;
		return null === $id ? null : intdiv( (int) $id, self::IDS );
	}
}
