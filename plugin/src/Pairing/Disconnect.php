<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Copy;
use Passerelle\Installation;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Ends the pairing. The shop forgets it whatever the relay says; what waits stays in the outbox, for the next pairing.
 */
final class Disconnect {
	private const TIMEOUT_S = 10;

	/**
	 * @return Outcome Good where the relay knows; else why it could not be told.
	 */
	public static function run(): Outcome {
		$pairing = Settings::pairing();
		$outcome = match ( true ) {
			null === $pairing => Outcome::refused( 'secrets_lost' ),
			// The connection is the live shop's.
			Copy::is_copy()   => Outcome::refused( 'muted_copy' ),
			default           => RelayCall::signed( $pairing, '/v1/pairings/disconnect', array( 'installation' => Installation::describe() ), self::TIMEOUT_S )->as_outcome(),
		};
		self::forget();
		return $outcome;
	}

	/**
	 * Forgets the pairing without a word to the relay.
	 */
	public static function forget(): void {
		Settings::forget_pairing();
		delete_option( Rotate::ENDS_AT );
		/** Fires when the shop has no pairing any more. */
		do_action( 'passerelle_unpaired' );
	}
}
