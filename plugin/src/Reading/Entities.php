<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Delivery\Outbox;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * The versions of things: a counter for each, raised whenever an event of it is built, so that what was built later has the
 * higher one. Beside it stands the mark that the thing had in the database then, by which a change that no hook told is found.
 */
final class Entities {
	/**
	 * Counts on. To be called before the thing is read: what changes after that has a version of its own.
	 *
	 * @param string|null $mark As Mark says; null where it is gone.
	 * @return int The new version.
	 * @throws \RuntimeException Where the database did not count it.
	 */
	public static function advance( string $kind, int $id, ?string $mark ): int {
		global $wpdb;
		$now     = Outbox::now();
		$counted = $wpdb->query(
			$wpdb->prepare(
				"INSERT INTO %i (kind, entity_id, version, mark, is_gone, changed_at) VALUES (%s, %d, LAST_INSERT_ID(1), NULLIF(%s, ''), %d, %s)
				ON DUPLICATE KEY UPDATE version = LAST_INSERT_ID(version + 1), mark = VALUES(mark), is_gone = VALUES(is_gone), changed_at = VALUES(changed_at)",
				Schema::entities(),
				$kind,
				$id,
				(string) $mark,
				null === $mark ? 1 : 0,
				$now
			)
		);
		if ( false === $counted ) {
			// What was inserted last is something else then.
			throw new \RuntimeException( 'The version could not be counted: ' . esc_html( $wpdb->last_error ) );
		}
		return (int) $wpdb->get_var( 'SELECT LAST_INSERT_ID()' );
	}

	/**
	 * Keeps how things that are being read look, where nothing is known of them yet; their version is 0.
	 *
	 * @param array<int, string> $marks By id.
	 */
	public static function note( string $kind, array $marks ): void {
		global $wpdb;
		foreach ( array_chunk( $marks, 100, true ) as $part ) {
			$rows = array();
			foreach ( $part as $id => $mark ) {
				$rows[] = $wpdb->prepare( '(%s, %d, 0, %s, 0, %s)', $kind, $id, $mark, Outbox::now() );
			}
			$wpdb->query( $wpdb->prepare( 'INSERT IGNORE INTO %i (kind, entity_id, version, mark, is_gone, changed_at) VALUES ', Schema::entities() ) . implode( ', ', $rows ) ); // phpcs:ignore WordPress.DB.PreparedSQL
		}
	}

	/**
	 * @param list<int> $ids
	 * @return array<int, int> Versions by id, 0 for what was never built.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function versions( string $kind, array $ids ): array {
		global $wpdb;
		$found = array();
		foreach ( array_chunk( $ids, 500 ) as $part ) {
			$places = implode( ',', array_fill( 0, count( $part ), '%d' ) );
			$rows   = Query::rows( (string) $wpdb->prepare( "SELECT entity_id, version FROM %i WHERE kind = %s AND entity_id IN ($places)", Schema::entities(), $kind, ...$part ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
			foreach ( $rows as $row ) {
				$found[ (int) $row['entity_id'] ] = (int) $row['version'];
			}
		}
		return array_replace( array_fill_keys( $ids, 0 ), $found );
	}

	/**
	 * The relay has seen a higher version than ours, as after a backup was restored.
	 */
	public static function raise( string $kind, int $id, int $version ): void {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				'INSERT INTO %i (kind, entity_id, version, is_gone, changed_at) VALUES (%s, %d, %d, 0, %s) ON DUPLICATE KEY UPDATE version = GREATEST(version, VALUES(version))',
				Schema::entities(),
				$kind,
				$id,
				$version,
				Outbox::now()
			)
		);
	}
}
