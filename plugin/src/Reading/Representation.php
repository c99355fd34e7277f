<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Capture\Amount;

defined( 'ABSPATH' ) || exit;

/**
 * A thing as WooCommerce's own REST API (`wc/v3`, context `view`) gives it to nobody in particular.
 */
final class Representation {
	/**
	 * Writes nothing, needs no user, and tells no hook of ours anything.
	 *
	 * @param string $kind product, variation, order, customer or subscription.
	 * @param bool   $is_fresh Nothing of it was read in this process since it was decided to read it.
	 * @return array<string, mixed>|null Null where it is gone, a draft, of another type, or in the trash; a subscription in the
	 *                                   trash is given.
	 * @throws \RuntimeException Where it is there, and cannot be read now.
	 * @phpstan-impure
	 */
	public static function of( string $kind, int $id, bool $is_fresh = false ): ?array {
		if ( $id <= 0 || ! Existing::is( $kind, $id ) ) {
			return null;
		}
		if ( ! $is_fresh ) {
			Quiet::forget();
		}
		try {
			$data = Quiet::run( static fn (): mixed => self::read( $kind, $id ) );
		} catch ( \Throwable $error ) {
			throw new \RuntimeException( 'It could not be read: ' . esc_html( $error->getMessage() ), 0, $error );
		}
		if ( ! is_array( $data ) || $id !== ( $data['id'] ?? null ) ) {
			if ( ! Existing::is( $kind, $id ) ) {
				return null;
			}
			throw new \RuntimeException( 'WooCommerce gave something else than was asked for' );
		}
		return $data;
	}

	private static function read( string $kind, int $id ): mixed {
		// Plugins add members of their own when the routes are made.
		rest_get_server();
		$thing = Controllers::load( $kind, $id );
		if ( ! $thing instanceof \WC_Abstract_Order ) {
			return null === $thing ? null : self::prepare( $kind, $thing, array() );
		}
		$decimals = Amount::decimals( $thing->get_currency( 'edit' ) );
		$asked    = array( 'dp' => $decimals );
		if ( wc_get_price_decimals() === $decimals ) {
			return self::prepare( $kind, $thing, $asked );
		}
		// WooCommerce rounds a total to the shop's decimals when it reads the order.
		$own = static fn (): int => $decimals;
		add_filter( 'wc_get_price_decimals', $own, PHP_INT_MAX );
		Quiet::forget();
		try {
			$thing = Controllers::load( $kind, $id );
			return null === $thing ? null : self::prepare( $kind, $thing, $asked );
		} finally {
			remove_filter( 'wc_get_price_decimals', $own, PHP_INT_MAX );
		}
	}

	/**
	 * @param array<string, mixed> $asked
	 */
	private static function prepare( string $kind, \WC_Data|\WP_User $thing, array $asked ): mixed {
		$id      = $thing instanceof \WC_Data ? $thing->get_id() : $thing->ID;
		$request = new \WP_REST_Request( 'GET', "/wc/v3/$kind/$id" );
		$request->set_url_params( array( 'id' => $id ) + ( $thing instanceof \WC_Product_Variation ? array( 'product_id' => $thing->get_parent_id( 'edit' ) ) : array() ) );
		$request->set_query_params( $asked );
		$request->set_default_params( array( 'context' => 'view' ) );
		$response = Controllers::prepare( $kind, $thing, $request );
		return $response instanceof \WP_REST_Response && ! $response->is_error() ? $response->get_data() : null;
	}
}
