<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Orders: made, changed, paid, moved from one status to the next, trashed, restored and deleted.
 */
final class OrderEvents implements Registerable {
	/** @var array<int, true> Orders that are being saved as paid, by id; by object below zero while they have none. */
	private array $paying = array();
	/** @var array<int, true> Drafts that are being made, by object. */
	private array $making = array();
	/** @var array<int, true> Drafts that this request has made. */
	private array $drafts = array();
	/** @var array<int, true> Orders whose payment was told and is about to be announced. */
	private array $paid = array();

	public function __construct( private readonly OrderRows $rows ) {}

	public function register(): void {
		Hook::on( 'woocommerce_new_order', fn ( mixed $id, mixed $order = null ) => $this->rows->changed( $order, true ) );
		Hook::on( 'woocommerce_update_order', fn ( mixed $id, mixed $order = null ) => $this->rows->changed( $order ) );
		// Before anyone else moves the order on from here, so that steps stand in their order.
		Hook::on( 'woocommerce_order_status_changed', $this->change_status( ... ), PHP_INT_MIN );
		Hook::on( 'woocommerce_before_order_object_save', $this->prepare( ... ), PHP_INT_MAX );
		Hook::on( 'woocommerce_after_order_object_save', $this->save( ... ), PHP_INT_MIN );
		Hook::on( 'woocommerce_pre_payment_complete', $this->expect_payment( ... ) );
		Hook::on( 'woocommerce_payment_complete', $this->pay( ... ), PHP_INT_MIN );
		$this->register_edits();
		foreach ( array( 'woocommerce_before_trash_order', 'woocommerce_before_delete_order' ) as $name ) {
			Hook::on( $name, fn ( mixed $id, mixed $order = null ) => $this->rows->leaves( $order ) );
		}
		Hook::on( 'woocommerce_trash_order', fn ( mixed $id ) => $this->rows->went( (int) $id, 'trashed' ) );
		Hook::on( 'woocommerce_delete_order', fn ( mixed $id ) => $this->rows->went( (int) $id, 'deleted' ) );
		Hook::on( 'woocommerce_untrash_order', $this->restore( ... ) );
	}

	private function register_edits(): void {
		Hook::on( 'woocommerce_removed_order_items', fn ( mixed $order ) => $this->rows->changed( $order ) );
		Hook::on( 'woocommerce_ajax_order_items_added', fn ( mixed $items, mixed $order = null ) => $this->rows->changed( $order ) );
		Hook::on( 'woocommerce_ajax_order_items_removed', fn ( mixed $item_id, mixed $item = null, mixed $stock = null, mixed $order = null ) => $this->rows->changed( $order ) );
	}

	private function change_status( mixed $id, mixed $from = '', mixed $to = '', mixed $order = null ): void {
		$order = $order instanceof \WC_Order ? $order : wc_get_order( (int) $id );
		$from  = self::plain( $from );
		$to    = self::plain( $to );
		$is_new_draft = OrderRows::is_draft( $to ) && ( OrderRows::is_draft( $from ) || isset( $this->drafts[ (int) $id ] ) );
		if ( ! $this->rows->owns( $order ) || $is_new_draft ) {
			return;
		}
		if ( 'trash' === $from ) {
			$this->rows->returned( $order->get_id() );
		}
		if ( 'trash' === $to ) {
			$this->rows->leaves( $order );
		}
		$is_new = OrderRows::is_draft( $from );
		$this->rows->changed( $order, $is_new );
		// That a draft is placed is told by its creation.
		if ( ! $is_new || 'pending' !== $to ) {
			$this->rows->step( 'status_changed', $order, array( 'from' => $from, 'to' => $to ) );
		}
		if ( 'trash' === $to ) {
			$this->rows->went( $order->get_id(), 'trashed' );
		}
	}

	/**
	 * An order is paid when it gets its date of payment, by whatever way: the gateway, a status of the order screen, REST.
	 */
	private function prepare( mixed $order ): void {
		if ( $order instanceof \WC_Order && 0 === $order->get_id() && OrderRows::is_draft( $order->get_status( 'edit' ) ) ) {
			$this->making[ spl_object_id( $order ) ] = true;
		}
		if ( $order instanceof \WC_Order && array_key_exists( 'date_paid', $order->get_changes() ) ) {
			$before = $order->get_base_data();
			if ( empty( $before['date_paid'] ) ) {
				$this->paying[ $order->get_id() > 0 ? $order->get_id() : -spl_object_id( $order ) ] = true;
			}
		}
	}

	private function save( mixed $order ): void {
		if ( ! $order instanceof \WC_Order ) {
			return;
		}
		if ( isset( $this->making[ spl_object_id( $order ) ] ) ) {
			unset( $this->making[ spl_object_id( $order ) ] );
			$this->drafts[ $order->get_id() ] = true;
		}
		$is_paid = isset( $this->paying[ $order->get_id() ] ) || isset( $this->paying[ -spl_object_id( $order ) ] );
		unset( $this->paying[ $order->get_id() ], $this->paying[ -spl_object_id( $order ) ] );
		if ( $is_paid && $this->rows->tells( $order ) ) {
			$this->paid[ $order->get_id() ] = true;
			$this->rows->step( 'paid', $order, OrderFacts::payment( $order ) );
		}
	}

	private function expect_payment( mixed $id ): void {
		unset( $this->paid[ (int) $id ] );
	}

	/**
	 * One that was paid before, failed, and is paid again keeps its date.
	 */
	private function pay( mixed $id ): void {
		if ( isset( $this->paid[ (int) $id ] ) ) {
			unset( $this->paid[ (int) $id ] );
			return;
		}
		$order = wc_get_order( (int) $id );
		if ( $this->rows->tells( $order ) ) {
			$this->rows->step( 'paid', $order, OrderFacts::payment( $order ) );
		}
	}

	private function restore( mixed $id ): void {
		if ( $this->rows->tells( wc_get_order( (int) $id ) ) ) {
			$this->rows->returned( (int) $id );
		}
	}

	private static function plain( mixed $status ): string {
		$status = is_scalar( $status ) ? (string) $status : '';
		return str_starts_with( $status, 'wc-' ) ? substr( $status, 3 ) : $status;
	}
}
