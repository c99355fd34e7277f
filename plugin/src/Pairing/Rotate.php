<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Copy;
use Passerelle\Delivery\Wake;
use Passerelle\Installation;
use Passerelle\Pairing;
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
	// The relay takes one such call a second, by the time at which it was signed.
	private const PAUSE_US = 1_100_000;

	public function register(): void {
		add_action( 'passerelle_rotation_asked', array( self::class, 'run' ) );
		add_action( Wake::ACTION, array( self::class, 'drop_ended' ), 1 );
		add_action( 'admin_init', array( self::class, 'drop_ended' ) );
	}

	public static function run(): Outcome {
		return Alone::run( static fn (): Outcome => self::rotate() );
	}

	/**
	 * Forgets the old secret once the relay no longer takes it.
	 */
	public static function drop_ended(): void {
		$pairing = Settings::pairing();
		if ( null === $pairing || count( $pairing->signing_secrets ) < 2 || time() + Settings::clock_offset_s() < (int) get_option( self::ENDS_AT, 0 ) ) {
			return;
		}
		Settings::change_pairing( $pairing, array( 'signing_secrets' => array( $pairing->signing_secrets[0] ) ) );
		delete_option( self::ENDS_AT );
	}

	private static function rotate(): Outcome {
		$pairing = Settings::fresh_pairing();
		if ( null === $pairing ) {
			return Outcome::refused( Settings::is_paired() ? 'secrets_lost' : 'not_paired' );
		}
		if ( Copy::is_copy() ) {
			return Outcome::refused( 'muted_copy' );
		}
		// By the newest alone: it is the one that the relay then keeps beside the new.
		$signer  = $pairing->with( array( 'signing_secrets' => array( $pairing->signing_secrets[0] ) ) );
		$answer  = self::ask( $signer );
		if ( 'call_superseded' === $answer->code ) {
			usleep( self::PAUSE_US );
			$answer = self::ask( $signer );
		}
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
		// First, lest the old secret be taken for one whose time is over.
		update_option( self::ENDS_AT, $ends_at, false );
		return Settings::change_pairing( $pairing, $changes ) ? Outcome::good() : Outcome::refused( 'not_paired' );
	}

	private static function ask( Pairing $signer ): RelayAnswer {
		return RelayCall::signed( $signer, '/v1/pairings/rotate-secret', array( 'installation' => Installation::describe() ), self::TIMEOUT_S );
	}
}
