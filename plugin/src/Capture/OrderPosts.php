<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Orders and subscriptions in shops that keep them as posts: there WordPress changes, trashes and deletes them, and WooCommerce
 * does not always say so. Where orders have tables of their own, their posts are copies or placeholders and tell nothing.
 */
final class OrderPosts implements Registerable {
	/** @var list<OrderRows> */
	private readonly array $all;
	/** @var array<int, true> What came out of the trash. */
	private array $back = array();

	public function __construct( OrderRows ...$all ) {
		$this->all = array_values( $all );
	}

	public function register(): void {
		Hook::on( 'transition_post_status', $this->change( ... ) );
		Hook::on( 'wp_trash_post', fn ( mixed $id ) => $this->leave( get_post( (int) $id ) ) );
		Hook::on( 'trashed_post', fn ( mixed $id ) => $this->rows_of( get_post( (int) $id ) )?->went( (int) $id, 'trashed' ) );
		Hook::on( 'untrashed_post', fn ( mixed $id ) => $this->rows_of( get_post( (int) $id ) )?->returned( (int) $id ) );
		Hook::on( 'before_delete_post', fn ( mixed $id, mixed $post = null ) => $this->leave( $post ) );
		Hook::on( 'deleted_post', fn ( mixed $id, mixed $post = null ) => $this->rows_of( $post )?->went( (int) $id, 'deleted' ) );
	}

	private function change( mixed $to, mixed $from = '', mixed $post = null ): void {
		$rows = $this->rows_of( $post );
		if ( null === $rows || ! $post instanceof \WP_Post ) {
			return;
		}
		if ( 'trash' === $from ) {
			// WordPress makes a draft of it first.
			$this->back[ $post->ID ] = true;
		} elseif ( 'trash' !== $to ) {
			$rows->changed_to( $post->ID, $post->post_status, is_string( $from ) && OrderRows::is_draft( $from ) && ! isset( $this->back[ $post->ID ] ) );
		}
	}

	private function leave( mixed $post ): void {
		$rows = $this->rows_of( $post );
		if ( null !== $rows && $post instanceof \WP_Post && ! $rows->is_leaving( $post->ID ) ) {
			$rows->leaves( wc_get_order( $post->ID ) );
		}
	}

	private function rows_of( mixed $post ): ?OrderRows {
		if ( ! $post instanceof \WP_Post ) {
			return null;
		}
		foreach ( $this->all as $rows ) {
			if ( $rows->type === $post->post_type ) {
				return class_exists( OrderUtil::class ) && ! OrderUtil::custom_orders_table_usage_is_enabled() ? $rows : null;
			}
		}
		return null;
	}
}
