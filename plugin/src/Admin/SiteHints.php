<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Installation;

defined( 'ABSPATH' ) || exit;

/**
 * Why a relay may not find this shop at its address. It calls the shop itself, as the relay does.
 */
final class SiteHints {
	private const TIMEOUT_S = 5;

	/**
	 * @param string $detail What the relay said about its own call.
	 * @return list<string> Plain sentences.
	 */
	public static function find( string $detail ): array {
		$hints = self::of_settings();
		$seen  = 1 === preg_match( '/answered (\d{3})/', $detail, $found ) ? (int) $found[1] : null;
		if ( null !== $seen && 200 !== $seen ) {
			$hints[] = self::of_status( $seen );
		}
		if ( array() === $hints ) {
			$hints[] = self::of_own_call();
		}
		return array_values( array_unique( $hints ) );
	}

	/**
	 * @return list<string>
	 */
	private static function of_settings(): array {
		$url   = Installation::site_url();
		$host  = (string) wp_parse_url( $url, PHP_URL_HOST );
		$hints = array();
		if ( '' === (string) get_option( 'permalink_structure', '' ) ) {
			$hints[] = __( 'Permalinks are set to Plain, so WordPress has no /wp-json/ address. Choose another structure under Settings, Permalinks.', 'passerelle' );
		}
		if ( 1 === preg_match( '/(^localhost|\.local|\.test|\.localhost|\.internal)$|^(127|10)\.|^192\.168\./', $host ) ) {
			/* translators: %s: address of the shop. */
			$hints[] = sprintf( __( 'The address %s only exists on this machine or network. The relay must run there too, or the shop needs a public address.', 'passerelle' ), $url );
		} elseif ( str_starts_with( $url, 'http:' ) ) {
			$hints[] = __( 'The site’s address begins with http://. Set it to https:// under Settings, General.', 'passerelle' );
		}
		return $hints;
	}

	private static function of_status( int $status ): string {
		return match ( true ) {
			401 === $status => __( 'The site asks for a user name and password (HTTP authentication). Exempt /wp-json/passerelle/ from it.', 'passerelle' ),
			403 === $status => __( 'A firewall or a security plugin turned the call away. Allow /wp-json/passerelle/ there.', 'passerelle' ),
			404 === $status => __( 'There is nothing at /wp-json/passerelle/. Save the permalinks once more, and see that no plugin switches the REST API off.', 'passerelle' ),
			$status >= 300 && $status < 400 => __( 'The site’s address leads on to another one. Under Settings, General, enter the address at which visitors end up.', 'passerelle' ),
			/* translators: %s: HTTP status such as 503. */
			default         => sprintf( __( 'The site answered with the status %s. It may be in maintenance mode.', 'passerelle' ), (string) $status ),
		};
	}

	private static function of_own_call(): string {
		$answer = wp_remote_get( Installation::site_url() . '/wp-json/passerelle/v1/relay/health', array( 'timeout' => self::TIMEOUT_S, 'redirection' => 0 ) );
		if ( is_wp_error( $answer ) ) {
			/* translators: %s: technical message. */
			return sprintf( __( 'This server cannot open its own address either: %s', 'passerelle' ), $answer->get_error_message() );
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		if ( 200 !== $status ) {
			return self::of_status( $status );
		}
		return __( 'From this server the address works. A firewall may keep the relay out, a cache may have answered, or the name leads somewhere else from outside.', 'passerelle' );
	}
}
