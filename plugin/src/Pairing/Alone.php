<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

defined( 'ABSPATH' ) || exit;

/**
 * One change of the secrets at a time for a site: of two at once, each would keep what the relay gave it, and the relay only what
 * it gave last. It is the database's own lock, which ends with the process that holds it.
 */
final class Alone {
	/**
	 * @param callable(): Outcome $act
	 * @return Outcome Refused as `under_way` where another is at work. A database without such locks answers neither yes nor no.
	 */
	public static function run( callable $act ): Outcome {
		global $wpdb;
		$lock = 'passerelle_pairing_' . md5( $wpdb->dbname . $wpdb->prefix );
		if ( '0' === (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', $lock ) ) ) {
			return Outcome::refused( 'under_way' );
		}
		try {
			return $act();
		} finally {
			$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
		}
	}
}
