<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * One drain at a time for a site. It is the database's own lock, which ends with the process that holds it.
 */
final class Lock {
	/**
	 * @return bool False where another holds it. A database without such locks answers neither yes nor no: there, the unique
	 *              numbers keep two drains apart.
	 */
	public static function take( int $wait_s ): bool {
		global $wpdb;
		return '0' !== (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, %d)', self::name(), $wait_s ) );
	}

	public static function release(): void {
		global $wpdb;
		$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', self::name() ) );
	}

	private static function name(): string {
		global $wpdb;
		return 'passerelle_drain_' . md5( $wpdb->dbname . $wpdb->prefix );
	}
}
