<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Capture\Customers;

defined( 'ABSPATH' ) || exit;

/**
 * Which things there are, as the database says it: one sentence of SQL for each kind, so that what is listed, counted, marked and
 * represented is the same. The thing's own row has the alias `t`.
 */
final class Existing {
	public const KINDS = array( 'product', 'variation', 'order', 'customer', 'subscription' );

	private const NO_PRODUCT = "'trash', 'auto-draft', 'importing'";
	private const NO_ORDER   = "'auto-draft', 'draft', 'checkout-draft', 'wc-checkout-draft', 'new'";

	/**
	 * @return string `FROM … WHERE …`, to which more conditions may be added with AND.
	 * @throws \InvalidArgumentException Where there is no such kind.
	 */
	public static function from( string $kind ): string {
		global $wpdb;
		switch ( $kind ) {
			case 'product':
				return "FROM {$wpdb->posts} t WHERE t.post_type = 'product' AND t.post_status NOT IN (" . self::NO_PRODUCT . ')';
			case 'variation':
				return "FROM {$wpdb->posts} t WHERE t.post_type = 'product_variation' AND t.post_status NOT IN (" . self::NO_PRODUCT . ")
					AND EXISTS (SELECT 1 FROM {$wpdb->posts} above WHERE above.ID = t.post_parent AND above.post_type = 'product' AND above.post_status NOT IN (" . self::NO_PRODUCT . '))';
			case 'order':
				return self::orders( 'shop_order', "'trash', " . self::NO_ORDER );
			case 'subscription':
				return self::orders( 'shop_subscription', self::NO_ORDER );
			case 'customer':
				return "FROM {$wpdb->users} t WHERE " . self::is_customer();
		}
		throw new \InvalidArgumentException( 'There is no such kind' );
	}

	/**
	 * @param string $time UTC, `Y-m-d H:i:s`.
	 * @return string A condition: the database says that it was changed at that time or later.
	 */
	public static function is_changed_since( string $kind, string $time ): string {
		global $wpdb;
		if ( 'customer' === $kind ) {
			$seconds = (int) strtotime( "$time UTC" );
			return $wpdb->prepare( "(t.user_registered >= %s OR EXISTS (SELECT 1 FROM %i u WHERE u.user_id = t.ID AND u.meta_key = 'last_update' AND u.meta_value + 0 >= %d))", $time, $wpdb->usermeta, $seconds );
		}
		$column = ( 'order' === $kind || 'subscription' === $kind ) && self::has_order_tables() ? 'date_updated_gmt' : 'post_modified_gmt';
		return $wpdb->prepare( 't.%i >= %s', $column, $time );
	}

	/**
	 * @phpstan-impure
	 */
	public static function is( string $kind, int $id ): bool {
		$rows = Query::rows( 'SELECT t.ID AS id ' . self::from( $kind ) . ' AND t.ID = ' . $id );
		return array() !== self::told( $kind, array_map( static fn ( array $row ): int => (int) $row['id'], $rows ) );
	}

	/**
	 * Leaves out whom a filter of the shop's does not count among the customers.
	 *
	 * @param list<int> $ids
	 * @return list<int>
	 */
	public static function told( string $kind, array $ids ): array {
		if ( 'customer' !== $kind || false === has_filter( 'passerelle_is_customer' ) ) {
			return $ids;
		}
		cache_users( $ids );
		$is_told = static function ( int $id ): bool {
			$user = get_userdata( $id );
			return false !== $user && Customers::is_customer( $user );
		};
		return array_values( array_filter( $ids, $is_told ) );
	}

	/**
	 * Whether orders have tables of their own.
	 */
	public static function has_order_tables(): bool {
		$util = '\Automattic\WooCommerce\Utilities\OrderUtil';
		return class_exists( $util ) && $util::custom_orders_table_usage_is_enabled();
	}

	/**
	 * @return string The name under which a user's role in this shop is kept.
	 */
	public static function role_key(): string {
		global $wpdb;
		return $wpdb->get_blog_prefix() . 'capabilities';
	}

	/**
	 * As Customers::is_customer says it.
	 */
	private static function is_customer(): string {
		global $wpdb;
		$roles = array_keys( wp_roles()->roles );
		$staff = array_filter( $roles, static fn ( string $role ): bool => ! Customers::are_of_customers( array( $role ) ) );
		$named = self::any_of( $roles, '' );
		$works = self::any_of( array( ...$staff, ...Customers::OF_STAFF ), ';b:1' );
		return $wpdb->prepare( '(EXISTS (SELECT 1 FROM %i c WHERE c.user_id = t.ID AND c.meta_key = %s', $wpdb->usermeta, self::role_key() ) . " AND $named AND NOT $works)"
			. $wpdb->prepare( " OR EXISTS (SELECT 1 FROM %i b WHERE b.user_id = t.ID AND b.meta_key = 'paying_customer' AND b.meta_value = '1'))", $wpdb->usermeta );
	}

	/**
	 * @param array<string> $words Of a user's stored capabilities.
	 */
	private static function any_of( array $words, string $rest ): string {
		global $wpdb;
		$found = array_map( static fn ( string $word ): string => $wpdb->prepare( 'c.meta_value LIKE %s', '%' . $wpdb->esc_like( '"' . $word . '"' . $rest ) . '%' ), $words );
		return array() === $found ? '(1 = 0)' : '(' . implode( ' OR ', $found ) . ')';
	}

	private static function orders( string $type, string $statuses ): string {
		global $wpdb;
		return self::has_order_tables()
			? "FROM {$wpdb->prefix}wc_orders t WHERE t.type = '$type' AND t.status NOT IN ($statuses)"
			: "FROM {$wpdb->posts} t WHERE t.post_type = '$type' AND t.post_status NOT IN ($statuses)";
	}
}
