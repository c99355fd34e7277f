<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Pairing;
use Passerelle\Settings;
use Passerelle\Uuid;

defined( 'ABSPATH' ) || exit;

/**
 * Carries a batch to the relay, signed by the relay's clock.
 */
final class Sender {
	private const PATH       = '/v1/ingest/batches';
	private const GZIP_ABOVE = 8_192;
	private const DRIFT_S    = 10;

	public function __construct( private readonly Pairing $pairing, private readonly string $relay_url ) {}

	/**
	 * A refusal for the clock is obeyed at once: the offset is learned, and the batch signed once more.
	 *
	 * @param string $body JSON.
	 */
	public function send( string $body, int $timeout_s ): Answer {
		$url     = $this->relay_url . self::PATH;
		$gates   = new LocalRelay( $url );
		$refusal = $gates->refusal();
		if ( null !== $refusal ) {
			return new Answer( 0, $refusal, '', array() );
		}
		$packed = strlen( $body ) > self::GZIP_ABOVE && function_exists( 'gzencode' ) ? gzencode( $body, 6 ) : false;
		$post   = fn (): Answer => $gates->during( fn (): Answer => $this->post( $url, false === $packed ? $body : $packed, false !== $packed, $timeout_s ) );
		$answer = $post();
		$clock  = $answer->server_time();
		if ( null !== $clock && 401 === $answer->status && 'timestamp_out_of_tolerance' === $answer->code ) {
			Settings::keep_clock_offset_s( $clock - time() );
			$answer = $post();
			$clock  = $answer->server_time();
		}
		if ( null !== $clock && 202 === $answer->status && abs( $clock - time() - Settings::clock_offset_s() ) > self::DRIFT_S ) {
			Settings::keep_clock_offset_s( $clock - time() );
		}
		return $answer;
	}

	private function post( string $url, string $bytes, bool $is_packed, int $timeout_s ): Answer {
		$signed = Signer::sign( Uuid::v7(), time() + Settings::clock_offset_s(), $bytes, $this->pairing->signing_secrets );
		return Answer::read(
			wp_safe_remote_post(
				$url,
				array(
					'body'                => $bytes,
					'headers'             => array(
						'content-type'          => 'application/json',
						'accept'                => 'application/json',
						'passerelle-connection' => $this->pairing->connection_id,
					) + ( $is_packed ? array( 'content-encoding' => 'gzip' ) : array() ) + $signed,
					'timeout'             => $timeout_s,
					'redirection'         => 0,
					'limit_response_size' => 1_048_576,
					'user-agent'          => 'Passerelle/' . \Passerelle\VERSION,
				)
			)
		);
	}
}
