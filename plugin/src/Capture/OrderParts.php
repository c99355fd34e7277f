<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Lines and meta of orders and subscriptions that are saved by themselves: their hooks name an id, and not what it is of.
 */
final class OrderParts implements Registerable {
	/** @var list<OrderRows> */
	private readonly array $all;

	public function __construct( OrderRows ...$all ) {
		$this->all = array_values( $all );
	}

	public function register(): void {
		foreach ( array( 'woocommerce_new_order_item', 'woocommerce_update_order_item' ) as $name ) {
			Hook::on( $name, fn ( mixed $item_id, mixed $item = null, mixed $id = 0 ) => $this->touch( (int) $id ) );
		}
		Hook::on( 'woocommerce_before_delete_order_item', fn ( mixed $item_id ) => $this->touch( (int) wc_get_order_id_by_order_item_id( (int) $item_id ) ) );
		Hook::on( 'woocommerce_saved_order_items', fn ( mixed $id ) => $this->touch( (int) $id ) );
		foreach ( array( 'added', 'updated', 'deleted' ) as $change ) {
			Hook::on( "{$change}_order_meta", fn ( mixed $meta_id, mixed $id = 0 ) => $this->touch( (int) $id ) );
			Hook::on( "{$change}_subscription_meta", fn ( mixed $meta_id, mixed $id = 0 ) => $this->touch( (int) $id ) );
		}
		// The last chance before the rows of the request are let go.
		Hook::on( 'shutdown', $this->finish( ... ), 9998 );
	}

	private function touch( int $id ): void {
		foreach ( $this->all as $rows ) {
			$rows->touch( $id );
		}
	}

	private function finish(): void {
		foreach ( $this->all as $rows ) {
			$rows->finish();
		}
	}
}
