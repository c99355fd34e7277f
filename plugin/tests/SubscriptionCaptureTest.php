<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Origin;
use Passerelle\Capture\OrderParts;
use Passerelle\Capture\OrderPosts;
use Passerelle\Capture\OrderRows;
use Passerelle\Capture\Recorder;
use Passerelle\Capture\SubscriptionEvents;
use Passerelle\Registerable;
use Passerelle\Schema;
use Passerelle\Tests\Support\Moment;
use Passerelle\Tests\Support\Timeline;
use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\Tests\Support\World;

final class SubscriptionCaptureTest extends WordPressTestCase {
	private const STATUS = 'subscription.status_changed';
	/** What changed between two recorded requests: a draft of an order was tied to the subscription. */
	private const BEHIND = array( 'subscription-early-renewal-resubscribe 3 subscription:351' );

	protected function setUp(): void {
		parent::setUp();
		if ( self::has_woocommerce() ) {
			self::markTestSkipped( 'A replay builds doubles of WooCommerce classes, and the real ones are loaded.' );
		}
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function recordings(): array {
		return Timeline::named( 'subscription-', 'order-' );
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_R4_2_every_subscription_that_was_changed_is_told_of( string $name ): void {
		$moments = $this->play( $name );
		self::assertNotSame( array(), $moments );
		foreach ( $moments as $moment ) {
			self::assertSame( array(), $moment->told_twice(), "$name, $moment->label" );
			foreach ( $moment->changed() as $key ) {
				if ( str_starts_with( $key, 'subscription:' ) && ! in_array( "$name $moment->step $key", self::BEHIND, true ) ) {
					self::assertContains( $key, $moment->spoken_of(), "$name, $moment->label" );
				}
			}
		}
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_R4_2_every_step_of_status_is_told_once( string $name ): void {
		$timeline = Timeline::read( $name );
		foreach ( $timeline->play( self::capture( ... ) ) as $moment ) {
			$steps = array_map( static fn ( array $args ): array => array( (int) $args[0], $args[1], $args[2] ), $timeline->calls( $moment->step, 'woocommerce_subscription_status_changed' ) );
			$told  = array_map( static fn ( array $row ): array => array( $row['entity_id'], $row['facts']['from'], $row['facts']['to'] ), $moment->rows_of( self::STATUS ) );
			self::assertSame( $steps, $told, "$name, $moment->label" );
		}
	}

	/**
	 * @dataProvider recordings
	 */
	public function test_R4_2_whoever_moved_the_status_is_named( string $name ): void {
		$timeline = Timeline::read( $name );
		$moments  = $timeline->play( self::capture( ... ) );
		self::assertNotSame( array(), $moments );
		foreach ( $moments as $moment ) {
			$by_customer = array();
			foreach ( array( 'active', 'on-hold', 'cancelled' ) as $status ) {
				array_push( $by_customer, ...$timeline->calls( $moment->step, "woocommerce_customer_changed_subscription_to_$status" ) );
			}
			foreach ( $moment->rows_of( self::STATUS ) as $row ) {
				self::assertSame( array() !== $by_customer, 'customer' === $row['facts']['actor'], "$name, $moment->label" );
				if ( in_array( $moment->type, array( 'cron', 'store-api' ), true ) ) {
					self::assertSame( 'system', $row['facts']['actor'], "$name, $moment->label" );
				}
			}
		}
	}

	public function test_someone_of_the_shop_who_acts_in_the_admin_is_named(): void {
		$step = array( 'woocommerce_subscription_status_updated', 'subscription', 'on-hold', 'active' );

		self::assertSame( array( 'from' => 'active', 'to' => 'on-hold', 'actor' => 'system' ), $this->actor_of( $step, 'administrator', false ) );
		self::assertSame( 'shop', $this->actor_of( $step, 'administrator', true )['actor'] );
		self::assertSame( 'system', $this->actor_of( $step, 'subscriber', true )['actor'] );
		self::assertSame( 'shop', Origin::during( 'event-1', fn (): array => $this->actor_of( $step, 'subscriber', false ) )['actor'] );
	}

	public function test_the_queue_is_no_one_even_with_the_cookies_of_an_administrator(): void {
		$step = array( 'woocommerce_subscription_status_updated', 'subscription', 'on-hold', 'active' );
		do_action( 'action_scheduler_begin_execute', 1 );
		self::assertSame( 'system', $this->actor_of( $step, 'administrator', true )['actor'] );
		do_action( 'action_scheduler_after_execute', 1 );
		self::assertSame( 'shop', $this->actor_of( $step, 'administrator', true )['actor'] );
	}

	/**
	 * @return array<string, array{list<mixed>, string|null}>
	 */
	public static function announcements(): array {
		$calls = array(
			array( array( 'woocommerce_update_subscription', 7, 'subscription' ), null ),
			array( array( 'woocommerce_checkout_subscription_created', 'subscription', 'order', null ), null ),
			array( array( 'wcs_orders_add_relation', 'order', 'subscription', 'renewal' ), null ),
			array( array( 'wcs_orders_delete_relation', 'order', 'subscription', 'renewal' ), null ),
			array( array( 'woocommerce_subscription_status_updated', 'subscription', 'on-hold', 'active' ), 'status_changed' ),
			array( array( 'woocommerce_subscription_status_changed', 7, 'active', 'on-hold', 'subscription' ), null ),
			array( array( 'woocommerce_subscription_date_updated', 'subscription', 'next_payment', '2027-01-01 00:00:00' ), null ),
			array( array( 'woocommerce_subscription_date_deleted', 'subscription', 'next_payment' ), null ),
			array( array( 'woocommerce_subscription_payment_complete', 'subscription' ), null ),
			array( array( 'woocommerce_subscription_renewal_payment_complete', 'subscription', 'order' ), 'renewal_paid' ),
			array( array( 'woocommerce_subscription_renewal_payment_failed', 'subscription', 'order' ), 'renewal_failed' ),
			array( array( 'woocommerce_subscription_payment_failed', 'subscription', 'on-hold' ), 'payment_failed' ),
			array( array( 'wcs_renewal_order_created', 'order', 'subscription' ), 'renewal_begun' ),
			array( array( 'woocommerce_subscriptions_retry_status_updated', 'retry', 'pending', '' ), 'retry_changed' ),
			array( array( 'woocommerce_subscriptions_switch_completed', 'order' ), 'switched' ),
			array( array( 'woocommerce_subscription_item_switched', 'order', 'subscription', 11, 12 ), 'item_switched' ),
			array( array( 'wcs_resubscribe_order_created', 'order', 'subscription' ), 'resubscribed' ),
			array( array( 'woocommerce_customer_changed_subscription_to_on-hold', 'subscription' ), null ),
			array( array( 'woocommerce_customer_changed_subscription_to_active', 'subscription' ), null ),
			array( array( 'woocommerce_customer_changed_subscription_to_cancelled', 'subscription' ), null ),
			array( array( 'woocommerce_subscription_payment_method_updated', 'subscription', 'test_sepa', 'test_card' ), 'payment_method_changed' ),
			array( array( 'woocommerce_subscriptions_gifting_recipient_changed', 'subscription', 23, 4 ), 'recipient_changed' ),
			array( array( 'woocommerce_subscription_trashed', 7 ), null ),
			array( array( 'woocommerce_untrash_subscription', 7, 'wc-active' ), null ),
			array( array( 'woocommerce_subscription_unable_to_update_status', 'subscription', 'active', 'cancelled' ), 'status_refused' ),
		);
		return array_combine( array_map( static fn ( array $call ): string => $call[0][0], $calls ), $calls );
	}

	/**
	 * @dataProvider announcements
	 * @param list<mixed> $call
	 */
	public function test_R4_2_everything_that_subscriptions_announce_is_told( array $call, ?string $step ): void {
		$topics = array_column( $this->fire( $call ), 'topic' );
		self::assertSame( null === $step ? array( 'subscription.updated' ) : array( 'subscription.updated', "subscription.$step" ), $topics );
	}

	public function test_R4_2_the_first_word_of_a_subscription_says_that_it_is_new(): void {
		self::assertSame( array( 'subscription.created' ), array_column( $this->fire( array( 'woocommerce_new_order', 7, 'subscription' ), array( 'woocommerce_new_subscription', 7 ) ), 'topic' ) );
	}

	public function test_R4_2_one_that_is_gone_leaves_its_number_and_no_address(): void {
		$rows = $this->fire( array( 'woocommerce_before_delete_subscription', 7, 'subscription' ), array( 'woocommerce_subscription_deleted', 7 ), array( 'woocommerce_subscription_deleted', 7 ) );
		self::assertSame( array( 'subscription.deleted' ), array_column( $rows, 'topic' ) );
		self::assertSame(
			array( 'reason' => 'deleted', 'last' => array( 'id' => '7', 'number' => '7', 'status' => 'active', 'total' => array( 'amount' => 1720, 'currency' => 'EUR' ), 'currency' => 'EUR', 'customer_id' => '4' ) ),
			$rows[0]['facts']
		);
		self::assertSame( array( 'subscription.deleted' ), array_column( $this->fire( array( 'woocommerce_subscription_deleted', 7 ) ), 'topic' ), 'Without a word before' );
	}

	public function test_R4_2_one_of_which_only_a_part_was_saved_is_told_of_when_the_request_ends(): void {
		self::assertSame( array( 'subscription.updated' ), array_column( $this->fire( array( 'updated_subscription_meta', 5, 7, '_key', 'value' ), array( 'woocommerce_update_order_item', 5, null, 7 ), array( 'shutdown' ) ), 'topic' ) );
		self::assertSame( array(), $this->fire( array( 'woocommerce_update_order_item', 5, null, 9 ), array( 'shutdown' ) ), 'An order is none' );
	}

	public function test_a_draft_of_a_subscription_is_not_told(): void {
		self::assertSame( array(), $this->fire( array( 'woocommerce_update_subscription', 7, 'draft' ) ) );
	}

	public function test_a_hook_that_hands_over_something_else_harms_no_one(): void {
		foreach ( array_keys( self::announcements() ) as $name ) {
			self::assertSame( array(), array_diff( array_column( $this->fire( array( $name ), array( $name, null, null ), array( $name, 'x', array(), 5 ) ), 'topic' ), array( 'subscription.updated' ) ), $name );
		}
	}

	/**
	 * @param list<mixed> $step
	 * @return array<string, mixed>
	 */
	private function actor_of( array $step, string $role, bool $is_admin ): array {
		global $current_screen;
		self::become( $role );
		wp_get_current_user()->add_cap( 'edit_shop_orders', 'administrator' === $role );
		$current_screen = $is_admin ? new class() { // phpcs:ignore
			public function in_admin(): bool {
				return true;
			}
		} : null;
		try {
			return $this->fire( $step )[1]['facts'];
		} finally {
			$current_screen = null;
		}
	}

	/**
	 * @param list<mixed> ...$calls Hooks and what they hand over; `subscription`, `order` and so on stand for the thing.
	 * @return list<array{topic: string, facts: array<string, mixed>}>
	 */
	private function fire( array ...$calls ): array {
		global $wpdb, $wp_filter;
		$body = array( 'number' => '7', 'total' => '17.20', 'currency' => 'EUR', 'customer_id' => 4 );
		World::begin( array( 'subscription:7' => $body, 'order:9' => array( 'meta_data' => array( array( 'key' => '_subscription_renewal', 'value' => 7 ), array( 'key' => '_subscription_switch', 'value' => 7 ) ) ) ), array() );
		World::learn( array( 'class' => 'WC_Subscription', 'id' => 7, 'status' => 'active' ) );
		World::learn( array( 'class' => 'WC_Order', 'id' => 9, 'status' => 'pending' ) );
		update_option( 'passerelle_pairing', 'paired', true );
		$last      = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', Schema::outbox() ) );
		$hooks     = $wp_filter;
		$wp_filter = array();
		try {
			foreach ( self::capture( new Recorder() ) as $part ) {
				$part->register();
			}
			foreach ( $calls as $call ) {
				do_action( ...array_map( self::thing( ... ), $call ) );
			}
		} finally {
			$wp_filter = $hooks;
		}
		$rows = (array) $wpdb->get_results( $wpdb->prepare( 'SELECT topic, facts FROM %i WHERE id > %d ORDER BY id', Schema::outbox(), $last ), ARRAY_A );
		return array_map( static fn ( array $row ): array => array( 'topic' => (string) $row['topic'], 'facts' => (array) json_decode( (string) $row['facts'], true ) ), array_values( $rows ) );
	}

	private static function thing( mixed $word ): mixed {
		return match ( $word ) {
			'subscription' => World::get( 7 ),
			'draft'        => new \WC_Subscription( array( 'id' => 8, 'status' => 'auto-draft' ) ), // @phpstan-ignore-line
			'order'        => World::get( 9 ),
			'retry'        => new class() {
				public function get_order_id(): int {
					return 9;
				}
			},
			default        => $word,
		};
	}

	/**
	 * @return array<int, Moment>
	 */
	private function play( string $name ): array {
		return Timeline::read( $name )->play( self::capture( ... ) );
	}

	/**
	 * @return list<Registerable>
	 */
	private static function capture( Recorder $recorder ): array {
		$subscriptions = new OrderRows( $recorder, 'subscription', 'shop_subscription' );
		return array( new SubscriptionEvents( $subscriptions ), new OrderParts( $subscriptions ), new OrderPosts( $subscriptions ) );
	}
}
