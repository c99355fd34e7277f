<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Of orders the status and notes; of subscriptions the status, the dates and notes. Nothing else of either is written from outside.
 */
final class OrderWriter implements Writer {
	private const DATES = array( 'start_date', 'trial_end_date', 'next_payment_date', 'end_date' );

	public function does(): array {
		return array( 'order.set_status', 'order.add_note', 'subscription.set_status', 'subscription.add_note', 'subscription.update' );
	}

	public function write( Write $write, bool $is_repeat ): Outcome {
		$order = $this->order( $write );
		return match ( $write->action ) {
			'add_note' => $this->add_note( $write, $order, $is_repeat ),
			'update'   => $this->set_dates( $write, $is_repeat ),
			default    => $this->set_status( $write, $order, $is_repeat ),
		};
	}

	private function set_status( Write $write, \WC_Order $order, bool $is_repeat ): Outcome {
		$write->only( array( 'status' ) );
		$status = $write->data['status'] ?? null;
		if ( ! is_string( $status ) || '' === $status ) {
			throw Refusal::refused( 'invalid_write', 'status is a text' );
		}
		$path = self::path( $write );
		if ( $order->get_status() === $status ) {
			return Outcome::as_asked( $write, $write->id, $is_repeat );
		}
		self::expect( $write, $path );
		if ( 'order' === $write->kind ) {
			if ( ! array_key_exists( "wc-$status", wc_get_order_statuses() ) || 'checkout-draft' === $status || $order->has_status( array( 'auto-draft', 'checkout-draft', 'draft' ) ) ) {
				throw Refusal::refused( 'status_not_possible', "The order cannot go from {$order->get_status()} to $status" );
			}
			ShopRest::call( 'PUT', $path, array( 'status' => $status ) );
			return Outcome::written( $write );
		}
		// Asked first, because WooCommerce Subscriptions writes a note about each transition that it refuses.
		if ( ! is_callable( array( $order, 'can_be_updated_to' ) ) || true !== $order->can_be_updated_to( $status ) ) {
			throw Refusal::refused( 'status_not_possible', "The subscription cannot go from {$order->get_status()} to $status" );
		}
		ShopRest::call( 'PUT', $path, array( 'transition_status' => $status ) );
		return Outcome::written( $write );
	}

	private function set_dates( Write $write, bool $is_repeat ): Outcome {
		$write->only( self::DATES );
		$path    = self::path( $write );
		$present = ShopRest::read( $path, 'edit' );
		$dates   = array();
		foreach ( self::DATES as $date ) {
			$present[ $date ] = $present[ $date . '_gmt' ] ?? '';
			if ( array_key_exists( $date, $write->data ) ) {
				$dates[ $date ] = self::date( $write->data[ $date ], $date );
			}
		}
		if ( Likeness::holds( array_map( static fn ( string $date ): string => str_replace( ' ', 'T', $date ), $dates ), $present ) ) {
			return Outcome::as_asked( $write, $write->id, $is_repeat );
		}
		Expected::check( $write, $present );
		ShopRest::call( 'PUT', $path, $dates );
		return Outcome::written( $write );
	}

	private function add_note( Write $write, \WC_Order $order, bool $is_repeat ): Outcome {
		$write->only( array( 'note', 'customer_note' ) );
		$note = $write->data['note'] ?? null;
		if ( ! is_string( $note ) || '' === trim( $note ) || ! is_bool( $write->data['customer_note'] ?? false ) ) {
			throw Refusal::refused( 'invalid_write', 'note is a text, customer_note is true or false' );
		}
		$path = self::path( $write );
		$id   = $is_repeat ? NewNote::find( $write, $order->get_id() ) : null;
		if ( null === $id ) {
			self::expect( $write, $path );
			$made = NewNote::marked( $write, static fn (): array => ShopRest::call( 'POST', "$path/notes", $write->data ) );
			$id   = (int) ( $made['id'] ?? 0 );
		}
		return new Outcome( Outcome::WRITTEN, $write->kind, $write->id, $id );
	}

	private static function expect( Write $write, string $path ): void {
		if ( null !== $write->expected ) {
			Expected::check( $write, ShopRest::read( $path, 'edit' ) );
		}
	}

	private function order( Write $write ): \WC_Order {
		if ( 'subscription' === $write->kind && ! function_exists( 'wcs_get_subscription' ) ) {
			throw Refusal::refused( 'subscriptions_missing', 'WooCommerce Subscriptions is not active in this shop' );
		}
		$order = wc_get_order( $write->id );
		if ( ! $order instanceof \WC_Order || $order->get_type() !== ( 'order' === $write->kind ? 'shop_order' : 'shop_subscription' ) ) {
			throw Refusal::gone( $write->kind, $write->id );
		}
		return $order->has_status( 'trash' ) ? throw Refusal::in_trash( $write->kind, $write->id ) : $order;
	}

	private static function path( Write $write ): string {
		return ( 'order' === $write->kind ? '/orders/' : '/subscriptions/' ) . $write->id;
	}

	/**
	 * @return string UTC as WooCommerce Subscriptions reads it; empty takes the date away.
	 */
	private static function date( mixed $value, string $name ): string {
		$time = is_string( $value ) && '' !== $value ? date_create_immutable( $value, new \DateTimeZone( 'UTC' ) ) : null;
		if ( '' !== $value && ! $time instanceof \DateTimeImmutable ) {
			throw Refusal::refused( 'invalid_write', "$name is a time as in 2026-11-21T07:10:50Z, or empty" );
		}
		return $time instanceof \DateTimeImmutable ? $time->setTimezone( new \DateTimeZone( 'UTC' ) )->format( 'Y-m-d H:i:s' ) : '';
	}
}
