<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Refunds are orders of their own for WooCommerce, and steps of their order for us.
 */
final class RefundEvents implements Registerable {
	/** @var array<int, true> */
	private array $deleted = array();

	public function __construct( private readonly OrderRows $rows ) {}

	public function register(): void {
		Hook::on( 'woocommerce_order_refunded', $this->refund( ... ) );
		foreach ( array( 'woocommerce_order_partially_refunded', 'woocommerce_order_fully_refunded' ) as $name ) {
			Hook::on( $name, fn ( mixed $order_id ) => $this->rows->touch( (int) $order_id ) );
		}
		Hook::on( 'woocommerce_update_order_refund', fn ( mixed $id, mixed $refund = null ) => $this->rows->touch( self::order_of( $refund ) ) );
		Hook::on( 'woocommerce_refund_deleted', fn ( mixed $id, mixed $order_id = 0 ) => $this->delete( (int) $id, (int) $order_id ) );
		Hook::on( 'woocommerce_rest_delete_shop_order_refund_object', $this->delete_by_rest( ... ) );
		// Nothing else tells of a refund that is deleted by code, nor by REST before WooCommerce has answered.
		Hook::on( 'woocommerce_pre_delete_order_refund', $this->delete_object( ... ), PHP_INT_MAX );
	}

	private function refund( mixed $order_id, mixed $refund_id = 0 ): void {
		$order  = wc_get_order( (int) $order_id );
		$refund = $this->rows->tells( $order ) ? wc_get_order( (int) $refund_id ) : null;
		if ( $this->rows->tells( $order ) && $refund instanceof \WC_Order_Refund ) {
			$this->rows->step( 'refunded', $order, OrderFacts::refund( $refund ) );
		}
	}

	private function delete_object( mixed $check, mixed $refund = null ): void {
		if ( null === $check && $refund instanceof \WC_Order_Refund ) {
			$this->delete( $refund->get_id(), $refund->get_parent_id() );
		}
	}

	private function delete_by_rest( mixed $refund, mixed $response = null, mixed $request = null ): void {
		if ( $request instanceof \WP_REST_Request ) {
			$id = is_scalar( $request['id'] ) ? (int) $request['id'] : 0;
			$this->delete( $id, is_scalar( $request['order_id'] ) ? (int) $request['order_id'] : self::order_of( $refund ) );
		}
	}

	private function delete( int $id, int $order_id ): void {
		if ( $id < 1 || isset( $this->deleted[ $id ] ) || $this->rows->is_leaving( $order_id ) ) {
			return;
		}
		$this->deleted[ $id ] = true;
		$order                = wc_get_order( $order_id );
		if ( $this->rows->tells( $order ) ) {
			$this->rows->step( 'refund_deleted', $order, array( 'refund_id' => (string) $id ) );
		}
	}

	private static function order_of( mixed $refund ): int {
		return $refund instanceof \WC_Order_Refund ? $refund->get_parent_id() : 0;
	}
}
