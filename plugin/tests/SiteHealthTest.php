<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Admin\SiteHealth;
use Passerelle\Admin\StatusReport;
use Passerelle\Delivery\Outbox;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class SiteHealthTest extends WordPressTestCase {
	protected function setUp(): void {
		parent::setUp();
		update_option( 'permalink_structure', '/%postname%/' );
	}

	public function test_a_shop_without_connection_is_told_where_to_connect(): void {
		self::assertSame( 'recommended', ( new SiteHealth() )->local()['status'] );
		self::assertArrayNotHasKey( 'passerelle_round_trip', ( new SiteHealth() )->add_tests( array() )['async'] ?? array() );
	}

	/**
	 * @dataProvider ages
	 */
	public function test_the_oldest_that_waits_counts( int $age_s, string $status ): void {
		self::pair();
		self::wait( $age_s );
		self::assertSame( $status, self::without_wake_up( ( new SiteHealth() )->local() ) );
	}

	/**
	 * @return iterable<string, array{int, string}>
	 */
	public static function ages(): iterable {
		yield 'ten minutes' => array( 600, 'good' );
		yield 'twenty minutes' => array( 1_200, 'recommended' );
		yield 'three hours' => array( 10_800, 'critical' );
	}

	public function test_plain_permalinks_a_wrong_clock_and_refused_events_are_found(): void {
		global $wpdb;
		self::pair();
		update_option( 'permalink_structure', '' );
		Settings::keep_clock_offset_s( 61 );
		$wpdb->insert( Schema::outbox(), array( 'event_id' => 'x', 'state' => Outbox::REJECTED, 'topic' => 'order.paid', 'kind' => 'order', 'entity_id' => 9, 'occurred_at' => '2026-11-21 10:00:00', 'code' => 'invalid_amount' ) );

		$result = ( new SiteHealth() )->local();

		self::assertSame( 'critical', $result['status'] );
		foreach ( array( 'Permalinks', 'clock', 'refused' ) as $word ) {
			self::assertStringContainsString( $word, $result['description'] );
		}
	}

	public function test_R1_4_the_round_trip_is_for_those_who_may_see_site_health(): void {
		self::pair();
		$route = rest_get_server()->get_routes( 'passerelle/v1' )['/passerelle/v1/site-health'][0];
		self::become( 'subscriber' );
		self::assertFalse( $route['permission_callback']() );
		self::become( 'administrator' );
		self::assertTrue( $route['permission_callback']() );
		self::assertTrue( ( new SiteHealth() )->add_tests( array() )['async']['passerelle_round_trip']['has_rest'] );
	}

	public function test_a_round_trip_that_fails_is_critical_and_says_why(): void {
		self::pair();
		add_filter( 'pre_http_request', static fn (): \WP_Error => new \WP_Error( 'http_request_failed', 'cURL error 7' ) );
		$result = ( new SiteHealth() )->round_trip();
		self::assertSame( 'critical', $result['status'] );
		self::assertStringContainsString( 'did not answer', $result['description'] );
	}

	public function test_a_copy_is_told_where_to_answer_for_nothing_stands_below_on_this_screen(): void {
		self::pair();
		Settings::keep_pairing( Settings::pairing()?->with( array( 'place' => 'elsewhere' ) ) ?? self::fail( 'not paired' ) );
		foreach ( array( ( new SiteHealth() )->local(), ( new SiteHealth() )->round_trip() ) as $result ) {
			self::assertStringContainsString( 'on the Passerelle page', $result['description'] );
			self::assertStringNotContainsString( 'below', $result['description'] );
		}
	}

	public function test_information_and_status_report_hold_the_same_facts(): void {
		self::pair();
		$fields = ( new SiteHealth() )->add_information( array() )['passerelle']['fields'];
		ob_start();
		( new StatusReport() )->render();
		$report = (string) ob_get_clean();
		foreach ( $fields as $field ) {
			self::assertStringContainsString( esc_html( $field['label'] ), $report );
		}
		self::assertSame( count( $fields ) + 1, substr_count( $report, 'data-export-label=' ) );
	}

	public function test_the_tools_answer_in_a_sentence(): void {
		$tools = ( new StatusReport() )->add_tools( array() );
		foreach ( $tools as $tool ) {
			self::assertNotSame( '', $tool['callback']() );
		}
		self::assertSame( array( 'passerelle_send', 'passerelle_wake_up' ), array_keys( $tools ) );
	}

	/**
	 * @param array<string, mixed> $result
	 */
	private static function without_wake_up( array $result ): string {
		// Without WooCommerce there is no Action Scheduler, and so nothing that wakes the sending.
		$is_only_that = 'recommended' === $result['status'] && 1 === preg_match_all( '/The scheduled task|has waited/', (string) $result['description'] ) && str_contains( (string) $result['description'], 'The scheduled task' );
		return $is_only_that ? 'good' : (string) $result['status'];
	}

	private static function wait( int $age_s ): void {
		global $wpdb;
		$wpdb->insert( Schema::outbox(), array( 'event_id' => 'w', 'state' => Outbox::READY, 'topic' => 'order.paid', 'kind' => 'order', 'entity_id' => 9, 'occurred_at' => gmdate( 'Y-m-d H:i:s', time() - $age_s ) ) );
	}

	private static function pair(): void {
		Settings::keep_relay_url( 'https://8.8.8.8' );
		Settings::keep_pairing( new Pairing( 'o', 'c', array( 'whsec_' . base64_encode( str_repeat( 'k', 32 ) ) ), 'a', 'b', Installation::site_url(), Installation::place(), '2026-11-21T10:00:00Z' ) );
	}
}
