<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * The numbers of events, dense for the whole shop: given once, while the drain holds its lock.
 */
final class Sequence {
	private const OPTION = 'passerelle_sequence';

	/**
	 * @return int The highest number that was ever given, 0 at first.
	 */
	public static function highest(): int {
		global $wpdb;
		// Past the cache: another process may have given numbers since, and a row may be numbered while the counter is not.
		$kept = $wpdb->get_var( $wpdb->prepare( 'SELECT option_value FROM %i WHERE option_name = %s', $wpdb->options, self::OPTION ) );
		$used = $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(sequence) FROM %i', Schema::outbox() ) );
		return max( (int) $kept, (int) $used );
	}

	/**
	 * Raises the counter; it never goes back.
	 */
	public static function raise( int $to ): void {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				"INSERT INTO %i (option_name, option_value, autoload) VALUES (%s, %d, 'off') ON DUPLICATE KEY UPDATE option_value = GREATEST(CAST(option_value AS UNSIGNED), %d)",
				$wpdb->options,
				self::OPTION,
				$to,
				$to
			)
		);
		wp_cache_delete( self::OPTION, 'options' );
		wp_cache_delete( 'notoptions', 'options' );
	}
}
