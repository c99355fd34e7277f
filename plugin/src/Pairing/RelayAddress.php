<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

defined( 'ABSPATH' ) || exit;

/**
 * The address of a relay and a pairing code, as a person types or pastes them.
 */
final class RelayAddress {
	private const CODE = '/^[0-9A-HJKMNP-TV-Z]{26}$/';

	/**
	 * @param string $address Of the relay; or a whole link `https://relay.example/#CODE`.
	 * @param string $code Of the pairing; empty where the link holds it. A link may stand here as well.
	 * @return array{url: string, code: string, refusal: string} `refusal` is empty where both are good. An address without code is
	 *                                                           read too, for its refusal `code_missing`.
	 */
	public static function read( string $address, string $code ): array {
		$address = trim( $address );
		$code    = trim( $code );
		if ( str_contains( $code, '://' ) ) {
			list( $address, $code ) = array( $code, '' );
		}
		list( $address, $fragment ) = array_pad( explode( '#', $address, 2 ), 2, '' );
		$url                        = self::url( $address );
		$read                       = self::code( '' === $code ? ltrim( $fragment, '/' ) : $code );
		$refusal                    = self::refusal( $address, $url );
		if ( '' === $refusal && null === $read ) {
			$refusal = '' === $code . $fragment ? 'code_missing' : 'code_malformed';
		}
		return array( 'url' => $url, 'code' => (string) $read, 'refusal' => $refusal );
	}

	/**
	 * @return string What stands in the form again after a refusal: neither code nor password.
	 */
	public static function to_show( string $address, string $code ): string {
		$url   = self::read( $address, $code )['url'];
		$typed = (string) strtok( trim( $address ), '#' );
		if ( str_contains( $typed, '@' ) || null !== self::code( $typed ) ) {
			return '';
		}
		return '' === $url ? $typed : $url;
	}

	/**
	 * @return string|null In upper case without separators, misread signs put right; null where it is none.
	 */
	public static function code( string $text ): ?string {
		$code = strtr( strtoupper( (string) preg_replace( '/[\s-]+/u', '', $text ) ), array( 'O' => '0', 'I' => '1', 'L' => '1' ) );
		return 1 === preg_match( self::CODE, $code ) ? $code : null;
	}

	/**
	 * @return bool Whether calls may go to the shop's own network, and over http.
	 */
	public static function allows_local(): bool {
		return defined( 'PASSERELLE_ALLOW_LOCAL_RELAY' ) && (bool) constant( 'PASSERELLE_ALLOW_LOCAL_RELAY' );
	}

	/**
	 * @return string Without query and trailing slash; empty where it is none.
	 */
	private static function url( string $address ): string {
		$parts = wp_parse_url( 1 === preg_match( '#^[a-z][a-z0-9+.-]*://#i', $address ) ? $address : 'https://' . $address );
		if ( ! is_array( $parts ) || '' === ( $parts['host'] ?? '' ) || isset( $parts['user'] ) || isset( $parts['pass'] ) ) {
			return '';
		}
		$scheme = strtolower( $parts['scheme'] ?? '' );
		$host   = strtolower( $parts['host'] );
		if ( ! in_array( $scheme, array( 'http', 'https' ), true ) || 1 !== preg_match( '/^(\[[0-9a-f:.]+\]|[^\s\/?#<>"\'@\\\\]+)$/', $host ) ) {
			return '';
		}
		$port = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
		return untrailingslashit( esc_url_raw( "$scheme://$host$port" . ( $parts['path'] ?? '' ), array( 'http', 'https' ) ) );
	}

	private static function refusal( string $address, string $url ): string {
		if ( '' === $url ) {
			return '' === $address ? 'address_missing' : 'address_invalid';
		}
		if ( self::allows_local() ) {
			return '';
		}
		$host = (string) wp_parse_url( $url, PHP_URL_HOST );
		if ( str_starts_with( $url, 'http:' ) && 1 !== preg_match( '/^(localhost|127(\.\d+){3}|\[::1\])$/', $host ) ) {
			return 'relay_needs_https';
		}
		$port = wp_parse_url( $url, PHP_URL_PORT );
		if ( false === wp_http_validate_url( $url ) ) {
			return false === wp_http_validate_url( (string) preg_replace( '/:\d+(?=\/|$)/', '', $url ) ) ? 'relay_on_lan' : ( null === $port ? 'relay_on_lan' : 'relay_port' );
		}
		return '';
	}
}
