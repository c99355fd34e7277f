<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Ceiling;
use Passerelle\Delivery\Course;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\OutboxState;
use Passerelle\Delivery\Sequence;
use Passerelle\Delivery\Wake;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\DeliveryTestCase;
use Passerelle\Tests\Support\Site;

final class WakeTest extends DeliveryTestCase {
	public function test_F25_F26_there_is_one_action_however_often_it_is_ensured_and_none_after_deactivation(): void {
		self::needs_action_scheduler();
		self::unschedule();
		$wake = new Wake( WP_PLUGIN_DIR . '/' . Site::PLUGIN );
		for ( $i = 0; $i < 3; $i++ ) {
			$wake->ensure();
			do_action( 'action_scheduler_ensure_recurring_actions' );
		}
		self::assertSame( array( array( 60, '0' ) ), self::pending() );
		do_action( 'deactivate_' . Site::PLUGIN );
		self::assertSame( array(), self::pending() );
	}

	public function test_F25_a_lost_action_is_back_with_the_next_admin_page_or_call_that_no_shopper_makes(): void {
		self::needs_action_scheduler();
		$wake = new Wake( WP_PLUGIN_DIR . '/' . Site::PLUGIN );
		$call = static fn ( string $route ): mixed => $wake->look_in_rest( null, null, new \WP_REST_Request( 'GET', $route ) );
		self::unschedule();
		$call( '/wc/store/v1/cart' );
		$call( '/wp/v2/posts' );
		self::assertSame( array(), self::pending() );
		$call( '/wc/v3/orders' );
		self::assertCount( 1, self::pending() );

		as_unschedule_all_actions( '', array(), 'passerelle' );
		$wake->look_in_admin();
		self::assertSame( array(), self::pending(), 'once a minute at most' );
		update_option( 'passerelle_wake_looked_at', time() - 61, false );
		$wake->look_in_admin();
		self::assertCount( 1, self::pending() );
	}

	public function test_a_shop_that_is_not_paired_has_no_action(): void {
		self::needs_action_scheduler();
		self::unschedule();
		Settings::forget_pairing();
		( new Wake( WP_PLUGIN_DIR . '/' . Site::PLUGIN ) )->ensure();
		self::assertSame( array(), self::pending() );
	}

	public function test_a_drain_that_breaks_does_not_make_the_action_fail(): void {
		add_filter( 'pre_http_request', static fn () => throw new \Error( 'broken' ), 30 );
		self::add( 'product.deleted', 1 );
		( new Wake( WP_PLUGIN_DIR . '/' . Site::PLUGIN ) )->drain();
		self::assertSame( 'drain_broke', Course::read()['code'] );
	}

	public function test_pairing_anew_counts_on_from_what_the_relay_has_seen(): void {
		Course::stopped( 'source_mismatch' );
		( new Wake( WP_PLUGIN_DIR . '/' . Site::PLUGIN ) )->begin( 70 );
		self::assertSame( 70, Sequence::highest() );
		self::assertTrue( Course::may_send() );
	}

	public function test_the_state_says_what_waits_how_long_and_what_went_wrong(): void {
		global $wpdb;
		$this->relay->always = static fn (): array => array( 403, array( 'code' => 'second_writer', 'detail' => 'Another copy speaks.' ) );
		self::add( 'product.deleted', 1 );
		self::add( 'product.deleted', 2 );
		Outbox::add( 'product.updated', 'product', 3, false, null );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET occurred_at = %s WHERE entity_id = 2', Schema::outbox(), gmdate( 'Y-m-d H:i:s', time() - 90 ) ) );
		$this->drain();
		$state = OutboxState::read();
		self::assertSame( 3, $state['waiting'] );
		self::assertSame( array( 'open' => 1, 'ready' => 0, 'built' => 2, 'acknowledged' => 0, 'rejected' => 0 ), $state['by_state'] );
		self::assertSame( array( 'second_writer', 'Another copy speaks.', true, null ), array( $state['error_code'], $state['error_detail'], $state['needs_person'], $state['acknowledged_at'] ) );
		self::assertGreaterThan( 0, $state['bytes'] );
		self::assertIsInt( $state['next_attempt_at'] );
		self::assertEqualsWithDelta( 90, $state['oldest_age_s'], 2 );
	}

	public function test_A14_the_ceiling_is_announced_and_the_announcement_ends_with_it(): void {
		add_filter( 'passerelle_outbox_ceiling', static fn (): array => array( 'rows' => 3 ) );
		self::add( 'order.paid', 1 );
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 1 );
		Ceiling::check( false );
		self::assertFalse( Ceiling::is_over(), 'what folds is below it again' );
		self::add( 'order.paid', 2 );
		Ceiling::check( false );
		self::assertTrue( OutboxState::read()['is_over_ceiling'] );
		self::assertCount( 3, self::rows() );
		Ceiling::check( true );
		self::assertFalse( Ceiling::is_over() );
	}

	public function test_A14_nothing_folds_while_a_drain_may_be_building_it(): void {
		add_filter( 'passerelle_outbox_ceiling', static fn (): array => array( 'rows' => 2 ) );
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 1 );
		$name  = 'passerelle_drain_' . md5( $GLOBALS['wpdb']->dbname . $GLOBALS['wpdb']->prefix );
		$other = new \wpdb( ...array_map( static fn ( string $name ): string => (string) constant( $name ), array( 'DB_USER', 'DB_PASSWORD', 'DB_NAME', 'DB_HOST' ) ) );
		self::assertSame( '1', $other->get_var( $other->prepare( 'SELECT GET_LOCK(%s, 0)', $name ) ) );
		Ceiling::check( false );
		self::assertCount( 2, self::rows() );
		$other->close();
	}

	private static function needs_action_scheduler(): void {
		if ( ! function_exists( 'as_schedule_recurring_action' ) ) {
			self::markTestSkipped( 'WOOCOMMERCE_DIR is not set: Action Scheduler comes with WooCommerce.' );
		}
	}

	private static function interval( object $schedule ): int {
		return $schedule instanceof \ActionScheduler_IntervalSchedule ? (int) $schedule->get_recurrence() : 0;
	}

	private static function unschedule(): void {
		as_unschedule_all_actions( '', array(), 'passerelle' );
		delete_option( 'passerelle_wake_looked_at' );
	}

	/**
	 * @return list<array{int, string}> Interval and priority of what is scheduled.
	 */
	private static function pending(): array {
		$actions = as_get_scheduled_actions( array( 'group' => 'passerelle', 'status' => 'pending', 'per_page' => -1 ) );
		return array_values( array_map( static fn ( \ActionScheduler_Action $action ): array => array( self::interval( $action->get_schedule() ), (string) $action->get_priority() ), $actions ) );
	}
}
