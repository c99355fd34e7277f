<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Delivery\Outbox;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Uuid;

defined( 'ABSPATH' ) || exit;

/**
 * Products and variations that one act changes all at once: one statement, however many they are. What they show is in the
 * database already when it is called, so that their rows are ready at once.
 */
final class ManyProducts {
	/**
	 * @param int $taxonomy_id The term_taxonomy_id.
	 */
	public function with_term( int $taxonomy_id ): void {
		global $wpdb;
		$this->tell( $wpdb->prepare( 'SELECT r.object_id AS ID FROM %i r WHERE r.term_taxonomy_id = %d', $wpdb->term_relationships, $taxonomy_id ) );
	}

	/**
	 * Variations of all products with a term.
	 */
	public function variations_below( int $taxonomy_id ): void {
		global $wpdb;
		$this->tell( $wpdb->prepare( 'SELECT v.ID FROM %i r JOIN %i v ON v.post_parent = r.object_id WHERE r.term_taxonomy_id = %d', $wpdb->term_relationships, $wpdb->posts, $taxonomy_id ) );
	}

	/**
	 * Products with any term of a taxonomy, and their variations.
	 */
	public function with_taxonomy( string $taxonomy ): void {
		global $wpdb;
		$this->tell(
			$wpdb->prepare(
				'SELECT r.object_id AS ID FROM %i t JOIN %i r USING (term_taxonomy_id) WHERE t.taxonomy = %s
				UNION SELECT v.ID FROM %i t JOIN %i r USING (term_taxonomy_id) JOIN %i v ON v.post_parent = r.object_id WHERE t.taxonomy = %s',
				$wpdb->term_taxonomy,
				$wpdb->term_relationships,
				$taxonomy,
				$wpdb->term_taxonomy,
				$wpdb->term_relationships,
				$wpdb->posts,
				$taxonomy
			)
		);
	}

	public function variations_with( string $meta_key, string $value ): void {
		global $wpdb;
		$this->tell( $wpdb->prepare( 'SELECT DISTINCT m.post_id AS ID FROM %i m WHERE m.meta_key = %s AND m.meta_value = %s', $wpdb->postmeta, $meta_key, $value ) );
	}

	public function variations_of( int ...$product_ids ): void {
		$this->found_by( 'post_parent', $product_ids );
	}

	public function these( int ...$ids ): void {
		$this->found_by( 'ID', $ids );
	}

	/**
	 * @return list<int> Products in no category.
	 */
	public function without_category(): array {
		global $wpdb;
		$ids = ! Settings::is_paired() ? array() : $wpdb->get_col(
			$wpdb->prepare(
				"SELECT p.ID FROM %i p WHERE p.post_type = 'product' AND NOT EXISTS ( SELECT 1 FROM %i r JOIN %i t USING (term_taxonomy_id) WHERE r.object_id = p.ID AND t.taxonomy = 'product_cat' )",
				$wpdb->posts,
				$wpdb->term_relationships,
				$wpdb->term_taxonomy
			)
		);
		return array_map( 'intval', array_values( $ids ) );
	}

	/**
	 * @param array<int> $ids
	 */
	private function found_by( string $column, array $ids ): void {
		global $wpdb;
		foreach ( array_chunk( $ids, 1000 ) as $part ) {
			$places = implode( ',', array_fill( 0, count( $part ), '%d' ) );
			$this->tell( $wpdb->prepare( "SELECT v.ID FROM %i v WHERE v.%i IN ($places)", $wpdb->posts, $column, ...$part ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
		}
	}

	/**
	 * @param string|null $chosen A prepared query for ids.
	 */
	private function tell( ?string $chosen ): void {
		global $wpdb;
		if ( ! Settings::is_paired() || Origin::is_reading() ) {
			return;
		}
		$open = $this->open();
		// The same shape as Uuid::v7(), with the random part taken from each row's own hash.
		$wpdb->query(
			$wpdb->prepare(
				"INSERT INTO %i (event_id, state, topic, kind, entity_id, occurred_at, origin)
				SELECT CONCAT(%s, SUBSTR(h, 1, 3), '-', ELT(1 + (ASCII(SUBSTR(h, 4, 1)) & 3), '8', '9', 'a', 'b'), SUBSTR(h, 5, 3), '-', SUBSTR(h, 8, 12)),
					%d, CONCAT(kind, '.updated'), kind, id, %s, NULLIF(%s, '')
				FROM (
					SELECT MD5(CONCAT(%s, p.ID)) AS h, IF(p.post_type = 'product', 'product', 'variation') AS kind, p.ID AS id
					FROM %i p LEFT JOIN %i parent ON p.post_type = 'product_variation' AND parent.ID = p.post_parent
					JOIN (",
				Schema::outbox(),
				substr( Uuid::v7(), 0, 15 ),
				Outbox::READY,
				Outbox::now(),
				(string) Origin::current(),
				bin2hex( random_bytes( 16 ) ),
				$wpdb->posts,
				$wpdb->posts
			) . $chosen . ') chosen ON chosen.ID = p.ID
					WHERE p.ID NOT IN (' . implode( ',', $open ) . ")
						AND p.post_type IN ('product', 'product_variation')
						AND p.post_status NOT IN ('trash', 'auto-draft', 'importing')
						AND COALESCE(parent.post_status, '') NOT IN ('trash', 'auto-draft', 'importing')
					ORDER BY p.ID
				) told" // phpcs:ignore WordPress.DB.PreparedSQL
		);
	}

	/**
	 * @return non-empty-array<int> Ids of which a row is open anyway: it will be built later, and so shows this change too.
	 */
	private function open(): array {
		global $wpdb;
		$ids = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT entity_id FROM %i WHERE state = %d AND topic IN ('product.created', 'product.updated', 'variation.created', 'variation.updated') AND COALESCE(origin, '') = %s",
				Schema::outbox(),
				Outbox::OPEN,
				(string) Origin::current()
			)
		);
		return array( 0, ...array_map( 'intval', $ids ) );
	}
}
