<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * The life of a product as the post that it is: made, published, trashed, restored, deleted. These hooks fire whichever way it
 * was done; WooCommerce's own miss wp-admin (a new product, trash, deletion) and a restore by a change of status.
 */
final class ProductPosts implements Registerable {
	/** @var array<int, array{id: int, name: string, sku: string, type: string, parent_id: int, status: string}> */
	private array $last = array();

	public function __construct( private readonly Catalogue $catalogue, private readonly ManyProducts $many ) {}

	public function register(): void {
		Hook::on( 'transition_post_status', array( $this, 'change_status' ) );
		Hook::on( 'save_post_product', array( $this, 'save' ) );
		Hook::on( 'save_post_product_variation', array( $this, 'save' ) );
		Hook::on( 'post_updated', array( $this, 'update' ) );
		// Before WooCommerce trashes or deletes the variations along with their product.
		Hook::on( 'woocommerce_before_delete_product', array( $this, 'begin_leave' ), PHP_INT_MIN );
		Hook::on( 'wp_trash_post', array( $this, 'begin_leave' ), PHP_INT_MIN );
		Hook::on( 'before_delete_post', array( $this, 'begin_delete' ), PHP_INT_MIN );
		Hook::on( 'deleted_post', array( $this, 'delete' ) );
		Hook::on( 'delete_attachment', array( $this, 'lose_picture' ) );
	}

	public function change_status( string $status, string $before, \WP_Post $post ): void {
		if ( null === Catalogue::kind( $post ) || Catalogue::is_draft( $status ) || ! Settings::is_paired() ) {
			return;
		}
		$was_told = 'new' !== $before && ! Catalogue::is_draft( $before );
		if ( 'trash' === $status ) {
			if ( $was_told && 'trash' !== $before ) {
				$this->catalogue->gone( $post, 'trashed', Catalogue::last( $post, $before ) );
			}
			return;
		}
		if ( 'trash' === $before ) {
			$this->catalogue->restored( $post );
			return;
		}
		$this->catalogue->changed( $post->ID, ! $was_told );
		// Variations show whether their product can be bought, and were not told before it was.
		if ( $status !== $before && 'new' !== $before && 'product' === $post->post_type ) {
			$this->many->variations_of( $post->ID );
		}
	}

	public function save( mixed $id ): void {
		$this->catalogue->changed( (int) $id );
	}

	public function update( mixed $id, \WP_Post $after, \WP_Post $before ): void {
		if ( $after->post_type === $before->post_type ) {
			// It stands in the addresses of the variations.
			if ( 'product' === $after->post_type && $after->post_name !== $before->post_name && $after->post_status === $before->post_status ) {
				$this->many->variations_of( $after->ID );
			}
			return;
		}
		if ( ! Settings::is_paired() ) {
			return;
		}
		if ( null !== Catalogue::kind( $before ) ) {
			$this->catalogue->gone( $before, 'deleted', Catalogue::last( $before, $before->post_status ) );
		}
		if ( null !== Catalogue::kind( $after ) ) {
			$this->catalogue->changed( $after->ID, true );
		}
	}

	public function begin_leave( mixed $id ): void {
		if ( 'product' === get_post_type( (int) $id ) ) {
			$this->catalogue->leaves( (int) $id );
		}
	}

	public function begin_delete( mixed $id, \WP_Post $post ): void {
		if ( null === Catalogue::kind( $post ) || Catalogue::is_draft( $post->post_status ) || ! Settings::is_paired() ) {
			return;
		}
		$this->last[ $post->ID ] = Catalogue::last( $post, $post->post_status );
		$this->catalogue->leaves( $post->ID );
	}

	public function delete( mixed $id, \WP_Post $post ): void {
		if ( isset( $this->last[ $post->ID ] ) ) {
			$this->catalogue->gone( $post, 'deleted', $this->last[ $post->ID ] );
			unset( $this->last[ $post->ID ] );
		}
	}

	/**
	 * WordPress takes a deleted picture from all posts at once, and names none of them.
	 */
	public function lose_picture( mixed $id ): void {
		global $wpdb;
		if ( ! Settings::is_paired() ) {
			return;
		}
		$shown = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT post_id FROM %i WHERE meta_key = '_thumbnail_id' AND meta_value = %s UNION SELECT post_id FROM %i WHERE meta_key = '_product_image_gallery' AND FIND_IN_SET(%s, meta_value)",
				$wpdb->postmeta,
				(string) $id,
				$wpdb->postmeta,
				(string) $id
			)
		);
		foreach ( $shown as $product_id ) {
			$this->catalogue->changed( (int) $product_id );
		}
	}
}
