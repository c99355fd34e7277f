<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Schema;
use Passerelle\Tests\Support\WordPressTestCase;

final class SchemaTest extends WordPressTestCase {
	public function test_tables_that_are_as_they_should_be_are_not_altered_by_the_next_upgrade(): void {
		update_option( 'passerelle_schema', 0, true );
		$asked = self::asked( static fn () => ( new Schema() )->upgrade() );
		self::assertSame( array(), preg_grep( '/^\s*(ALTER|CREATE)/i', $asked ) );
		self::assertSame( 1, (int) get_option( 'passerelle_schema' ) );
	}

	public function test_tables_that_the_database_refused_are_asked_for_again_in_wp_admin_and_by_no_shopper(): void {
		global $wpdb;
		$prefix       = $wpdb->prefix;
		$were_hidden  = $wpdb->suppress_errors();
		$wpdb->prefix = 'refused_';
		$refuses      = static fn ( string $query ): string => 1 === preg_match( '/^\s*CREATE TABLE/i', $query ) ? 'SELECT 1' : $query;
		add_filter( 'query', $refuses );
		try {
			update_option( 'passerelle_schema', 0, true );
			( new Schema() )->upgrade();
			require_once ABSPATH . 'wp-admin/includes/class-wp-screen.php';
			require_once ABSPATH . 'wp-admin/includes/screen.php';
			set_current_screen( 'front' );
			self::assertSame( array(), self::asked( static fn () => ( new Schema() )->upgrade() ) );
			set_current_screen( 'dashboard' );
			self::assertNotSame( array(), self::asked( static fn () => ( new Schema() )->upgrade() ) );
		} finally {
			unset( $GLOBALS['current_screen'] );
			remove_filter( 'query', $refuses );
			$wpdb->prefix = $prefix;
			$wpdb->suppress_errors( $were_hidden );
			update_option( 'passerelle_schema', 1, true );
		}
	}

	/**
	 * @param callable(): mixed $act
	 * @return list<string>
	 */
	private static function asked( callable $act ): array {
		$asked = array();
		$note  = static function ( string $query ) use ( &$asked ): string {
			$asked[] = $query;
			return $query;
		};
		add_filter( 'query', $note );
		$act();
		remove_filter( 'query', $note );
		return $asked;
	}
}
