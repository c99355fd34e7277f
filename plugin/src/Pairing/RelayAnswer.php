<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

defined( 'ABSPATH' ) || exit;

/**
 * What a relay answered, or that nothing did.
 */
final class RelayAnswer {
	/**
	 * @param int                  $status 0 where no answer came.
	 * @param string               $code The relay's code for its refusal, else `relay_unreachable`, `requests_blocked`,
	 *                                   `relay_certificate`, `not_a_relay`; empty where it agreed.
	 * @param string               $detail In the other side's words.
	 * @param array<string, mixed> $body
	 */
	public function __construct(
		public readonly int $status,
		public readonly string $code,
		public readonly string $detail,
		public readonly array $body,
	) {}

	public function text( string $name ): string {
		return is_string( $this->body[ $name ] ?? null ) ? $this->body[ $name ] : '';
	}

	/**
	 * @return array<string, mixed>
	 */
	public function map( string $name ): array {
		return is_array( $this->body[ $name ] ?? null ) ? $this->body[ $name ] : array();
	}

	public function number( string $name ): int {
		return is_int( $this->body[ $name ] ?? null ) ? $this->body[ $name ] : 0;
	}

	/**
	 * @return int|null Unix seconds.
	 */
	public function time( string $name ): ?int {
		$time = strtotime( $this->text( $name ) );
		return false === $time ? null : $time;
	}

	public function as_outcome(): Outcome {
		return '' === $this->code ? Outcome::good() : Outcome::refused( $this->code, $this->detail );
	}

	/**
	 * @param array<string, mixed>|\WP_Error $response As wp_remote_post() gives it.
	 */
	public static function read( array|\WP_Error $response ): self {
		if ( is_wp_error( $response ) ) {
			$detail = $response->get_error_message();
			$code   = 'http_request_not_executed' === $response->get_error_code() ? 'requests_blocked' : 'relay_unreachable';
			return new self( 0, 1 === preg_match( '/SSL|certificate/i', $detail ) ? 'relay_certificate' : $code, $detail, array() );
		}
		$status = (int) wp_remote_retrieve_response_code( $response );
		$body   = json_decode( wp_remote_retrieve_body( $response ), true );
		if ( ! is_array( $body ) ) {
			return new self( $status, 'not_a_relay', "HTTP $status", array() );
		}
		if ( $status >= 200 && $status < 300 ) {
			return new self( $status, '', '', $body );
		}
		$code   = is_string( $body['code'] ?? null ) && 1 === preg_match( '/^[a-z0-9_]{1,64}$/D', $body['code'] ) ? $body['code'] : 'not_a_relay';
		$detail = is_string( $body['detail'] ?? null ) ? mb_substr( $body['detail'], 0, 500 ) : "HTTP $status";
		return new self( $status, $code, $detail, $body );
	}
}
