<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Copy;
use Passerelle\Delivery\Wake;
use Passerelle\Installation;
use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Has the relay make new secrets. The one that signed stays good beside the new for a day, so that an answer that is lost is no
 * dead end: while two are kept, both sign.
 */
final class Rotate implements Registerable {
	/** Unix seconds by the relay's clock; absent while there is one secret only. */
	public const ENDS_AT = 'passerelle_previous_secret_ends_at';

	private const TIMEOUT_S = 15;

	public function register(): void {
		add_action( 'passerelle_rotation_asked', array( self::class, 'run' ) );
		add_action( Wake::ACTION, array( self::class, 'drop_ended' ), 1 );
		add_action( 'admin_init', array( self::class, 'drop_ended' ) );
	}

	public static function run(): Outcome {
		global $wpdb;
		// Two at once would each keep a secret of their own, and the relay only the later one.
		$lock = 'passerelle_rotate_' . md5( $wpdb->dbname . $wpdb->prefix );
		if ( '1' !== (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', $lock ) ) ) {
			return Outcome::refused( 'under_way' );
		}
		try {
			return self::rotate();
		} finally {
			$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
		}
	}

	/**
	 * Forgets the old secret once the relay no longer takes it.
	 */
	public static function drop_ended(): void {
		$ends_at = (int) get_option( self::ENDS_AT, 0 );
		if ( 0 === $ends_at || time() + Settings::clock_offset_s() < $ends_at ) {
			return;
		}
		$pairing = Settings::pairing();
		if ( null !== $pairing ) {
			Settings::keep_pairing( $pairing->with( array( 'signing_secrets' => array( $pairing->signing_secrets[0] ) ) ) );
		}
		delete_option( self::ENDS_AT );
	}

	private static function rotate(): Outcome {
		$pairing = Settings::pairing();
		if ( null === $pairing ) {
			return Outcome::refused( Settings::is_paired() ? 'secrets_lost' : 'not_paired' );
		}
		if ( Copy::is_copy() ) {
			return Outcome::refused( 'muted_copy' );
		}
		// By the newest alone: it is the one that the relay then keeps beside the new.
		$signer  = $pairing->with( array( 'signing_secrets' => array( $pairing->signing_secrets[0] ) ) );
		$answer  = RelayCall::signed( $signer, '/v1/pairings/rotate-secret', array( 'installation' => Installation::describe() ), self::TIMEOUT_S );
		$ends_at = $answer->time( 'previous_ends_at' );
		if ( '' !== $answer->code ) {
			return $answer->as_outcome();
		}
		if ( '' === $answer->text( 'signing_secret' ) || null === $ends_at ) {
			return Outcome::refused( 'not_a_relay', (string) $answer->status );
		}
		$changes = array( 'signing_secrets' => array( $answer->text( 'signing_secret' ), $pairing->signing_secrets[0] ) );
		foreach ( array( 'admin_key', 'account_key' ) as $name ) {
			$changes[ $name ] = '' === $answer->text( $name ) ? $pairing->$name : $answer->text( $name );
		}
		if ( ! Settings::keep_pairing( $pairing->with( $changes ) ) ) {
			return Outcome::refused( 'no_key' );
		}
		update_option( self::ENDS_AT, $ends_at, false );
		return Outcome::good();
	}
}
