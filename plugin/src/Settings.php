<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * What the plugin keeps in the options table, under names that begin with `passerelle_`.
 */
final class Settings {
	private const PAIRING = 'passerelle_pairing';

	/**
	 * @return string Address of the relay without trailing slash; empty before one was given.
	 */
	public static function relay_url(): string {
		return (string) get_option( 'passerelle_relay_url', '' );
	}

	public static function keep_relay_url( string $url ): void {
		update_option( 'passerelle_relay_url', untrailingslashit( $url ), true );
	}

	/**
	 * Whether the shop was paired and not disconnected since: from then on it keeps what happens, even while nothing can be sent.
	 */
	public static function is_paired(): bool {
		return '' !== (string) get_option( self::PAIRING, '' );
	}

	/**
	 * @return Pairing|null Null where there is none, or its secrets cannot be opened: the keys in wp-config.php are others.
	 */
	public static function pairing(): ?Pairing {
		$text = Vault::open( self::PAIRING, (string) get_option( self::PAIRING, '' ) );
		return null === $text ? null : Pairing::from_json( $text );
	}

	/**
	 * @return bool False where wp-config.php holds no key to seal the secrets with; nothing is kept then.
	 */
	public static function keep_pairing( Pairing $pairing ): bool {
		$sealed = Vault::seal( self::PAIRING, $pairing->to_json() );
		if ( null === $sealed ) {
			return false;
		}
		update_option( self::PAIRING, $sealed, true );
		return true;
	}

	/**
	 * As it stands in the database: another request may have changed it since this one began.
	 */
	public static function fresh_pairing(): ?Pairing {
		wp_cache_delete( self::PAIRING, 'options' );
		wp_cache_delete( 'alloptions', 'options' );
		return self::pairing();
	}

	/**
	 * Changes the pairing that was read before, where it still has the same secrets.
	 *
	 * @param array<string, mixed> $changes
	 * @return bool False where the shop was paired anew, disconnected, or given other secrets meanwhile; nothing is changed then.
	 */
	public static function change_pairing( Pairing $read, array $changes ): bool {
		$now = self::fresh_pairing();
		return null !== $now && $now->connection_id === $read->connection_id && $now->signing_secrets === $read->signing_secrets && self::keep_pairing( $now->with( $changes ) );
	}

	/**
	 * An empty option stays: looking for one that is not there would cost each page a query.
	 */
	public static function forget_pairing(): void {
		update_option( self::PAIRING, '', true );
	}

	/**
	 * Makes room for what each page looks for.
	 */
	public static function prepare(): void {
		add_option( self::PAIRING, '', '', true );
	}

	/**
	 * @return int Seconds to add to this server's clock to have the relay's.
	 */
	public static function clock_offset_s(): int {
		return (int) get_option( 'passerelle_clock_offset_s', 0 );
	}

	public static function keep_clock_offset_s( int $seconds ): void {
		update_option( 'passerelle_clock_offset_s', $seconds, false );
	}

	/**
	 * Whether deleting the plugin takes along what it stored.
	 */
	public static function removes_data(): bool {
		return 'yes' === get_option( 'passerelle_remove_data', 'no' );
	}
}
