<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

defined( 'ABSPATH' ) || exit;

/**
 * Of what a mark is made: expressions of SQL for each kind, over the row `t` of Existing. What only counts visits, sales or
 * sessions is left out.
 */
final class Looks {
	private const PRODUCT_META = array(
		'_sku',
		'_global_unique_id',
		'_price',
		'_regular_price',
		'_sale_price',
		'_sale_price_dates_from',
		'_sale_price_dates_to',
		'_manage_stock',
		'_stock',
		'_stock_status',
		'_backorders',
		'_tax_status',
		'_tax_class',
		'_weight',
		'_length',
		'_width',
		'_height',
		'_virtual',
		'_downloadable',
		'_thumbnail_id',
		'_product_image_gallery',
		'_product_attributes',
		'_children',
		'_upsell_ids',
		'_crosssell_ids',
		'_product_url',
		'_button_text',
	);
	private const PARENT_META  = array( '_sku', '_manage_stock', '_stock', '_stock_status', '_backorders', '_tax_class', '_weight', '_length', '_width', '_height', '_thumbnail_id', '_product_attributes' );
	private const SUBSCRIPTION = '^_(subscription|schedule|billing|requires_manual|suspension|failed_renewal|trial)_';
	private const NO_CACHES    = '^_subscription_(resubscribe|switch)_order_ids_cache$';

	/**
	 * @return list<string>
	 * @throws \InvalidArgumentException Where there is no such kind.
	 */
	public static function of( string $kind ): array {
		switch ( $kind ) {
			case 'product':
				return array( ...self::post(), self::product_meta( 't.ID', self::PRODUCT_META, '^_subscription_' ), self::terms( 't.ID', '' ) );
			case 'variation':
				return array(
					...self::post(),
					self::product_meta( 't.ID', self::PRODUCT_META, '^(attribute|_subscription)_' ),
					self::product_meta( 't.post_parent', self::PARENT_META, '^$' ),
					self::terms( 't.post_parent', "AND x.taxonomy LIKE 'pa\\_%'" ),
				);
			case 'order':
			case 'subscription':
				return array( ...( Existing::has_order_tables() ? self::order() : self::order_post() ), ...self::lines() );
			case 'customer':
				return self::user();
		}
		throw new \InvalidArgumentException( 'There is no such kind' );
	}

	/**
	 * @return list<string>
	 */
	private static function post(): array {
		return array( 't.post_modified_gmt', 't.post_status', 't.post_parent', 't.post_name', 't.menu_order', 'CRC32(t.post_title)', 'CRC32(t.post_excerpt)', 'CRC32(t.post_content)' );
	}

	/**
	 * @param list<string> $keys
	 * @param string       $more A regular expression of further keys.
	 */
	private static function product_meta( string $id, array $keys, string $more ): string {
		global $wpdb;
		return self::sum( array( 'm.meta_key', 'm.meta_value' ), "{$wpdb->postmeta} m WHERE m.post_id = $id AND (m.meta_key IN ('" . implode( "', '", $keys ) . "') OR m.meta_key REGEXP '$more')" );
	}

	private static function terms( string $id, string $which ): string {
		global $wpdb;
		return self::sum(
			array( 'x.taxonomy', 'x.term_taxonomy_id', 'n.name', 'n.slug' ),
			"{$wpdb->term_relationships} r JOIN {$wpdb->term_taxonomy} x ON x.term_taxonomy_id = r.term_taxonomy_id JOIN {$wpdb->terms} n ON n.term_id = x.term_id
			WHERE r.object_id = $id AND n.slug NOT LIKE 'rated-%' $which"
		);
	}

	/**
	 * @return list<string>
	 */
	private static function order(): array {
		global $wpdb;
		$orders = $wpdb->prefix . 'wc_order';
		return array(
			't.date_updated_gmt',
			't.status',
			't.currency',
			't.total_amount',
			't.tax_amount',
			't.customer_id',
			't.parent_order_id',
			't.date_created_gmt',
			self::crc( array( 't.billing_email', 't.payment_method', 't.payment_method_title', 't.transaction_id', 't.customer_note' ) ),
			self::sum( array( 'a.address_type', 'a.first_name', 'a.last_name', 'a.company', 'a.address_1', 'a.address_2', 'a.city', 'a.state', 'a.postcode', 'a.country', 'a.email', 'a.phone' ), "{$orders}_addresses a WHERE a.order_id = t.id" ),
			self::sum( array( 'o.date_paid_gmt', 'o.date_completed_gmt', 'o.shipping_total_amount', 'o.shipping_tax_amount', 'o.discount_total_amount', 'o.discount_tax_amount' ), "{$orders}_operational_data o WHERE o.order_id = t.id" ),
			self::sum( array( 'r.id', 'r.total_amount' ), "{$orders}s r WHERE r.parent_order_id = t.id AND r.type = 'shop_order_refund' AND r.status <> 'trash'" ),
			self::sum( array( 'm.meta_key', 'm.meta_value' ), "{$orders}s_meta m WHERE m.order_id = t.id AND m.meta_key REGEXP '" . self::SUBSCRIPTION . "' AND m.meta_key NOT REGEXP '" . self::NO_CACHES . "'" ),
		);
	}

	/**
	 * @return list<string>
	 */
	private static function order_post(): array {
		global $wpdb;
		return array(
			...self::post(),
			self::sum( array( 'r.ID', 'r.post_modified_gmt' ), "{$wpdb->posts} r WHERE r.post_parent = t.ID AND r.post_type = 'shop_order_refund' AND r.post_status <> 'trash'" ),
			self::sum(
				array( 'm.meta_key', 'm.meta_value' ),
				"{$wpdb->postmeta} m WHERE m.post_id = t.ID AND (m.meta_key REGEXP '^_(order|shipping|customer|payment|transaction|date|cart|prices)_' OR m.meta_key REGEXP '" . self::SUBSCRIPTION . "')
				AND m.meta_key NOT REGEXP '" . self::NO_CACHES . "'"
			),
		);
	}

	/**
	 * The lines of an order, which may change without its date.
	 *
	 * @return list<string>
	 */
	private static function lines(): array {
		global $wpdb;
		$items = $wpdb->prefix . 'woocommerce_order_items';
		$metas = $wpdb->prefix . 'woocommerce_order_itemmeta';
		return array(
			self::sum( array( 'i.order_item_id', 'i.order_item_type', 'i.order_item_name' ), "$items i WHERE i.order_id = t.ID" ),
			self::sum( array( 'k.order_item_id', 'k.meta_key', 'k.meta_value' ), "$items j JOIN $metas k ON k.order_item_id = j.order_item_id WHERE j.order_id = t.ID" ),
		);
	}

	/**
	 * @return list<string>
	 */
	private static function user(): array {
		global $wpdb;
		$role = Existing::role_key();
		return array(
			self::crc( array( 't.user_login', 't.user_email', 't.display_name', 't.user_registered' ) ),
			self::sum(
				array( 'm.meta_key', 'm.meta_value' ),
				"{$wpdb->usermeta} m WHERE m.user_id = t.ID AND (m.meta_key IN ('first_name', 'last_name', 'last_update', 'paying_customer', '$role') OR m.meta_key REGEXP '^(billing|shipping)_')"
			),
		);
	}

	/**
	 * @param list<string> $columns
	 */
	private static function sum( array $columns, string $from ): string {
		return '(SELECT SUM(' . self::crc( $columns ) . ") FROM $from)";
	}

	/**
	 * @param list<string> $columns
	 */
	private static function crc( array $columns ): string {
		return "CRC32(CONCAT_WS('|', " . implode( ', ', array_map( static fn ( string $column ): string => "COALESCE($column, '-')", $columns ) ) . '))';
	}
}
