<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use PHPUnit\Framework\TestCase;

/**
 * A test inside the loaded site: what it writes to the database is rolled back, and its hooks and user are forgotten.
 */
abstract class WordPressTestCase extends TestCase {
	/** @var array<string, \WP_Hook> */
	private array $hooks = array();

	protected function setUp(): void {
		global $wpdb, $wp_filter;
		$wpdb->query( 'START TRANSACTION' );
		$this->hooks = array_map( static fn ( \WP_Hook $hook ): \WP_Hook => clone $hook, $wp_filter );
	}

	protected function tearDown(): void {
		global $wpdb, $wp_filter;
		World::end();
		$wpdb->query( 'ROLLBACK' );
		$wp_filter = $this->hooks;
		wp_cache_flush();
		wp_set_current_user( 0 );
	}

	protected static function become( string $role ): void {
		$name = $role . '_' . bin2hex( random_bytes( 4 ) );
		$id   = wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'password', 'role' => $role ) );
		self::assertIsInt( $id );
		wp_set_current_user( $id );
	}

	protected static function has_woocommerce(): bool {
		return '' !== Environment::woocommerce_dir();
	}
}
