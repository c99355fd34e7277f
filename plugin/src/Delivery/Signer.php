<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `<id>.<timestamp>.<body>`.
 */
final class Signer {
	public const TOLERANCE_S = 300;

	/**
	 * @param list<string> $secrets `whsec_…`; each gives a signature.
	 * @param int          $timestamp Unix seconds, by the clock of whoever verifies.
	 * @return array{'webhook-id': string, 'webhook-timestamp': string, 'webhook-signature': string}
	 */
	public static function sign( string $id, int $timestamp, string $body, array $secrets ): array {
		$signatures = array_map( static fn ( string $secret ): string => 'v1,' . self::signature( $id, (string) $timestamp, $body, $secret ), $secrets );
		return array(
			'webhook-id'        => $id,
			'webhook-timestamp' => (string) $timestamp,
			'webhook-signature' => implode( ' ', $signatures ),
		);
	}

	/**
	 * @param array<string, string> $headers By lower-case name.
	 * @param list<string>          $secrets Any that is live may have signed.
	 * @return string|null Null where it is good, else `invalid_header`, `timestamp_out_of_tolerance` or `signature_invalid`.
	 */
	public static function verify( array $headers, string $body, array $secrets, int $now ): ?string {
		$id        = $headers['webhook-id'] ?? '';
		$timestamp = $headers['webhook-timestamp'] ?? '';
		$given     = $headers['webhook-signature'] ?? '';
		if ( '' === $id || str_contains( $id, '.' ) || 1 !== preg_match( '/^[1-9]\d{0,11}$/', $timestamp ) || '' === $given ) {
			return 'invalid_header';
		}
		$is_good = false;
		foreach ( $secrets as $secret ) {
			$expected = self::signature( $id, $timestamp, $body, $secret );
			foreach ( explode( ' ', $given ) as $signature ) {
				$is_good = ( str_starts_with( $signature, 'v1,' ) && hash_equals( $expected, substr( $signature, 3 ) ) ) || $is_good;
			}
		}
		if ( ! $is_good ) {
			return 'signature_invalid';
		}
		return abs( $now - (int) $timestamp ) > self::TOLERANCE_S ? 'timestamp_out_of_tolerance' : null;
	}

	private static function signature( string $id, string $timestamp, string $body, string $secret ): string {
		$key = base64_decode( preg_replace( '/^whsec_/', '', $secret ) ?? '', true );
		if ( false === $key || strlen( $key ) < 24 ) {
			throw new \InvalidArgumentException( 'This is no Standard Webhooks secret' );
		}
		return base64_encode( hash_hmac( 'sha256', "$id.$timestamp.$body", $key, true ) );
	}
}
