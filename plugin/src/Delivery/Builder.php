<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Reading\Quiet;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Gives what waits its payload, its version and its number, in the order in which it was written down. Only whoever holds the
 * lock may build.
 */
final class Builder {
	private const PORTION = 50;
	private const KEEPS_S = 60;

	private int $after         = 0;
	private bool $is_exhausted = false;
	private readonly Payload $payload;

	public function __construct( Reads $reads ) {
		$this->payload = new Payload( $reads );
	}

	/**
	 * @param int   $most How many events.
	 * @param float $deadline Unix seconds.
	 * @return int How many were built, never more bytes of them than one batch has by much.
	 * @throws NumberTaken Where another process gives numbers.
	 */
	public function build( int $most, float $deadline ): int {
		$next  = Sequence::highest() + 1;
		$built = $this->number_again( $most, $next );
		$bytes = 0;
		$next += $built;
		while ( $built < $most && $bytes < Batch::ROOM && ! $this->is_exhausted && microtime( true ) < $deadline ) {
			$rows = $this->portion();
			foreach ( $rows as $row ) {
				if ( $built >= $most || $bytes >= Batch::ROOM || microtime( true ) >= $deadline ) {
					break;
				}
				$this->after = (int) $row['id'];
				// Something of the same thing may still wait before it; or it became one with an earlier row.
				if ( Fold::head( (string) $row['kind'], (int) $row['entity_id'] ) !== $this->after ) {
					continue;
				}
				$size = $this->payload->make( $this->after, $next );
				if ( $size > 0 ) {
					$bytes += $size;
					++$built;
					++$next;
				}
			}
			$this->is_exhausted = array() === $rows;
			self::forget();
		}
		return $built;
	}

	public function is_exhausted(): bool {
		return $this->is_exhausted;
	}

	/**
	 * Takes over what belongs to requests that were killed, or that run for very long.
	 */
	public static function adopt(): void {
		global $wpdb;
		$before = gmdate( 'Y-m-d H:i:s', time() - self::KEEPS_S );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET state = %d WHERE state = %d AND occurred_at < %s', Schema::outbox(), Outbox::ADOPTED, Outbox::OPEN, $before ) );
	}

	/**
	 * What was built and lost its number, since the relay had seen higher ones.
	 */
	private function number_again( int $most, int $next ): int {
		global $wpdb;
		$ids = $wpdb->get_col( $wpdb->prepare( 'SELECT id FROM %i WHERE state = %d AND sequence IS NULL ORDER BY id LIMIT %d', Schema::outbox(), Outbox::BUILT, $most ) );
		foreach ( $ids as $at => $id ) {
			if ( 1 !== $wpdb->query( $wpdb->prepare( 'UPDATE %i SET sequence = %d WHERE id = %d AND sequence IS NULL', Schema::outbox(), $next + $at, $id ) ) ) {
				throw new NumberTaken();
			}
		}
		return count( $ids );
	}

	/**
	 * @return list<array<string, string|null>>
	 */
	private function portion(): array {
		global $wpdb;
		$parts = array();
		foreach ( array( Outbox::READY, Outbox::ADOPTED ) as $state ) {
			$parts[] = $wpdb->prepare( '(SELECT id, kind, entity_id FROM %i WHERE state = %d AND id > %d ORDER BY id LIMIT %d)', Schema::outbox(), $state, $this->after, self::PORTION );
		}
		return array_values( (array) $wpdb->get_results( implode( ' UNION ALL ', $parts ) . $wpdb->prepare( ' ORDER BY id LIMIT %d', self::PORTION ), ARRAY_A ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	}

	private static function forget(): void {
		global $wpdb;
		$wpdb->flush();
		Quiet::forget();
	}
}
