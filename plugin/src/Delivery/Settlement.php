<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Reading\Entities;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Obeys what the relay says of events, in the answer to a batch or when it asks for more.
 */
final class Settlement {
	/**
	 * @param list<string>                                        $event_ids What need not come again.
	 * @param list<array{event_id: string|null, code: string}>    $rejected What stays to be seen, with the reason.
	 * @param array{sequence: int, versions: array<string, int>} $highest What the relay has seen; versions by `kind:id`.
	 */
	public static function obey( array $event_ids, array $rejected, array $highest ): void {
		$codes = array();
		foreach ( $rejected as $one ) {
			if ( null !== $one['event_id'] ) {
				$codes[ $one['event_id'] ] = $one['code'];
			}
		}
		foreach ( $codes as $event_id => $code ) {
			self::reject( (string) $event_id, $code );
		}
		self::acknowledge( array_values( array_diff( $event_ids, array_map( 'strval', array_keys( $codes ) ) ) ) );
		self::catch_up( $highest['sequence'] );
		self::raise( $highest['versions'] );
	}

	/**
	 * Reads one from JSON, as a 202 or the relay's `settled` holds it, and obeys it.
	 *
	 * @param list<string>         $event_ids
	 * @param array<mixed>         $rejected
	 * @param array<string, mixed> $highest
	 */
	public static function obey_json( array $event_ids, array $rejected, array $highest ): void {
		$read = array();
		foreach ( $rejected as $one ) {
			$id     = is_array( $one ) ? ( $one['event_id'] ?? null ) : null;
			$code   = is_array( $one ) ? ( $one['code'] ?? null ) : null;
			$read[] = array( 'event_id' => is_string( $id ) ? $id : null, 'code' => is_string( $code ) ? $code : 'refused' );
		}
		$sequence = $highest['sequence'] ?? 0;
		$versions = $highest['versions'] ?? array();
		self::obey( array_values( array_filter( $event_ids, 'is_string' ) ), $read, array( 'sequence' => is_int( $sequence ) ? $sequence : 0, 'versions' => array_filter( is_array( $versions ) ? $versions : array(), 'is_int' ) ) );
	}

	public static function reject( string $event_id, string $code ): void {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				'UPDATE %i SET state = %d, code = %s, settled_at = %s WHERE event_id = %s AND state = %d',
				Schema::outbox(),
				Outbox::REJECTED,
				substr( $code, 0, 64 ),
				gmdate( 'Y-m-d H:i:s' ),
				$event_id,
				Outbox::BUILT
			)
		);
	}

	/**
	 * A counter below what the relay has seen went back with a backup: it is raised, and what still waits is numbered anew.
	 */
	public static function catch_up( int $highest ): void {
		global $wpdb;
		// A drain at work elsewhere hears of it in its own answer, and must not go on counting from below meanwhile.
		if ( Sequence::highest() >= $highest || ! Lock::take( 0 ) ) {
			return;
		}
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET sequence = NULL WHERE state = %d', Schema::outbox(), Outbox::BUILT ) );
		Sequence::raise( $highest );
		Lock::release();
	}

	/**
	 * @param list<string> $event_ids
	 */
	private static function acknowledge( array $event_ids ): void {
		global $wpdb;
		foreach ( array_chunk( $event_ids, Batch::MOST_EVENTS ) as $part ) {
			$places = implode( ',', array_fill( 0, count( $part ), '%s' ) );
			$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = %d, code = NULL, settled_at = %s WHERE event_id IN ($places) AND state = %d", Schema::outbox(), Outbox::ACKNOWLEDGED, gmdate( 'Y-m-d H:i:s' ), ...$part, ...array( Outbox::BUILT ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
		}
	}

	/**
	 * @param array<string, int> $versions
	 */
	private static function raise( array $versions ): void {
		$seen = array();
		foreach ( $versions as $key => $version ) {
			if ( 1 === preg_match( '/^([a-z_-]{1,20}):([1-9]\d{0,18})$/D', (string) $key, $parts ) ) {
				$seen[ $parts[1] ][ (int) $parts[2] ] = $version;
			}
		}
		foreach ( $seen as $kind => $of_kind ) {
			$ours = Entities::versions( $kind, array_keys( $of_kind ) );
			foreach ( $of_kind as $id => $version ) {
				if ( $version > ( $ours[ $id ] ?? 0 ) ) {
					Entities::raise( $kind, $id, $version );
				}
			}
		}
	}
}
