<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

use Passerelle\Copy;
use Passerelle\Delivery\Signer;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Whether the relay of this shop has signed a call. Whoever has not is told nothing but the time.
 */
final class Verify {
	public const REFUSED = 'unauthorized';
	public const MUTED   = 'muted_copy';

	/**
	 * A `permission_callback`.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return true|\WP_Error
	 */
	public static function signed( \WP_REST_Request $request ): bool|\WP_Error {
		if ( ! self::is_signed( $request ) ) {
			return new \WP_Error( self::REFUSED, 'The call is not signed', array( 'status' => 401 ) );
		}
		return Copy::is_copy() ? new \WP_Error( self::MUTED, 'This site is a copy of the shop that was paired', array( 'status' => 409 ) ) : true;
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public static function is_signed( \WP_REST_Request $request ): bool {
		$pairing = Settings::pairing();
		if ( null === $pairing || ! hash_equals( $pairing->connection_id, (string) $request->get_header( 'passerelle-connection' ) ) ) {
			return false;
		}
		$headers = array();
		foreach ( array( 'webhook-id', 'webhook-timestamp', 'webhook-signature' ) as $name ) {
			$headers[ $name ] = (string) $request->get_header( $name );
		}
		try {
			return null === Signer::verify( $headers, (string) $request->get_body(), $pairing->signing_secrets, time() + Settings::clock_offset_s() );
		} catch ( \InvalidArgumentException ) {
			return false;
		}
	}
}
