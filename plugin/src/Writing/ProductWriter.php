<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Products and variations, without the stock of those that exist.
 */
final class ProductWriter implements Writer {
	public function does(): array {
		return array( 'product.update', 'product.create', 'product.delete', 'variation.update', 'variation.create', 'variation.delete' );
	}

	public function write( Write $write, bool $is_repeat ): Outcome {
		return match ( $write->action ) {
			'create' => $this->create( $write, $is_repeat ),
			'delete' => $this->delete( $write, $is_repeat ),
			default  => $this->update( $write, $write->id, $is_repeat ),
		};
	}

	private function update( Write $write, int $id, bool $is_repeat ): Outcome {
		$path = self::path( $write->kind, $id );
		if ( array_key_exists( 'stock_quantity', $write->data ) && 'update' === $write->action ) {
			throw Refusal::refused( 'stock_apart', 'The stock of what exists is written by set_stock' );
		}
		if ( 'trash' === get_post_status( $id ) && ! isset( $write->data['status'] ) ) {
			throw Refusal::in_trash( $write->kind, $id );
		}
		$present = ShopRest::read( $path, 'edit' );
		if ( Likeness::holds( $write->data, $present ) ) {
			return Outcome::as_asked( $write, $id, $is_repeat );
		}
		Expected::check( $write, $present );
		ShopRest::call( 'PUT', $path, $write->data );
		return Outcome::written( $write, $id );
	}

	private function create( Write $write, bool $is_repeat ): Outcome {
		if ( 0 !== $write->id ) {
			throw Refusal::refused( 'invalid_write', 'The shop gives the id of what is created' );
		}
		if ( 'variation' === $write->kind ) {
			self::parent( $write->parent_id );
		}
		$made = $is_repeat ? NewPost::find( $write ) : null;
		if ( null !== $made ) {
			$outcome = $this->update( $write, $made, true );
			NewPost::settle( $write, $made );
			return $outcome;
		}
		$path = 'variation' === $write->kind ? "/products/{$write->parent_id}/variations" : '/products';
		$data = NewPost::marked( $write, static fn (): array => ShopRest::call( 'POST', $path, $write->data ) );
		$id   = (int) ( $data['id'] ?? 0 );
		if ( 0 === $id ) {
			throw new Refusal( Refusal::FAILED, 'woocommerce_error', 'WooCommerce did not say what it created' );
		}
		NewPost::settle( $write, $id );
		return Outcome::written( $write, $id );
	}

	private function delete( Write $write, bool $is_repeat ): Outcome {
		$write->only( array( 'force' ) );
		try {
			$path = self::path( $write->kind, $write->id );
		} catch ( Refusal $gone ) {
			return $is_repeat ? Outcome::written( $write ) : throw $gone;
		}
		$is_final = true === ( $write->data['force'] ?? false );
		if ( 'trash' === get_post_status( $write->id ) && ! $is_final ) {
			return Outcome::as_asked( $write, $write->id, $is_repeat );
		}
		if ( null !== $write->expected ) {
			Expected::check( $write, ShopRest::read( $path, 'edit' ) );
		}
		ShopRest::delete( $path, $is_final );
		return Outcome::written( $write );
	}

	/**
	 * @throws Refusal
	 */
	private static function path( string $kind, int $id ): string {
		if ( 'variation' !== $kind ) {
			return 'product' === get_post_type( $id ) ? "/products/$id" : throw Refusal::gone( $kind, $id );
		}
		$product = 'product_variation' === get_post_type( $id ) ? wp_get_post_parent_id( $id ) : 0;
		return 0 !== (int) $product ? "/products/$product/variations/$id" : throw Refusal::gone( $kind, $id );
	}

	private static function parent( int $id ): void {
		$product = 'product' === get_post_type( $id ) ? wc_get_product( $id ) : null;
		if ( ! $product instanceof \WC_Product ) {
			throw Refusal::gone( 'product', $id );
		}
		if ( ! $product->is_type( array( 'variable', 'variable-subscription' ) ) ) {
			throw Refusal::refused( 'parent_not_variable', "Product $id has no variations" );
		}
	}
}
