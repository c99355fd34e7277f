<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Json;
use Passerelle\Reading\Quiet;

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce's own REST, from inside. For as long as a call lasts it may touch products, orders and subscriptions, as nobody in
 * particular.
 */
final class ShopRest {
	private const TYPES = array( 'product', 'product_variation', 'shop_order', 'shop_subscription' );
	/** The body goes before the address, and what it calls an id would be taken for the one of the address. */
	private const OF_THE_ADDRESS = array( 'id', 'product_id', 'order_id', 'context', 'force' );

	/**
	 * @param string               $path Below wc/v3, with slash.
	 * @param array<string, mixed> $data
	 * @return array<string, mixed>
	 * @throws Refusal
	 */
	public static function call( string $method, string $path, array $data = array() ): array {
		$request = new \WP_REST_Request( $method, '/wc/v3' . $path );
		$request->set_header( 'content-type', 'application/json' );
		$request->set_body( Json::write_map( array_diff_key( $data, array_flip( self::OF_THE_ADDRESS ) ) ) );
		return self::answer( $request );
	}

	/**
	 * @return array<string, mixed>
	 * @throws Refusal
	 */
	public static function delete( string $path, bool $is_final ): array {
		$request = new \WP_REST_Request( 'DELETE', '/wc/v3' . $path );
		$request->set_query_params( array( 'force' => $is_final ) );
		return self::answer( $request );
	}

	/**
	 * @param string $context `edit`: as it is stored.
	 * @return array<string, mixed>
	 * @throws Refusal
	 */
	public static function read( string $path, string $context = 'view' ): array {
		return Quiet::run(
			static function () use ( $path, $context ): array {
				$request = new \WP_REST_Request( 'GET', '/wc/v3' . $path );
				$request->set_query_params( array( 'context' => $context ) );
				return self::answer( $request );
			}
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function answer( \WP_REST_Request $request ): array {
		$response = self::allowed( static fn (): \WP_REST_Response => rest_do_request( $request ) );
		$status   = $response->get_status();
		$read     = json_decode( Json::write( $response->get_data() ), true );
		$data     = is_array( $read ) ? $read : array();
		if ( $status < 400 ) {
			return $data;
		}
		$code    = is_string( $data['code'] ?? null ) ? $data['code'] : 'woocommerce_error';
		$message = is_string( $data['message'] ?? null ) ? wp_strip_all_tags( $data['message'] ) : "WooCommerce answered $status";
		throw new Refusal( self::meaning( $status, $code ), $code, $message );
	}

	private static function meaning( int $status, string $code ): string {
		if ( 'rest_no_route' !== $code && ( 404 === $status || str_ends_with( $code, '_invalid_id' ) ) ) {
			return Refusal::GONE;
		}
		return $status >= 500 || 429 === $status ? Refusal::FAILED : Refusal::REFUSED;
	}

	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 */
	private static function allowed( callable $act ): mixed {
		$user  = get_current_user_id();
		$grant = static fn ( mixed $is_allowed, mixed $context, mixed $id, mixed $type ): mixed => in_array( $type, self::TYPES, true ) ? true : $is_allowed;
		add_filter( 'woocommerce_rest_check_permissions', $grant, PHP_INT_MAX, 4 );
		try {
			if ( 0 !== $user ) {
				wp_set_current_user( 0 );
			}
			return $act();
		} finally {
			remove_filter( 'woocommerce_rest_check_permissions', $grant, PHP_INT_MAX );
			if ( 0 !== $user ) {
				wp_set_current_user( $user );
			}
		}
	}
}
