<?php

declare( strict_types=1 );

namespace Passerelle;

use Passerelle\Delivery\Sequence;

defined( 'ABSPATH' ) || exit;

/**
 * Which shop this is: an id made once, its address, and the place where its files lie. A copy has the id as well, but not the
 * address or not the place.
 */
final class Installation {
	private const ID = 'passerelle_installation_id';

	public static function id(): string {
		$id = (string) get_option( self::ID, '' );
		if ( '' === $id ) {
			// Two first requests at once: the one that was stored first counts.
			add_option( self::ID, Uuid::v7(), '', true );
			wp_cache_delete( self::ID, 'options' );
			wp_cache_delete( 'alloptions', 'options' );
			$id = (string) get_option( self::ID, '' );
		}
		return $id;
	}

	/**
	 * The copy that becomes a shop of its own gets an id of its own.
	 */
	public static function forget_id(): void {
		delete_option( self::ID );
	}

	/**
	 * @return string The address that wp-json/ stands below, without trailing slash.
	 */
	public static function site_url(): string {
		return untrailingslashit( (string) get_option( 'home' ) );
	}

	/**
	 * @return string Names the place where the shop's files lie: PASSERELLE_PLACE where it is defined, else by a file with random
	 *                bytes among the uploads, which a copy of the database alone does not have.
	 */
	public static function place(): string {
		$own = defined( 'PASSERELLE_PLACE' ) ? (string) constant( 'PASSERELLE_PLACE' ) : '';
		return substr( hash( 'sha256', ( '' === $own ? self::salt() : $own ) . "\n" . self::id() ), 0, 32 );
	}

	/**
	 * @return array{id: string, site_url: string, plugin_version: string, woocommerce_version: string, sequence: int, place: string, moved_from?: string}
	 *         As it stands in every batch, in answers to the relay and in the pairing.
	 */
	public static function describe(): array {
		$from = Copy::moved_from();
		return array(
			'id'                  => self::id(),
			'site_url'            => self::site_url(),
			'plugin_version'      => VERSION,
			'woocommerce_version' => defined( 'WC_VERSION' ) ? (string) constant( 'WC_VERSION' ) : '',
			'sequence'            => Sequence::highest(),
			'place'               => self::place(),
		) + ( null === $from ? array() : array( 'moved_from' => $from ) );
	}

	private static function salt(): string {
		$folder = wp_upload_dir( null, false )['basedir'];
		$path   = $folder . '/passerelle-place.txt';
		if ( wp_is_stream( $folder ) ) {
			// Uploads in a storage elsewhere: each look would be a call to another server.
			return ABSPATH;
		}
		$text = self::first_line( $path );
		if ( '' === $text && wp_is_writable( $folder ) ) {
			// Two first requests at once each append a line: the first counts. Where the disk is full, none is there to be read.
			file_put_contents( $path, "Tells this shop from a copy of it: " . bin2hex( random_bytes( 16 ) ) . "\n", FILE_APPEND | LOCK_EX );
			$text = self::first_line( $path );
		}
		return '' === $text ? ABSPATH : $text;
	}

	private static function first_line( string $path ): string {
		$lines = is_readable( $path ) ? explode( "\n", (string) file_get_contents( $path ), 2 ) : array();
		return isset( $lines[1] ) ? $lines[0] . "\n" : '';
	}
}
