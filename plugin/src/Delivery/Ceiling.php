<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * How large the outbox may grow before a person is told. Nothing that was not acknowledged is deleted for it: what says how things
 * stand folds to the newest, and what was acknowledged goes earlier.
 */
final class Ceiling {
	private const REACHED  = 'passerelle_outbox_over_ceiling';
	private const ROWS     = 200_000;
	private const BYTES    = 1_073_741_824;
	private const BUDGET_S = 5;
	private const KEEP_S   = 3_600;

	/**
	 * @param bool $is_drained Whether nothing is left to be told.
	 */
	public static function check( bool $is_drained ): void {
		$is_over = ! $is_drained && self::is_reached();
		if ( $is_over ) {
			self::fold();
			Prune::run( self::KEEP_S );
			$is_over = self::is_reached();
		}
		if ( $is_over !== self::is_over() ) {
			update_option( self::REACHED, $is_over ? 'yes' : 'no', true );
		}
	}

	/**
	 * @return bool As the last drain found it.
	 */
	public static function is_over(): bool {
		return 'yes' === get_option( self::REACHED, 'no' );
	}

	/**
	 * @return array{rows: int, bytes: int} Rows that are not acknowledged, and bytes of the whole table.
	 */
	public static function limits(): array {
		$default = array( 'rows' => self::ROWS, 'bytes' => self::BYTES );
		/**
		 * Changes the size from which the outbox counts as too large.
		 *
		 * @param array{rows: int, bytes: int} $default
		 */
		$limits = apply_filters( 'passerelle_outbox_ceiling', $default );
		$limits = is_array( $limits ) ? $limits + $default : $default;
		return array( 'rows' => (int) $limits['rows'], 'bytes' => (int) $limits['bytes'] );
	}

	// A drain that builds the first row of a thing must not lose the others meanwhile.
	private static function fold(): void {
		if ( Lock::take( 0 ) ) {
			try {
				Fold::everything( microtime( true ) + self::BUDGET_S );
			} finally {
				Lock::release();
			}
		}
	}

	private static function is_reached(): bool {
		global $wpdb;
		$limits = self::limits();
		$rows   = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE state <> %d', Schema::outbox(), Outbox::ACKNOWLEDGED ) );
		return $rows >= $limits['rows'] || OutboxState::bytes() >= $limits['bytes'];
	}
}
