<?php

declare( strict_types=1 );

// Stands in for a card: it accepts or declines as the option lab_card says, in the shop and for renewals.
final class Lab_Card extends WC_Payment_Gateway {
	public function __construct() {
		$this->id           = 'test_card';
		$this->title        = 'Carte';
		$this->method_title = 'Carte';
		$this->has_fields   = false;
		$this->enabled      = 'yes';
		$this->supports     = array( 'products', 'refunds', 'subscriptions', 'subscription_cancellation', 'subscription_suspension', 'subscription_reactivation', 'subscription_amount_changes', 'subscription_date_changes', 'multiple_subscriptions' );
	}

	public function is_available() {
		return true;
	}

	public function process_payment( $id ) {
		$order = wc_get_order( $id );
		if ( 'declines' === get_option( 'lab_card' ) ) {
			$order->update_status( 'failed' );
			throw new Exception( 'Refusée' );
		}
		$order->payment_complete( 'txn_' . $id );
		return array( 'result' => 'success', 'redirect' => $this->get_return_url( $order ) );
	}

	public function process_refund( $id, $amount = null, $reason = '' ) {
		return true;
	}

	public static function charge( $amount, WC_Order $order ): void {
		'declines' === get_option( 'lab_card' ) ? $order->update_status( 'failed' ) : $order->payment_complete( 'txn_' . $order->get_id() );
	}
}
add_filter( 'woocommerce_payment_gateways', static fn ( array $gateways ): array => array( ...$gateways, Lab_Card::class ) );
add_action( 'woocommerce_scheduled_subscription_payment_test_card', array( Lab_Card::class, 'charge' ), 10, 2 );
