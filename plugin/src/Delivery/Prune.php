<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Removes what the relay acknowledged long enough ago. Nothing else ever leaves the table for its age.
 */
final class Prune {
	private const PRUNED   = 'passerelle_pruned_at';
	private const PORTION  = 1_000;
	private const BUDGET_S = 5;
	private const EVERY_S  = 86_400;
	private const KEEP_S   = 3 * 86_400;

	public static function daily(): void {
		if ( time() - (int) get_option( self::PRUNED, 0 ) >= self::EVERY_S && self::run( self::KEEP_S ) ) {
			update_option( self::PRUNED, time(), false );
		}
	}

	/**
	 * @param int $keep_s Age in seconds from which an acknowledged row goes. The row with the highest number stays.
	 * @return bool False where the time was over before all were gone.
	 */
	public static function run( int $keep_s ): bool {
		global $wpdb;
		$highest  = Sequence::highest();
		$before   = gmdate( 'Y-m-d H:i:s', time() - $keep_s );
		$deadline = microtime( true ) + self::BUDGET_S;
		do {
			$ids = array_map( 'intval', $wpdb->get_col( $wpdb->prepare( 'SELECT id FROM %i WHERE state = %d AND settled_at < %s AND (sequence IS NULL OR sequence < %d) ORDER BY id LIMIT %d', Schema::outbox(), Outbox::ACKNOWLEDGED, $before, $highest, self::PORTION ) ) );
			if ( array() !== $ids ) {
				$places = implode( ',', array_fill( 0, count( $ids ), '%d' ) );
				$wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE id IN ($places)", Schema::outbox(), ...$ids ) ); // phpcs:ignore WordPress.DB.PreparedSQL.InterpolatedNotPrepared, WordPress.DB.PreparedSQLPlaceholders
			}
		} while ( self::PORTION === count( $ids ) && microtime( true ) < $deadline );
		return self::PORTION !== count( $ids );
	}
}
