<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Delivery\LocalRelay;
use Passerelle\Delivery\Signer;
use Passerelle\Json;
use Passerelle\Pairing;
use Passerelle\Settings;
use Passerelle\Uuid;

defined( 'ABSPATH' ) || exit;

/**
 * Calls the relay about the pairing itself; a person waits for the answer.
 */
final class RelayCall {
	/**
	 * @param array<string, mixed> $body
	 */
	public static function plain( string $relay_url, string $path, array $body, int $timeout_s ): RelayAnswer {
		return self::post( $relay_url, $path, Json::write( $body ), array(), $timeout_s );
	}

	/**
	 * Signs with every secret that is kept. Where the relay finds our clock wrong, the offset is learned and it is signed once more.
	 *
	 * @param array<string, mixed> $body
	 */
	public static function signed( Pairing $pairing, string $path, array $body, int $timeout_s ): RelayAnswer {
		$text   = Json::write( $body );
		$answer = self::send( $pairing, $path, $text, $timeout_s );
		$clock  = $answer->time( 'server_time' );
		if ( 'timestamp_out_of_tolerance' === $answer->code && null !== $clock ) {
			Settings::keep_clock_offset_s( $clock - time() );
			$answer = self::send( $pairing, $path, $text, $timeout_s );
		}
		return $answer;
	}

	private static function send( Pairing $pairing, string $path, string $text, int $timeout_s ): RelayAnswer {
		$headers = Signer::sign( Uuid::v7(), time() + Settings::clock_offset_s(), $text, $pairing->signing_secrets );
		return self::post( Settings::relay_url(), $path, $text, array( 'passerelle-connection' => $pairing->connection_id ) + $headers, $timeout_s );
	}

	/**
	 * @param array<string, string> $headers
	 */
	private static function post( string $relay_url, string $path, string $text, array $headers, int $timeout_s ): RelayAnswer {
		$answer = ( new LocalRelay( $relay_url ) )->during(
			static fn (): array|\WP_Error => wp_safe_remote_post(
				$relay_url . $path,
				array(
					'body'                => $text,
					'headers'             => array( 'content-type' => 'application/json', 'accept' => 'application/json' ) + $headers,
					'timeout'             => $timeout_s,
					'redirection'         => 0,
					'limit_response_size' => 65_536,
					'user-agent'          => 'Passerelle/' . \Passerelle\VERSION,
				)
			)
		);
		return RelayAnswer::read( $answer );
	}
}
