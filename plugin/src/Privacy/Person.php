<?php

declare( strict_types=1 );

namespace Passerelle\Privacy;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * The orders, subscriptions and the account of a person, by e-mail address: those that the shop holds, and those that the outbox
 * still speaks of, which may have been made anonymous or be gone by now.
 */
final class Person {
	/**
	 * @return array{order: list<int>, subscription: list<int>, customer: list<int>}
	 */
	public static function things( string $email ): array {
		$user   = get_user_by( 'email', $email );
		$things = array( 'order' => array(), 'subscription' => array(), 'customer' => $user instanceof \WP_User ? array( $user->ID ) : array() );
		foreach ( self::of_the_outbox( $email ) as $row ) {
			if ( isset( $things[ $row->kind ] ) ) {
				$things[ $row->kind ][] = (int) $row->entity_id;
			}
		}
		$who                    = array( $email, ...$things['customer'] );
		$things['order']        = array( ...$things['order'], ...self::of_the_shop( 'shop_order', $who ) );
		$things['subscription'] = array( ...$things['subscription'], ...self::of_the_shop( 'shop_subscription', $who ) );
		return array_map( static fn ( array $ids ): array => array_values( array_unique( $ids ) ), $things );
	}

	/**
	 * @param list<string|int> $who
	 * @return list<int>
	 */
	private static function of_the_shop( string $type, array $who ): array {
		if ( ! function_exists( 'wc_get_orders' ) || ( 'shop_order' !== $type && ! post_type_exists( $type ) ) ) {
			return array();
		}
		$found = wc_get_orders( array( 'type' => $type, 'customer' => $who, 'return' => 'ids', 'limit' => -1, 'status' => 'any' ) );
		return array_values( array_map( 'intval', (array) $found ) );
	}

	/**
	 * @return list<\stdClass> With kind and entity_id.
	 */
	private static function of_the_outbox( string $email ): array {
		global $wpdb;
		// As it stands in JSON, whatever the case it was typed in.
		$text = '%' . $wpdb->esc_like( trim( (string) wp_json_encode( $email, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) ) ) . '%';
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT DISTINCT kind, entity_id FROM %i WHERE kind IN ('order', 'subscription', 'customer') AND (payload LIKE %s OR facts LIKE %s)", Schema::outbox(), $text, $text ) );
		return array_values( (array) $rows );
	}
}
