<?php

declare( strict_types=1 );

namespace Passerelle\Privacy;

use Passerelle\Capture\Recorder;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Empties the copies of a person's data that wait in the outbox or were sent from it: through WordPress's own erasure, and
 * whenever WooCommerce makes an order anonymous.
 */
final class Eraser implements Registerable {
	public function __construct( private readonly Recorder $recorder ) {}

	public function register(): void {
		// After WooCommerce, so that what is built again is built from the orders as they are then.
		add_filter( 'wp_privacy_personal_data_erasers', array( $this, 'add' ), 99 );
		add_action( 'woocommerce_privacy_remove_order_personal_data', array( $this, 'forget_order' ), 99 );
	}

	/**
	 * @param array<string, array<string, mixed>> $erasers
	 * @return array<string, array<string, mixed>>
	 */
	public function add( array $erasers ): array {
		$erasers['passerelle'] = array(
			'eraser_friendly_name' => __( 'Events kept by Passerelle', 'passerelle' ),
			'callback'             => array( $this, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}
	 */
	public function erase( string $email, int $page = 1 ): array {
		$things = Person::things( $email );
		$count  = Traces::erase( $things );
		foreach ( $things as $kind => $ids ) {
			array_map( fn ( int $id ) => $this->tell( $kind, $id ), $ids );
		}
		$messages = array();
		if ( $count['emptied'] > 0 ) {
			/* translators: %d: number of events. */
			$messages[] = sprintf( _n( '%d event that Passerelle had sent about this person was emptied.', '%d events that Passerelle had sent about this person were emptied.', $count['emptied'], 'passerelle' ), $count['emptied'] );
		}
		if ( $count['waiting'] > 0 ) {
			/* translators: %d: number of events. */
			$messages[] = sprintf( _n( '%d event about this person still has to be sent and was kept, because other systems would otherwise go on with what they know. It will carry what the shop holds when it is sent.', '%d events about this person still have to be sent and were kept, because other systems would otherwise go on with what they know. They will carry what the shop holds when they are sent.', $count['waiting'], 'passerelle' ), $count['waiting'] );
		}
		if ( array_filter( $things ) !== array() ) {
			$messages[] = __( 'The relay is told how the orders and the account of this person stand now. What the relay and the systems behind it have already received is to be erased there.', 'passerelle' );
		}
		return array(
			'items_removed'  => $count['emptied'] > 0,
			'items_retained' => $count['waiting'] > 0,
			'messages'       => $messages,
			'done'           => true,
		);
	}

	/**
	 * @param mixed $order The order that WooCommerce has made anonymous.
	 */
	public function forget_order( mixed $order ): void {
		if ( ! $order instanceof \WC_Order ) {
			return;
		}
		$kind = 'shop_subscription' === $order->get_type() ? 'subscription' : 'order';
		Traces::erase( array( $kind => array( $order->get_id() ) ) );
		$this->tell( $kind, $order->get_id() );
	}

	private function tell( string $kind, int $id ): void {
		$exists = 'customer' === $kind ? get_userdata( $id ) instanceof \WP_User : function_exists( 'wc_get_order' ) && false !== wc_get_order( $id );
		if ( $exists ) {
			$this->recorder->snapshot( $kind, $id );
		}
	}
}
