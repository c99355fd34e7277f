<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

defined( 'ABSPATH' ) || exit;

/**
 * Who moves a subscription to another status: the customer on the account page, someone of the shop, or no one.
 */
final class SubscriptionActor {
	/** @var array<int, true> Subscriptions that their customers are about to change. */
	private array $by_customer = array();

	/**
	 * WooCommerce Subscriptions names the customer before it moves the status; what it says afterwards comes too late to be told
	 * with the step.
	 */
	public function register(): void {
		foreach ( array( 'active', 'on-hold', 'pending-cancel', 'cancelled', 'expired' ) as $status ) {
			Hook::on( "woocommerce_before_customer_changed_subscription_to_$status", fn ( mixed $subscription ) => $this->by_customer[ self::id_of( $subscription ) ] = true );
			Hook::on( "woocommerce_customer_changed_subscription_to_$status", $this->forget( ... ), PHP_INT_MAX );
		}
	}

	/**
	 * @return string `customer`, `shop` or `system`.
	 */
	public function of( \WC_Order $subscription ): string {
		if ( isset( $this->by_customer[ $subscription->get_id() ] ) ) {
			return 'customer';
		}
		return null !== Origin::current() || ( ! self::is_queue() && self::is_at_desk() ) ? 'shop' : 'system';
	}

	private function forget( mixed $subscription ): void {
		unset( $this->by_customer[ self::id_of( $subscription ) ] );
	}

	/**
	 * The queue may run in a request that carries the cookies of someone of the shop.
	 */
	private static function is_queue(): bool {
		$ended = did_action( 'action_scheduler_after_execute' ) + did_action( 'action_scheduler_failed_execution' );
		return wp_doing_cron() || did_action( 'action_scheduler_begin_execute' ) > $ended;
	}

	private static function is_at_desk(): bool {
		return ( is_admin() || wp_is_serving_rest_request() ) && current_user_can( 'edit_shop_orders' );
	}

	private static function id_of( mixed $subscription ): int {
		return $subscription instanceof \WC_Order ? $subscription->get_id() : 0;
	}
}
