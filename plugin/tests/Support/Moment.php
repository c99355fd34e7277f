<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

/**
 * One request of a replayed recording: the rows that capture wrote in it, and how things stood before and after.
 */
final class Moment {
	/** What REST answers differently without anything having been changed. */
	private const VOLATILE = array( 'related_ids', '_links' );

	/**
	 * @param list<array{topic: string, kind: string, entity_id: int, origin: string|null, state: int, facts: array<string, mixed>}> $rows
	 * @param array<string, array<string, mixed>|null> $before Representations by kind and id (`product:327`); null where it is not there, absent where it was never looked at.
	 * @param array<string, array<string, mixed>|null> $after
	 */
	public function __construct(
		public readonly int $step,
		public readonly string $label,
		public readonly string $type,
		public readonly array $rows,
		public readonly array $before,
		public readonly array $after,
	) {}

	/**
	 * @param list<string> $ignored More names in the representation to leave out.
	 * @return list<string> Kinds and ids of what was different after the request.
	 */
	public function changed( array $ignored = array() ): array {
		$changed = array();
		foreach ( $this->after as $key => $body ) {
			if ( ! str_starts_with( $key, 'refund:' ) && array_key_exists( $key, $this->before ) && self::bare( $this->before[ $key ], $ignored ) !== self::bare( $body, $ignored ) ) {
				$changed[] = $key;
			}
		}
		return $changed;
	}

	/**
	 * @return list<string> Topic and id of each row (`product.updated 327`), in the order they were written.
	 */
	public function told(): array {
		return array_map( static fn ( array $row ): string => $row['topic'] . ' ' . $row['entity_id'], $this->rows );
	}

	/**
	 * @return list<string> Kinds and ids that rows speak of.
	 */
	public function spoken_of(): array {
		return array_values( array_unique( array_map( static fn ( array $row ): string => $row['kind'] . ':' . $row['entity_id'], $this->rows ) ) );
	}

	/**
	 * @return list<array{topic: string, kind: string, entity_id: int, origin: string|null, state: int, facts: array<string, mixed>}>
	 */
	public function rows_of( string $topic ): array {
		return array_values( array_filter( $this->rows, static fn ( array $row ): bool => $row['topic'] === $topic ) );
	}

	/**
	 * @return list<string> Things for which more than one row says how they stand, for the same origin. A delete and a restore in one
	 * request are steps, which may stand beside a snapshot.
	 */
	public function told_twice(): array {
		$seen = array();
		foreach ( $this->rows as $row ) {
			if ( in_array( $row['topic'], array( $row['kind'] . '.created', $row['kind'] . '.updated' ), true ) ) {
				$seen[] = $row['kind'] . ':' . $row['entity_id'] . ' ' . $row['origin'];
			}
		}
		return array_values( array_unique( array_diff_assoc( $seen, array_unique( $seen ) ) ) );
	}

	/**
	 * @param array<string, mixed>|null $body
	 * @param list<string>              $ignored
	 * @return array<string, mixed>|null
	 */
	private static function bare( ?array $body, array $ignored ): ?array {
		return null === $body ? null : array_diff_key( $body, array_flip( array( ...self::VOLATILE, ...$ignored ) ) );
	}
}
