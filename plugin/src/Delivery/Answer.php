<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * What the relay answered to a batch, or that no answer came.
 */
final class Answer {
	// What the batch as a whole, and so none of its events, is at fault for.
	private const NOT_THE_EVENTS = array( 'invalid_header' );

	/**
	 * @param int                  $status 0 where no answer came.
	 * @param string               $code The relay's own, else of ours: `relay_unreachable`, `relay_certificate`, `http_404`, …
	 * @param string               $detail In the other side's words.
	 * @param array<string, mixed> $body
	 * @param int|null             $wait_s What Retry-After says, in seconds.
	 */
	public function __construct(
		public readonly int $status,
		public readonly string $code,
		public readonly string $detail,
		public readonly array $body,
		public readonly ?int $wait_s = null,
	) {}

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
		$body   = is_array( $body ) ? $body : array();
		$code   = is_string( $body['code'] ?? null ) && 1 === preg_match( '/^[a-z0-9_]{1,64}$/D', $body['code'] ) ? $body['code'] : "http_$status";
		$detail = is_string( $body['detail'] ?? null ) ? $body['detail'] : '';
		return new self( $status, $code, $detail, $body, self::wait( wp_remote_retrieve_header( $response, 'retry-after' ) ) );
	}

	/**
	 * Whether it is the relay's own 202, and not what something on the way says.
	 */
	public function is_accepted(): bool {
		return 202 === $this->status && is_array( $this->body['rejected'] ?? null ) && is_array( $this->body['highest'] ?? null );
	}

	/**
	 * Whether an event among them is at fault. A refusal without a code is of something on the way, which may refuse everything.
	 */
	public function blames_an_event(): bool {
		if ( 413 === $this->status ) {
			return true;
		}
		$pointer = $this->body['errors'][0]['pointer'] ?? '';
		return in_array( $this->status, array( 400, 422 ), true )
			&& ! str_starts_with( $this->code, 'http_' )
			&& ! in_array( $this->code, self::NOT_THE_EVENTS, true )
			&& ! ( is_string( $pointer ) && str_starts_with( $pointer, '/installation' ) );
	}

	public function needs_person(): bool {
		return in_array( $this->status, array( 401, 403, 409, 410 ), true ) || 'relay_address_not_allowed' === $this->code || ( in_array( $this->status, array( 400, 422 ), true ) && ! str_starts_with( $this->code, 'http_' ) );
	}

	/**
	 * @return int|null Unix seconds.
	 */
	public function server_time(): ?int {
		$time = strtotime( is_string( $this->body['server_time'] ?? null ) ? $this->body['server_time'] : '' );
		return false === $time ? null : $time;
	}

	/**
	 * @param string|array<mixed> $header
	 */
	private static function wait( string|array $header ): ?int {
		$text = trim( is_array( $header ) ? (string) ( $header[0] ?? '' ) : $header );
		if ( 1 === preg_match( '/^\d{1,9}$/D', $text ) ) {
			return (int) $text;
		}
		$time = '' === $text ? false : strtotime( $text );
		return false === $time ? null : max( 0, $time - time() );
	}
}
