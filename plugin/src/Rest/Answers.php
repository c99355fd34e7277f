<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

use Passerelle\Json;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * How the relay's doors answer, whatever else is installed: never from a cache, in exact JSON, with nothing before or after it,
 * and open to calls that are signed rather than logged in.
 */
final class Answers implements Registerable {
	private const DOORS = '/passerelle/v1/relay/';

	public function register(): void {
		add_filter( 'rest_authentication_errors', array( $this, 'let_in' ), PHP_INT_MAX );
		add_filter( 'rest_request_after_callbacks', array( $this, 'shape' ), PHP_INT_MAX, 3 );
		add_filter( 'rest_post_dispatch', array( $this, 'forbid_caches' ), PHP_INT_MAX, 3 );
		add_filter( 'rest_pre_serve_request', array( $this, 'serve' ), PHP_INT_MAX, 3 );
	}

	/**
	 * @param mixed $verdict What others say of who calls: a shop may refuse whoever is not logged in.
	 * @return mixed
	 */
	public function let_in( mixed $verdict ): mixed {
		$route = $GLOBALS['wp']->query_vars['rest_route'] ?? '';
		return is_string( $route ) && self::is_door( $route ) ? true : $verdict;
	}

	/**
	 * @param mixed                                  $response
	 * @param mixed                                  $handler
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return mixed
	 */
	public function shape( mixed $response, mixed $handler, \WP_REST_Request $request ): mixed {
		if ( ! $response instanceof \WP_Error || ! self::is_door( $request->get_route() ) ) {
			return $response;
		}
		$code = (string) $response->get_error_code();
		// WordPress reads the body before anybody has looked at the signature.
		if ( Verify::REFUSED === $code || ( Verify::MUTED !== $code && ! Verify::is_signed( $request ) ) ) {
			return new \WP_REST_Response( array( 'code' => Verify::REFUSED, 'server_time' => self::time() ), 401 );
		}
		$status = $response->get_error_data()['status'] ?? 500;
		return new \WP_REST_Response( array( 'code' => $code, 'message' => $response->get_error_message() ), is_int( $status ) ? $status : 500 );
	}

	/**
	 * @param mixed                                  $response
	 * @param mixed                                  $server
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return mixed
	 */
	public function forbid_caches( mixed $response, mixed $server, \WP_REST_Request $request ): mixed {
		if ( $response instanceof \WP_REST_Response && self::is_door( $request->get_route() ) ) {
			$response->header( 'Cache-Control', 'no-store, no-cache, must-revalidate, max-age=0, private' );
			$response->header( 'Expires', 'Wed, 11 Jan 1984 05:00:00 GMT' );
			$response->header( 'X-LiteSpeed-Cache-Control', 'no-cache' );
			defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- The name that caches look for.
		}
		return $response;
	}

	/**
	 * @param mixed                                  $is_served
	 * @param mixed                                  $response
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return mixed
	 */
	public function serve( mixed $is_served, mixed $response, \WP_REST_Request $request ): mixed {
		if ( true === $is_served || ! $response instanceof \WP_REST_Response || ! self::is_door( $request->get_route() ) || 'HEAD' === $request->get_method() ) {
			return $is_served;
		}
		self::discard_output();
		echo self::text( $response ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- JSON.
		return true;
	}

	public static function text( \WP_REST_Response $response ): string {
		$data = $response->get_data();
		return $data instanceof ExactText ? $data->text : Json::write( $data );
	}

	public static function time(): string {
		return ( new \DateTimeImmutable( 'now', new \DateTimeZone( 'UTC' ) ) )->format( 'Y-m-d\TH:i:s.v\Z' );
	}

	private static function is_door( string $route ): bool {
		// WordPress finds a route in any case.
		return 0 === stripos( $route, self::DOORS );
	}

	/**
	 * Drops notices and whatever else was printed so far.
	 */
	private static function discard_output(): void {
		while ( ob_get_level() > 0 ) {
			$buffer = ob_get_status();
			if ( 'default output handler' !== ( $buffer['name'] ?? '' ) || ! ob_end_clean() ) {
				return;
			}
		}
	}
}
