<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Renamed categories, tags, brands, shipping classes, attributes and their terms: they stand in the representation of every
 * product that has them, and WooCommerce calls none of these changed. A deleted term is taken from each product by WordPress itself.
 */
final class TermEvents implements Registerable {
	private const TAXONOMIES = array( 'product_cat', 'product_tag', 'product_brand', 'product_shipping_class', 'product_type', 'product_visibility' );

	/** @var array<int, string> Name and slug before, by term. */
	private array $before = array();
	/** @var array<string, true> */
	private array $attributes = array();
	/** @var list<int> */
	private array $bare = array();

	public function __construct( private readonly ManyProducts $many ) {}

	public function register(): void {
		Hook::on( 'edit_terms', array( $this, 'begin' ) );
		// After WooCommerce has written a new slug into the variations.
		Hook::on( 'edited_term', array( $this, 'end' ), 99 );
		Hook::on( 'delete_term', array( $this, 'delete' ) );
		Hook::on( 'woocommerce_attribute_updated', array( $this, 'change_attribute' ) );
		Hook::on( 'wc_schedule_update_product_default_cat', array( $this, 'begin_default' ), PHP_INT_MIN );
		Hook::on( 'wc_schedule_update_product_default_cat', array( $this, 'end_default' ), PHP_INT_MAX );
		Hook::on( 'shutdown', array( $this, 'finish' ), 9998 );
	}

	/**
	 * Whether products show the terms of it.
	 */
	public static function shows( string $taxonomy ): bool {
		return in_array( $taxonomy, self::TAXONOMIES, true ) || self::is_of_attribute( $taxonomy );
	}

	public function begin( mixed $term_id, string $taxonomy ): void {
		if ( self::shows( $taxonomy ) ) {
			$this->before[ (int) $term_id ] = self::text( (int) $term_id, $taxonomy );
		}
	}

	public function end( mixed $id, mixed $taxonomy_id, string $taxonomy ): void {
		$term_id = (int) $id;
		$before  = $this->before[ $term_id ] ?? null;
		unset( $this->before[ $term_id ] );
		if ( null === $before || self::text( $term_id, $taxonomy ) === $before ) {
			return;
		}
		$this->many->with_term( (int) $taxonomy_id );
		if ( 'product_shipping_class' === $taxonomy ) {
			$this->many->variations_below( (int) $taxonomy_id );
		} elseif ( self::is_of_attribute( $taxonomy ) ) {
			$term = get_term( $term_id, $taxonomy );
			$this->many->variations_with( 'attribute_' . $taxonomy, $term instanceof \WP_Term ? $term->slug : '' );
		}
	}

	/**
	 * WordPress has taken it from the products; their variations show it too.
	 *
	 * @param array<int|string> $products
	 */
	public function delete( mixed $term_id, mixed $taxonomy_id, string $taxonomy, mixed $term = null, array $products = array() ): void {
		if ( 'product_shipping_class' === $taxonomy || self::is_of_attribute( $taxonomy ) ) {
			$this->many->variations_of( ...array_map( 'intval', array_values( $products ) ) );
		}
	}

	/**
	 * @param array<string, mixed> $data
	 */
	public function change_attribute( mixed $id, array $data, mixed $old_slug = '' ): void {
		$this->attributes[ 'pa_' . (string) ( $data['attribute_name'] ?? '' ) ] = true;
		$this->attributes[ 'pa_' . (string) $old_slug ]                         = true;
	}

	/**
	 * WooCommerce is about to put the products without a category into the default one, by a statement that names none.
	 */
	public function begin_default(): void {
		$this->bare = $this->many->without_category();
	}

	public function end_default(): void {
		$this->many->these( ...$this->bare );
		$this->bare = array();
	}

	/**
	 * Only now: WooCommerce announces an attribute's change before it has carried it through.
	 */
	public function finish(): void {
		foreach ( array_keys( $this->attributes ) as $taxonomy ) {
			$this->many->with_taxonomy( $taxonomy );
		}
		$this->attributes = array();
	}

	private static function is_of_attribute( string $taxonomy ): bool {
		return str_starts_with( $taxonomy, 'pa_' );
	}

	private static function text( int $term_id, string $taxonomy ): string {
		$term = get_term( $term_id, $taxonomy );
		return $term instanceof \WP_Term ? $term->name . "\n" . $term->slug : '';
	}
}
