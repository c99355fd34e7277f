<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Stock: a difference (`delta`), or a quantity together with the one it replaces. WooCommerce's own function does it, and in the
 * statement by which it changes the number it also notes that this write has had its effect, so that neither a customer who buys
 * at the same moment nor a call that is killed and repeated makes it wrong.
 */
final class StockWriter implements Writer {
	public function does(): array {
		return array( 'product.set_stock', 'variation.set_stock' );
	}

	public function write( Write $write, bool $is_repeat ): Outcome {
		$write->only( array( 'stock_quantity', 'delta' ) );
		$product = $this->product( $write );
		$outcome = Outcome::written( $write );
		if ( $is_repeat && null !== Once::effect( $write ) ) {
			// What follows the change of the number may not have happened, the status of the stock above all.
			wc_update_product_stock( $product, 0, 'increase' );
			return $outcome;
		}
		$delta = $write->data['delta'] ?? null;
		if ( null !== $delta ) {
			$amount = self::amount( $delta, 'delta' );
			if ( isset( $write->data['stock_quantity'] ) ) {
				throw Refusal::refused( 'invalid_write', 'Either delta or stock_quantity' );
			}
			if ( null === $product->get_stock_quantity( 'edit' ) ) {
				throw Refusal::refused( 'stock_unknown', 'The shop does not know the quantity, so nothing can be added to it' );
			}
			self::change( $write, $product, abs( $amount ), $amount < 0 ? 'decrease' : 'increase', 'm.meta_value + %f', $amount, '1 = 1' );
			return $outcome;
		}
		return $this->replace( $write, $product ) ?? $outcome;
	}

	private function replace( Write $write, \WC_Product $product ): ?Outcome {
		global $wpdb;
		$amount = self::amount( $write->data['stock_quantity'] ?? null, 'stock_quantity' );
		if ( null === $write->expected || array( 'stock_quantity' ) !== array_keys( $write->expected ) ) {
			throw Refusal::refused( 'expected_missing', 'A quantity is written only together with the one it replaces, as expected.stock_quantity' );
		}
		$before = $write->expected['stock_quantity'];
		if ( null === $before ) {
			// WooCommerce would put a 0 where there is no row yet.
			add_post_meta( $product->get_id(), '_stock', '', true );
			$still = "COALESCE(m.meta_value, '') = ''";
		} else {
			$before = self::amount( $before, 'expected.stock_quantity' );
			if ( null === $product->get_stock_quantity( 'edit' ) ) {
				throw self::conflict();
			}
			$still  = $wpdb->prepare( "COALESCE(m.meta_value, '') <> '' AND CAST(m.meta_value AS DECIMAL(30,6)) = CAST(%f AS DECIMAL(30,6))", $before );
		}
		self::change( $write, $product, $amount, 'set', '%f', $amount, $still );
		return $before === $amount ? Outcome::as_asked( $write, $write->id, false ) : null;
	}

	/**
	 * @param float  $amount As WooCommerce is told.
	 * @param string $value SQL of the new value, with a place for $given.
	 * @param string $still SQL of what must hold.
	 */
	private static function change( Write $write, \WC_Product $product, float $amount, string $operation, string $value, float $given, string $still ): void {
		$swap = static function ( string $sql, int|string $id ) use ( $write, $value, $given, $still ): string {
			global $wpdb;
			$wpdb->query( $wpdb->prepare( "UPDATE %i m JOIN %i w ON w.write_key = %s SET m.meta_value = $value, w.entity_id = %d WHERE m.post_id = %d AND m.meta_key = '_stock' AND w.entity_id IS NULL AND $still", $wpdb->postmeta, Schema::writes(), $write->key, $given, $id, $id ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
			if ( null === Once::effect( $write ) ) {
				throw self::conflict();
			}
			return 'DO 0';
		};
		add_filter( 'woocommerce_update_product_stock_query', $swap, PHP_INT_MAX, 2 );
		try {
			wc_update_product_stock( $product, $amount, $operation ); // @phpstan-ignore argument.type (shops may sell fractions)
		} finally {
			remove_filter( 'woocommerce_update_product_stock_query', $swap, PHP_INT_MAX );
		}
	}

	private static function conflict(): Refusal {
		return new Refusal( Refusal::CONFLICT, 'expectation_failed', 'The stock is no longer what was expected' );
	}

	private function product( Write $write ): \WC_Product {
		$type    = 'variation' === $write->kind ? 'product_variation' : 'product';
		$product = get_post_type( $write->id ) === $type ? wc_get_product( $write->id ) : null;
		if ( ! $product instanceof \WC_Product ) {
			throw Refusal::gone( $write->kind, $write->id );
		}
		if ( 'trash' === $product->get_status() ) {
			throw Refusal::in_trash( $write->kind, $write->id );
		}
		if ( ! $product->managing_stock() ) {
			throw Refusal::refused( 'stock_not_managed', 'The shop does not count the stock of this product' );
		}
		$counted = $product->get_stock_managed_by_id();
		return $counted === $product->get_id() ? $product : throw Refusal::refused( 'stock_of_parent', "The stock is that of product $counted" );
	}

	private static function amount( mixed $value, string $name ): float {
		if ( ! is_int( $value ) && ! is_float( $value ) ) {
			throw Refusal::refused( 'invalid_write', "$name is a number" );
		}
		if ( (float) wc_stock_amount( $value ) !== (float) $value ) {
			throw Refusal::refused( 'invalid_write', "$name is a number of the kind the shop counts in, and this one counts whole pieces" );
		}
		return (float) $value;
	}
}
