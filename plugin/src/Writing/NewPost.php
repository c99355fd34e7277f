<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Knows again what a create began before it was killed: while it is made, the post itself carries the key, from the INSERT on.
 */
final class NewPost {
	private const PREFIX = 'passerelle:';
	private const TYPES  = array(
		'product'   => 'product',
		'variation' => 'product_variation',
	);

	/**
	 * Only the first post of its type is the one: others are what other plugins make of it.
	 *
	 * @template T
	 * @param callable(): T $create
	 * @return T
	 */
	public static function marked( Write $write, callable $create ): mixed {
		$type      = self::TYPES[ $write->kind ];
		$mark      = self::PREFIX . $write->key;
		$is_signed = false;
		$sign      = static function ( array $post, array $given = array(), array $raw = array(), bool $is_update = false ) use ( $type, $mark, &$is_signed ): array {
			if ( $is_signed || $is_update || $type !== ( $post['post_type'] ?? '' ) ) {
				return $post;
			}
			$is_signed = true;
			return array_merge( $post, array( 'post_content_filtered' => wp_slash( $mark ) ) );
		};
		add_filter( 'wp_insert_post_data', $sign, PHP_INT_MAX, 4 );
		try {
			return $create();
		} finally {
			remove_filter( 'wp_insert_post_data', $sign, PHP_INT_MAX );
		}
	}

	public static function find( Write $write ): ?int {
		global $wpdb;
		$noted = Once::effect( $write );
		if ( null !== $noted ) {
			return $noted;
		}
		$id = $wpdb->get_var(
			$wpdb->prepare(
				'SELECT p.ID FROM %i p JOIN %i w ON w.write_key = %s WHERE p.post_type = %s AND p.post_content_filtered = %s AND p.post_date_gmt >= w.begun_at - INTERVAL 1 DAY LIMIT 1',
				$wpdb->posts,
				Schema::writes(),
				$write->key,
				self::TYPES[ $write->kind ],
				self::PREFIX . $write->key
			)
		);
		return null === $id ? null : (int) $id;
	}

	/**
	 * It is made: the key keeps its id, and the post is rid of the key. In this order, so that one of the two always knows.
	 */
	public static function settle( Write $write, int $id ): void {
		global $wpdb;
		Once::note_effect( $write, $id );
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET post_content_filtered = '' WHERE ID = %d AND post_content_filtered LIKE %s", $wpdb->posts, $id, $wpdb->esc_like( self::PREFIX ) . '%' ) );
		clean_post_cache( $id );
	}
}
