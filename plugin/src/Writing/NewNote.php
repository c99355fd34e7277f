<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Knows a note again that was written under a key: it stands in the comment itself, from the INSERT on.
 */
final class NewNote {
	private const PREFIX = 'Passerelle ';

	/**
	 * @template T
	 * @param callable(): T $create
	 * @return T
	 */
	public static function marked( Write $write, callable $create ): mixed {
		$agent = wp_slash( self::PREFIX . $write->key );
		$sign  = static fn ( array $comment ): array => array_merge( $comment, array( 'comment_agent' => $agent ) );
		add_filter( 'woocommerce_new_order_note_data', $sign, PHP_INT_MAX );
		try {
			return $create();
		} finally {
			remove_filter( 'woocommerce_new_order_note_data', $sign, PHP_INT_MAX );
		}
	}

	public static function find( Write $write, int $order_id ): ?int {
		global $wpdb;
		$id = $wpdb->get_var( $wpdb->prepare( 'SELECT comment_ID FROM %i WHERE comment_post_ID = %d AND comment_agent = %s LIMIT 1', $wpdb->comments, $order_id, self::PREFIX . $write->key ) );
		return null === $id ? null : (int) $id;
	}
}
