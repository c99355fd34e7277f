<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Capture\Origin;
use Passerelle\Json;
use Passerelle\Reading\Entities;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Builds one row: once it has its payload and its number, it never changes again.
 */
final class Payload {
	// The relay reads 32 levels, and a batch has three around the data.
	private const MOST_DEEP = 29;

	/** The row at work, whose reading may end the process. */
	private ?int $at = null;

	public function __construct( private readonly Reads $reads ) {
		register_shutdown_function( array( $this, 'note_death' ) );
	}

	/**
	 * What cannot be read is tried again by later drains, and then goes without data: the relay fetches it. What says how a thing
	 * stands that is gone, or is not to be told, leaves the table.
	 *
	 * @return int Bytes of the built event; 0 where none was built, and the number is still free.
	 * @throws NumberTaken Where another process gives numbers.
	 */
	public function make( int $id, int $number ): int {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d AND state IN (%d, %d)', Schema::outbox(), $id, Outbox::READY, Outbox::ADOPTED ), ARRAY_A );
		if ( ! is_array( $row ) || ! $this->can_read( $row ) ) {
			return 0;
		}
		$row['sequence'] = (string) $number;
		if ( Tries::of( $row ) >= Tries::MOST ) {
			return $this->keep_bare( $row );
		}
		$this->at = $id;
		try {
			return $this->read( $row ) ? $this->keep( $row ) : self::drop( $id );
		} catch ( NumberTaken $taken ) {
			throw $taken;
		} catch ( \Throwable $thrown ) {
			Tries::log( $row, $thrown );
			return Tries::count( $row ) < Tries::MOST ? 0 : $this->keep_bare( $row );
		} finally {
			$this->at = null;
		}
	}

	/**
	 * A reading that ended the process counts as one that failed.
	 */
	public function note_death(): void {
		global $wpdb;
		if ( null !== $this->at ) {
			$code = $wpdb->get_var( $wpdb->prepare( 'SELECT code FROM %i WHERE id = %d', Schema::outbox(), $this->at ) );
			Tries::count( array( 'id' => (string) $this->at, 'code' => $code ) );
		}
	}

	/**
	 * What nobody can read now is not gone for that: its row waits.
	 *
	 * @param array<string, string|null> $row
	 */
	private function can_read( array $row ): bool {
		return str_ends_with( (string) $row['topic'], '.deleted' ) || $this->reads->can_read( (string) $row['kind'] );
	}

	/**
	 * @param array<string, string|null> $row
	 * @return bool False where nothing is to be told.
	 */
	private function read( array &$row ): bool {
		$kind = (string) $row['kind'];
		$id   = (int) $row['entity_id'];
		if ( str_ends_with( (string) $row['topic'], '.deleted' ) ) {
			$row['version'] = (string) Entities::advance( $kind, $id, null );
			return true;
		}
		$is_step = 1 !== preg_match( '/\.(created|updated|restored)$/', (string) $row['topic'] );
		$mark    = Origin::while_reading( fn (): ?string => $this->reads->mark( $kind, $id ) );
		if ( null === $mark && ! $is_step ) {
			return false;
		}
		$row['version'] = (string) Entities::advance( $kind, $id, $mark );
		$data           = null === $mark ? null : Origin::while_reading( fn (): ?array => $this->reads->data( $kind, $id ) );
		if ( null === $data ) {
			return $is_step;
		}
		if ( self::is_too_deep( $data ) ) {
			$row['facts'] = self::flag( $row['facts'], 'too_deep' );
			return true;
		}
		$row['payload'] = Json::write_map( $data );
		if ( str_contains( $row['payload'], "\u{FFFD}" ) && ! Json::is_clean( $data ) ) {
			$row['facts'] = self::flag( $row['facts'], 'invalid_utf8' );
		}
		return true;
	}

	/**
	 * @param array<string, string|null> $row
	 */
	private function keep( array $row ): int {
		global $wpdb;
		if ( strlen( Batch::event( $row ) ) > Batch::ROOM ) {
			$row['payload'] = null;
			$row['facts']   = self::flag( $row['facts'], 'oversize' );
			$row['facts']   = strlen( $row['facts'] ) > Batch::ROOM - 1_024 ? '{"oversize":true}' : $row['facts'];
		}
		$were_hidden = $wpdb->suppress_errors();
		// In hex, since wpdb cannot check texts of some hundred kilobytes, and would refuse them.
		$kept        = $wpdb->query(
			$wpdb->prepare(
				"UPDATE %i SET state = %d, sequence = %d, version = %d, facts = NULLIF(CONVERT(UNHEX(%s) USING utf8mb4), ''), payload = NULLIF(CONVERT(UNHEX(%s) USING utf8mb4), ''), code = NULL WHERE id = %d AND state IN (%d, %d)",
				Schema::outbox(),
				Outbox::BUILT,
				$row['sequence'],
				$row['version'],
				bin2hex( (string) $row['facts'] ),
				bin2hex( (string) $row['payload'] ),
				$row['id'],
				Outbox::READY,
				Outbox::ADOPTED
			)
		);
		$wpdb->suppress_errors( $were_hidden );
		if ( false === $kept ) {
			throw str_contains( $wpdb->last_error, 'Duplicate entry' ) ? new NumberTaken() : new \RuntimeException( 'The event could not be stored: ' . $wpdb->last_error ); // phpcs:ignore WordPress.Security.EscapeOutput
		}
		return 0 === $kept ? 0 : strlen( Batch::event( $row ) );
	}

	/**
	 * @param array<string, string|null> $row
	 */
	private function keep_bare( array $row ): int {
		// It is there, but how it looks is not known.
		$row['version'] = $row['version'] ?? (string) Entities::advance( (string) $row['kind'], (int) $row['entity_id'], '' );
		$row['payload'] = null;
		$row['facts']   = self::flag( $row['facts'], 'unreadable' );
		return $this->keep( $row );
	}

	private static function drop( int $id ): int {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE id = %d AND sequence IS NULL', Schema::outbox(), $id ) );
		return 0;
	}

	/**
	 * A step must not be refused for what another plugin keeps with the thing.
	 *
	 * @param array<string, mixed> $data
	 */
	private static function is_too_deep( array $data ): bool {
		return false === json_encode( $data, JSON_INVALID_UTF8_SUBSTITUTE, self::MOST_DEEP ) && JSON_ERROR_DEPTH === json_last_error();
	}

	/**
	 * @param string|null $facts JSON of a map, or null.
	 */
	private static function flag( ?string $facts, string $name ): string {
		$known = json_decode( (string) $facts, true );
		if ( ! is_array( $known ) || array() === $known ) {
			return '{"' . $name . '":true}';
		}
		return array_key_exists( $name, $known ) ? (string) $facts : substr( (string) $facts, 0, -1 ) . ',"' . $name . '":true}';
	}
}
