<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * What is told of products and variations, whichever hook noticed it. Looks only at posts that WordPress has loaded anyway.
 */
final class Catalogue {
	private const KINDS = array(
		'product'           => 'product',
		'product_variation' => 'variation',
	);
	/** Written before anybody filled it in: by the screen for new products, by an import that comes to it later. */
	private const DRAFTS = array( 'auto-draft', 'importing' );

	/** @var array<int, true> Products that are just being trashed or deleted, with all the changes that this causes. */
	private array $leaving = array();

	public function __construct( private readonly Recorder $recorder ) {}

	/**
	 * @return string|null `product`, `variation`, or null for any other post.
	 */
	public static function kind( \WP_Post $post ): ?string {
		return self::KINDS[ $post->post_type ] ?? null;
	}

	public static function is_draft( string $status ): bool {
		return in_array( $status, self::DRAFTS, true );
	}

	/**
	 * It is new or was changed. What is in the trash, is leaving, or was never filled in is not told. A variation shows in its
	 * product too: price range, stock, list of variations.
	 */
	public function changed( int $id, bool $is_new = false ): void {
		if ( isset( $this->leaving[ $id ] ) || ! Settings::is_paired() ) {
			return;
		}
		$post = get_post( $id );
		$kind = $post instanceof \WP_Post ? self::kind( $post ) : null;
		if ( ! $post instanceof \WP_Post || null === $kind || 'trash' === $post->post_status || self::is_draft( $post->post_status ) ) {
			return;
		}
		if ( 'variation' === $kind ) {
			$parent = get_post( $post->post_parent );
			if ( $parent instanceof \WP_Post && self::is_draft( $parent->post_status ) ) {
				return;
			}
			$this->changed( $post->post_parent );
		}
		$this->recorder->snapshot( $kind, $id, $is_new );
	}

	/**
	 * From now on, what happens to it is part of its leaving.
	 */
	public function leaves( int $id ): void {
		$this->leaving[ $id ] = true;
	}

	/**
	 * @param string               $reason `trashed` or `deleted`.
	 * @param array<string, mixed> $last As last() says.
	 */
	public function gone( \WP_Post $post, string $reason, array $last ): void {
		$kind = self::kind( $post ) ?? ( 'variation' === $last['type'] ? 'variation' : 'product' );
		$this->recorder->gone( $kind, $post->ID, $reason, $last );
		if ( 'variation' === $kind ) {
			$this->changed( $post->post_parent );
		}
	}

	public function restored( \WP_Post $post ): void {
		unset( $this->leaving[ $post->ID ] );
		$this->recorder->restored( (string) self::kind( $post ), $post->ID );
		if ( 'variation' === self::kind( $post ) ) {
			$this->changed( $post->post_parent );
		}
	}

	/**
	 * Its last known identity.
	 *
	 * @param string $status The status that it had.
	 * @return array{id: int, name: string, sku: string, type: string, parent_id: int, status: string}
	 */
	public static function last( \WP_Post $post, string $status ): array {
		$types = 'product' === $post->post_type ? get_the_terms( $post, 'product_type' ) : false;
		return array(
			'id'        => $post->ID,
			'name'      => $post->post_title,
			'sku'       => (string) get_post_meta( $post->ID, '_sku', true ),
			'type'      => 'product' !== $post->post_type ? 'variation' : ( is_array( $types ) && array() !== $types ? reset( $types )->slug : 'simple' ),
			'parent_id' => $post->post_parent,
			'status'    => $status,
		);
	}
}
