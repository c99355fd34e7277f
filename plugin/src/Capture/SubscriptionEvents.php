<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Subscriptions of WooCommerce Subscriptions. What its data does not say is told as a step: who moved the status, which order
 * renewed it, what was refused. Its dates are in its data.
 */
final class SubscriptionEvents implements Registerable {
	/** Hooks after which its data says it all, by the place of the subscription among what they hand over. */
	private const CHANGES = array(
		'woocommerce_update_subscription'               => 1,
		'woocommerce_checkout_subscription_created'     => 0,
		'wcs_orders_add_relation'                       => 1,
		'wcs_orders_delete_relation'                    => 1,
		'woocommerce_subscription_status_changed'       => 3,
		'woocommerce_subscription_date_updated'         => 0,
		'woocommerce_subscription_date_deleted'         => 0,
		'woocommerce_subscription_payment_complete'     => 0,
		'woocommerce_customer_changed_subscription_to_active' => 0,
		'woocommerce_customer_changed_subscription_to_on-hold' => 0,
		'woocommerce_customer_changed_subscription_to_pending-cancel' => 0,
		'woocommerce_customer_changed_subscription_to_cancelled' => 0,
		'woocommerce_customer_changed_subscription_to_expired' => 0,
	);

	private readonly SubscriptionActor $actor;

	public function __construct( private readonly OrderRows $rows ) {
		$this->actor = new SubscriptionActor();
	}

	public function register(): void {
		$this->actor->register();
		foreach ( self::CHANGES as $name => $place ) {
			Hook::on( $name, fn ( mixed ...$given ) => $this->rows->changed( $given[ $place ] ?? null ) );
		}
		// Comes for orders and subscriptions alike, and never for a draft.
		Hook::on( 'woocommerce_new_order', fn ( mixed $id, mixed $order = null ) => $this->rows->changed( $order, true ) );
		Hook::on( 'woocommerce_new_subscription', fn ( mixed $id ) => $this->rows->touch( (int) $id ) );
		Hook::on( 'woocommerce_subscription_status_updated', $this->change_status( ... ), PHP_INT_MIN );
		$this->register_departures();
		$this->register_steps();
	}

	private function register_departures(): void {
		foreach ( array( 'woocommerce_before_trash_subscription', 'woocommerce_before_delete_subscription' ) as $name ) {
			Hook::on( $name, fn ( mixed $id, mixed $subscription = null ) => $this->rows->leaves( $subscription ) );
		}
		Hook::on( 'woocommerce_subscription_trashed', fn ( mixed $id ) => $this->rows->went( (int) $id, 'trashed', true ) );
		Hook::on( 'woocommerce_subscription_deleted', fn ( mixed $id ) => $this->rows->went( (int) $id, 'deleted', true ) );
		Hook::on( 'woocommerce_untrash_subscription', fn ( mixed $id ) => $this->rows->returned( (int) $id ) );
	}

	private function register_steps(): void {
		$on = fn ( string $name, callable $tell ) => Hook::on( $name, $tell );
		$on( 'woocommerce_subscription_renewal_payment_complete', fn ( mixed $one, mixed $order = null ) => $this->tell( $one, 'renewal_paid', array( 'order_id' => OrderFacts::id_of( $order ) ) ) );
		$on( 'woocommerce_subscription_renewal_payment_failed', fn ( mixed $one, mixed $order = null ) => $this->tell( $one, 'renewal_failed', array( 'order_id' => OrderFacts::id_of( $order ) ) ) );
		$on( 'woocommerce_subscription_payment_failed', fn ( mixed $one, mixed $to = '' ) => $this->tell( $one, 'payment_failed', array( 'to' => $to ) ) );
		$on( 'woocommerce_subscription_unable_to_update_status', fn ( mixed $one, mixed $to = '', mixed $from = '' ) => $this->tell( $one, 'status_refused', array( 'from' => $from, 'to' => $to ) ) );
		$on( 'woocommerce_subscription_payment_method_updated', fn ( mixed $one, mixed $to = '', mixed $from = '' ) => $this->tell( $one, 'payment_method_changed', array( 'from' => $from, 'to' => $to ) ) );
		$on( 'woocommerce_subscriptions_gifting_recipient_changed', fn ( mixed $one, mixed $user_id = 0 ) => $this->tell( $one, 'recipient_changed', array( 'customer_id' => is_scalar( $user_id ) ? (string) $user_id : '' ) ) );
		$on( 'wcs_renewal_order_created', fn ( mixed $order, mixed $one = null ) => $this->tell( $one, 'renewal_begun', array( 'order_id' => OrderFacts::id_of( $order ) ) ) );
		$on( 'wcs_resubscribe_order_created', fn ( mixed $order, mixed $one = null ) => $this->tell( $one, 'resubscribed', array( 'order_id' => OrderFacts::id_of( $order ) ) ) );
		$on( 'woocommerce_subscription_item_switched', $this->switch_item( ... ) );
		$on( 'woocommerce_subscriptions_switch_completed', fn ( mixed $order ) => $this->tell_related( $order, 'wcs_get_subscriptions_for_switch_order', 'switched', array() ) );
		$on( 'woocommerce_subscriptions_retry_status_updated', $this->change_retry( ... ) );
	}

	private function change_status( mixed $subscription, mixed $to = '', mixed $from = '' ): void {
		$from = is_string( $from ) ? $from : '';
		if ( ! $this->rows->changed( $subscription, OrderRows::is_draft( $from ) ) || ! $this->rows->owns( $subscription ) ) {
			return;
		}
		$this->tell( $subscription, 'status_changed', array( 'from' => $from, 'to' => $to, 'actor' => $this->actor->of( $subscription ) ) );
	}

	private function switch_item( mixed $order, mixed $subscription = null, mixed $added = 0, mixed $removed = 0 ): void {
		$id_of = static fn ( mixed $id ): string => is_scalar( $id ) ? (string) $id : '';
		$this->tell( $subscription, 'item_switched', array( 'order_id' => OrderFacts::id_of( $order ), 'added_item_id' => $id_of( $added ), 'removed_item_id' => $id_of( $removed ) ) );
	}

	private function change_retry( mixed $retry, mixed $to = '', mixed $from = '' ): void {
		if ( is_object( $retry ) && is_callable( array( $retry, 'get_order_id' ) ) ) {
			$this->tell_related( wc_get_order( $retry->get_order_id() ), 'wcs_get_subscriptions_for_renewal_order', 'retry_changed', array( 'from' => $from, 'to' => $to ) );
		}
	}

	/**
	 * @param string               $find  The function of WooCommerce Subscriptions that finds what the order belongs to.
	 * @param array<string, mixed> $facts
	 */
	private function tell_related( mixed $order, string $find, string $step, array $facts ): void {
		if ( ! $order instanceof \WC_Order || ! is_callable( $find ) ) {
			return;
		}
		foreach ( (array) $find( $order ) as $subscription ) {
			$this->tell( $subscription, $step, array( 'order_id' => (string) $order->get_id() ) + $facts );
		}
	}

	/**
	 * @param array<string, mixed> $facts
	 */
	private function tell( mixed $subscription, string $step, array $facts ): void {
		if ( $this->rows->tells( $subscription ) ) {
			$this->rows->step( $step, $subscription, $facts );
		}
	}
}
