<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Changes of products and variations: saved through WooCommerce, stock moved, sold, or a value written behind WooCommerce's back
 * that shows in the representation.
 */
final class ProductEvents implements Registerable {
	private const SAVED = array(
		'woocommerce_update_product',
		'woocommerce_update_product_variation',
		'woocommerce_updated_product_stock',
		'woocommerce_updated_product_sales',
		'woocommerce_updated_product_price',
		'woocommerce_product_set_stock_status',
		'woocommerce_variation_set_stock_status',
	);
	/** The values that WooCommerce keeps as meta and shows. */
	private const META = array(
		'_sku',
		'_global_unique_id',
		'_price',
		'_regular_price',
		'_sale_price',
		'_sale_price_dates_from',
		'_sale_price_dates_to',
		'total_sales',
		'_tax_status',
		'_tax_class',
		'_manage_stock',
		'_stock',
		'_stock_status',
		'_backorders',
		'_low_stock_amount',
		'_sold_individually',
		'_weight',
		'_length',
		'_width',
		'_height',
		'_upsell_ids',
		'_crosssell_ids',
		'_children',
		'_purchase_note',
		'_default_attributes',
		'_product_attributes',
		'_virtual',
		'_downloadable',
		'_downloadable_files',
		'_download_limit',
		'_download_expiry',
		'_product_url',
		'_button_text',
		'_thumbnail_id',
		'_product_image_gallery',
		'_variation_description',
		'_wc_average_rating',
		'_wc_review_count',
		'_wc_rating_count',
		'_cogs_total_value',
	);
	/** What a variation shows of its product where it has nothing of its own. */
	private const INHERITED = array( 'slug', 'sku', 'weight', 'length', 'width', 'height', 'tax_class', 'manage_stock', 'stock_quantity', 'stock_status', 'backorders', 'image_id', 'shipping_class_id', 'attributes' );

	/** @var array<string, int>|null Positions by meta key. */
	private ?array $meta = null;
	/** @var array<int, true> Products whose variations change when they are saved. */
	private array $heirs = array();

	public function __construct( private readonly Catalogue $catalogue, private readonly ManyProducts $many ) {}

	public function register(): void {
		foreach ( self::SAVED as $hook ) {
			Hook::on( $hook, array( $this, 'change' ) );
		}
		Hook::on( 'woocommerce_new_product', array( $this, 'create' ) );
		Hook::on( 'woocommerce_new_product_variation', array( $this, 'create' ) );
		Hook::on( 'woocommerce_product_set_stock', array( $this, 'move_stock' ) );
		Hook::on( 'woocommerce_variation_set_stock', array( $this, 'move_stock' ) );
		Hook::on( 'woocommerce_before_product_object_save', array( $this, 'begin_save' ), PHP_INT_MAX );
		Hook::on( 'woocommerce_after_product_object_save', array( $this, 'end_save' ) );
		Hook::on( 'woocommerce_after_product_ordering', array( $this, 'reorder' ) );
		foreach ( array( 'added_post_meta', 'updated_post_meta', 'deleted_post_meta' ) as $hook ) {
			Hook::on( $hook, array( $this, 'change_meta' ) );
		}
		Hook::on( 'set_object_terms', array( $this, 'set_terms' ) );
		Hook::on( 'deleted_term_relationships', array( $this, 'remove_terms' ) );
	}

	public function change( mixed $id ): void {
		$this->catalogue->changed( (int) $id );
	}

	public function create( mixed $id ): void {
		$this->catalogue->changed( (int) $id, true );
	}

	public function move_stock( \WC_Product $product ): void {
		$this->catalogue->changed( $product->get_id() );
		if ( self::has_variations( $product ) && true === $product->get_manage_stock() && ! array_key_exists( 'stock_quantity', $product->get_changes() ) ) {
			$this->many->variations_of( $product->get_id() );
		}
	}

	public function begin_save( \WC_Product $product ): void {
		if ( $product->get_id() > 0 && self::has_variations( $product ) && array() !== array_intersect( self::INHERITED, array_keys( $product->get_changes() ) ) ) {
			$this->heirs[ $product->get_id() ] = true;
		}
	}

	public function end_save( \WC_Product $product ): void {
		if ( isset( $this->heirs[ $product->get_id() ] ) ) {
			unset( $this->heirs[ $product->get_id() ] );
			$this->many->variations_of( $product->get_id() );
		}
	}

	/**
	 * @param array<int, int> $orders New places by product: WooCommerce moves the others too, without saving any.
	 */
	public function reorder( mixed $id, array $orders = array() ): void {
		foreach ( array_unique( array( (int) $id, ...array_keys( $orders ) ) ) as $moved ) {
			$this->catalogue->changed( $moved );
		}
	}

	public function change_meta( mixed $meta_id, mixed $id, mixed $key ): void {
		/**
		 * More meta keys of products whose change is worth telling when nothing but `update_post_meta` announces it.
		 *
		 * @param list<string> $keys
		 */
		$this->meta ??= array_flip( (array) apply_filters( 'passerelle_product_meta_keys', self::META ) );
		if ( is_string( $key ) && ( isset( $this->meta[ $key ] ) || str_starts_with( $key, 'attribute_' ) ) ) {
			$this->catalogue->changed( (int) $id );
		}
	}

	/**
	 * @param array<int|string> $now Ids in the taxonomy.
	 * @param array<int|string> $before
	 */
	public function set_terms( mixed $id, mixed $terms, array $now, string $taxonomy, mixed $adds, array $before ): void {
		if ( TermEvents::shows( $taxonomy ) && ( array() !== array_diff( $now, $before ) || ( ! $adds && array() !== array_diff( $before, $now ) ) ) ) {
			$this->catalogue->changed( (int) $id );
		}
	}

	public function remove_terms( mixed $id, mixed $removed, string $taxonomy ): void {
		if ( TermEvents::shows( $taxonomy ) ) {
			$this->catalogue->changed( (int) $id );
		}
	}

	private static function has_variations( \WC_Product $product ): bool {
		return str_starts_with( $product->get_type(), 'variable' );
	}
}
