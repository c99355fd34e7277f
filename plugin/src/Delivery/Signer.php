<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `<id>.<timestamp>.<body>`.
 */
final class Signer {
	public const TOLERANCE_S = 300;

	private const PREFIX          = 'whsec_';
	private const LEAST_BYTES     = 24;
	private const MOST_BYTES      = 64;
	private const MOST_SIGNATURES = 16;
	private const MOST_TRIED      = 5;

	/**
	 * @param list<string> $secrets `whsec_…`; each gives a signature.
	 * @param int          $timestamp Unix seconds, by the clock of whoever verifies.
	 * @return array{'webhook-id': string, 'webhook-timestamp': string, 'webhook-signature': string}
	 * @throws \InvalidArgumentException On an id with a dot or above 128 characters, a time that is none, no secret or a bad one.
	 */
	public static function sign( string $id, int $timestamp, string $body, array $secrets ): array {
		if ( ! self::is_id( $id ) || ! self::is_timestamp( (string) $timestamp ) || array() === $secrets ) {
			throw new \InvalidArgumentException( 'A signature needs an id without a dot, a time in whole seconds and a secret' );
		}
		$signatures = array();
		foreach ( $secrets as $secret ) {
			$key          = self::key( $secret ) ?? throw new \InvalidArgumentException( 'This is no Standard Webhooks secret' );
			$signatures[] = 'v1,' . self::signature( $id, (string) $timestamp, $body, $key );
		}
		return array(
			'webhook-id'        => $id,
			'webhook-timestamp' => (string) $timestamp,
			'webhook-signature' => implode( ' ', $signatures ),
		);
	}

	/**
	 * @param array<string, string> $headers By lower-case name.
	 * @param list<string>          $secrets Any that is live may have signed; a text that is no secret never matches.
	 * @return string|null Null where it is good, else `invalid_header` (a 400), `timestamp_out_of_tolerance` or
	 *                     `signature_invalid` (a 401): the same verdict as the relay's.
	 */
	public static function verify( array $headers, string $body, array $secrets, int $now ): ?string {
		$signatures = array_values( array_filter( explode( ' ', $headers['webhook-signature'] ?? '' ), static fn ( string $text ): bool => '' !== $text ) );
		if ( array() === $signatures ) {
			return 'signature_invalid';
		}
		$id        = $headers['webhook-id'] ?? '';
		$timestamp = $headers['webhook-timestamp'] ?? '';
		if ( count( $signatures ) > self::MOST_SIGNATURES || ! self::is_id( $id ) || ! self::is_timestamp( $timestamp ) ) {
			return 'invalid_header';
		}
		if ( abs( $now - (int) $timestamp ) > self::TOLERANCE_S ) {
			return 'timestamp_out_of_tolerance';
		}
		$candidates = array_slice( array_filter( $signatures, static fn ( string $text ): bool => str_starts_with( $text, 'v1,' ) ), 0, self::MOST_TRIED );
		$is_match   = false;
		foreach ( array_filter( array_map( array( self::class, 'key' ), $secrets ), 'is_string' ) as $key ) {
			$expected = 'v1,' . self::signature( $id, $timestamp, $body, $key );
			foreach ( $candidates as $candidate ) {
				$is_match = hash_equals( $expected, $candidate ) || $is_match;
			}
		}
		return $is_match ? null : 'signature_invalid';
	}

	private static function signature( string $id, string $timestamp, string $body, string $key ): string {
		return base64_encode( hash_hmac( 'sha256', "$id.$timestamp.$body", $key, true ) );
	}

	/**
	 * @return string|null Null where the text is no secret: `whsec_` and the strict base64 of 24 to 64 bytes.
	 */
	private static function key( string $secret ): ?string {
		$text = substr( $secret, strlen( self::PREFIX ) );
		$key  = str_starts_with( $secret, self::PREFIX ) ? base64_decode( $text, true ) : false;
		if ( false === $key || base64_encode( $key ) !== $text || strlen( $key ) < self::LEAST_BYTES || strlen( $key ) > self::MOST_BYTES ) {
			return null;
		}
		return $key;
	}

	// A dot would let a sender move the border between id, timestamp and body in the signed text.
	private static function is_id( string $id ): bool {
		return 1 === preg_match( '/^[\x21-\x2d\x2f-\x7e]{1,128}$/D', $id );
	}

	private static function is_timestamp( string $timestamp ): bool {
		return 1 === preg_match( '/^[1-9][0-9]{0,11}$/D', $timestamp );
	}
}
