<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Settings;
use Passerelle\Vault;

defined( 'ABSPATH' ) || exit;

/**
 * Introduces the shop to a relay with a code. Before the relay answers, it calls the shop back, whose health door proves the code.
 */
final class Pair {
	public const CODE = 'passerelle_pairing_code';

	// The relay gives its own call to the shop up to 15 seconds.
	private const TIMEOUT_S = 30;

	/**
	 * @param string $address Of the relay, or a link with the code.
	 */
	public static function run( string $address, string $code ): Outcome {
		$read = RelayAddress::read( $address, $code );
		if ( '' !== $read['refusal'] ) {
			return Outcome::refused( $read['refusal'] );
		}
		$sealed = Vault::seal( self::CODE, $read['code'] );
		if ( null === $sealed ) {
			return Outcome::refused( 'no_key' );
		}
		return Alone::run( static fn (): Outcome => self::prove( $sealed, $read['url'], $read['code'] ) );
	}

	private static function prove( string $sealed, string $relay_url, string $code ): Outcome {
		update_option( self::CODE, $sealed, false );
		try {
			return self::introduce( $relay_url, $code );
		} finally {
			delete_option( self::CODE );
		}
	}

	private static function introduce( string $relay_url, string $code ): Outcome {
		$answer  = RelayCall::plain( $relay_url, '/v1/pairings', array( 'code' => $code, 'installation' => Installation::describe() ), self::TIMEOUT_S );
		$clock   = $answer->time( 'server_time' );
		$pairing = self::pairing( $answer );
		if ( '' !== $answer->code ) {
			return $answer->as_outcome();
		}
		if ( null === $pairing || null === $clock ) {
			return Outcome::refused( 'not_a_relay', (string) $answer->status );
		}
		Settings::keep_relay_url( $relay_url );
		Settings::keep_clock_offset_s( $clock - time() );
		if ( ! Settings::keep_pairing( $pairing ) ) {
			return Outcome::refused( 'no_key' );
		}
		delete_option( Rotate::ENDS_AT );
		$highest = $answer->map( 'highest' )['sequence'] ?? 0;
		/**
		 * Fires when the shop was paired, anew or for the first time.
		 *
		 * @param int $highest The highest number that the relay has seen of this shop: the shop counts on from there.
		 */
		do_action( 'passerelle_paired', is_int( $highest ) ? $highest : 0 );
		return Outcome::good();
	}

	private static function pairing( RelayAnswer $answer ): ?Pairing {
		foreach ( array( 'organisation_id', 'connection_id', 'signing_secret', 'admin_key', 'account_key' ) as $name ) {
			if ( '' === $answer->text( $name ) ) {
				return null;
			}
		}
		return new Pairing(
			$answer->text( 'organisation_id' ),
			$answer->text( 'connection_id' ),
			array( $answer->text( 'signing_secret' ) ),
			$answer->text( 'admin_key' ),
			$answer->text( 'account_key' ),
			Installation::site_url(),
			Installation::place(),
			gmdate( 'Y-m-d\TH:i:s\Z' ),
		);
	}
}
