<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * Whether this site is a copy of the shop that was paired: its database says it is paired, but at another address, or with its
 * files in another place. A copy is silent until a person says which of the two it is.
 */
final class Copy {
	private const MOVED = 'passerelle_moved';

	/**
	 * @return bool True where nothing may be sent and nothing answered. It looks at a file.
	 */
	public static function is_copy(): bool {
		return '' !== self::difference();
	}

	/**
	 * @return string `address` or `place`: what differs from the shop that was paired; empty where nothing does.
	 */
	public static function difference(): string {
		$pairing = Settings::pairing();
		if ( null === $pairing ) {
			return '';
		}
		if ( Installation::site_url() !== $pairing->site_url ) {
			return 'address';
		}
		$place = Installation::place();
		return '' === $pairing->place || $place === $pairing->place || $place === ( self::move()['to'] ?? null ) ? '' : 'place';
	}

	/**
	 * A person says that the live shop has moved here. The relay is told with the next batches, until it has acknowledged one.
	 */
	public static function confirm_move(): void {
		$pairing = Settings::pairing();
		if ( null !== $pairing && 'place' === self::difference() ) {
			update_option( self::MOVED, array( 'from' => $pairing->place, 'to' => Installation::place() ), false );
		}
	}

	/**
	 * @return string|null The place where the shop was before, while the relay is still to be told that it moved.
	 */
	public static function moved_from(): ?string {
		$move = self::move();
		return isset( $move['to'] ) && Installation::place() === $move['to'] ? $move['from'] : null;
	}

	/**
	 * The relay has acknowledged a batch: it knows the place.
	 */
	public static function settle_move(): void {
		$pairing = null === self::moved_from() ? null : Settings::fresh_pairing();
		if ( null === $pairing || ! Settings::change_pairing( $pairing, array( 'place' => Installation::place() ) ) ) {
			return;
		}
		delete_option( self::MOVED );
	}

	/**
	 * A person says that this is a copy: it becomes an unpaired shop of its own, with nothing left to tell and nothing counted.
	 */
	public static function become_own(): void {
		global $wpdb;
		Pairing\Disconnect::forget();
		foreach ( array( Schema::outbox(), Schema::entities(), Schema::writes() ) as $table ) {
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', $table ) );
		}
		foreach ( array( self::MOVED, 'passerelle_sequence' ) as $option ) {
			delete_option( $option );
		}
		Installation::forget_id();
	}

	/**
	 * @return array{from: string, to: string}|null
	 */
	private static function move(): ?array {
		$move = get_option( self::MOVED, null );
		return is_array( $move ) && is_string( $move['from'] ?? null ) && is_string( $move['to'] ?? null ) ? array( 'from' => $move['from'], 'to' => $move['to'] ) : null;
	}
}
