<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

use Passerelle\Registerable;
use Passerelle\Writing\Writes;

defined( 'ABSPATH' ) || exit;

/**
 * `POST wp-json/passerelle/v1/relay/write`: what the relay wants written into the shop. Each write has its own answer, and none
 * that fails keeps another from being done.
 */
final class WriteDoor implements Registerable {
	private const MOST_WRITES = 50;
	private const MOST_BYTES  = 1_048_576;
	/** What is not begun by then is to be sent again: the relay waits 15 s, and the last write takes its own time. */
	private const BUDGET_S = 7;

	/**
	 * @param \Closure(\WP_REST_Request<array<string, mixed>>): (true|\WP_Error) $verify Whether the relay signed it.
	 * @param \Closure(): void                                                   $wake Has what was written told soon.
	 */
	public function __construct( private readonly Writes $writes, private readonly \Closure $verify, private readonly \Closure $wake ) {}

	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'open' ) );
	}

	public function open(): void {
		register_rest_route(
			'passerelle/v1',
			'/relay/write',
			array(
				'methods'             => 'POST',
				'callback'            => array( $this, 'answer' ),
				'permission_callback' => $this->verify,
				'show_in_index'       => false,
			)
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function answer( \WP_REST_Request $request ): \WP_REST_Response {
		$text = (string) $request->get_body();
		if ( strlen( $text ) > self::MOST_BYTES ) {
			return self::refusal( 413, 'payload_too_large', 'A call has at most 1 MB' );
		}
		$call = json_decode( $text, true );
		if ( ! is_array( $call ) ) {
			return self::refusal( 400, 'malformed_json', 'The body is no JSON object' );
		}
		$given = $call['writes'] ?? null;
		if ( ! is_array( $given ) || ! array_is_list( $given ) || array() === $given || count( $given ) > self::MOST_WRITES ) {
			return self::refusal( 422, 'validation_failed', sprintf( 'writes is a list of 1 to %d', self::MOST_WRITES ) );
		}
		if ( ! function_exists( 'WC' ) ) {
			return self::refusal( 503, 'woocommerce_missing', 'WooCommerce is not active in this shop' );
		}
		add_action( 'shutdown', $this->wake, PHP_INT_MAX );
		$deadline = microtime( true ) + self::BUDGET_S;
		$results  = array();
		foreach ( $given as $write ) {
			$results[] = microtime( true ) < $deadline ? $this->writes->run( $write ) : Writes::put_off( $write );
		}
		return new \WP_REST_Response( array( 'results' => $results ) );
	}

	private static function refusal( int $status, string $code, string $message ): \WP_REST_Response {
		return new \WP_REST_Response( array( 'code' => $code, 'message' => $message ), $status );
	}
}
