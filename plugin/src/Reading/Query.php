<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

defined( 'ABSPATH' ) || exit;

/**
 * Reads rows, and never takes a database that failed for one that holds nothing.
 */
final class Query {
	/**
	 * @param string $sql Prepared.
	 * @return list<array<string, string|null>>
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function rows( string $sql ): array {
		global $wpdb;
		// Whoever catches what is thrown logs it.
		$were_hidden = $wpdb->suppress_errors();
		try {
			$rows = $wpdb->get_results( $sql, ARRAY_A ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- Every caller prepares.
		} finally {
			$wpdb->suppress_errors( $were_hidden );
		}
		if ( ! is_array( $rows ) || '' !== $wpdb->last_error ) {
			throw new \RuntimeException( 'The database did not answer: ' . esc_html( $wpdb->last_error ) );
		}
		return array_values( $rows );
	}

	/**
	 * @param list<int> $ids
	 * @return string For `IN (…)`; an empty list is in nothing.
	 */
	public static function ids( array $ids ): string {
		return array() === $ids ? 'NULL' : implode( ',', array_map( 'intval', $ids ) );
	}
}
