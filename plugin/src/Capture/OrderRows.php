<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * What one request tells of orders, or of subscriptions, which WooCommerce keeps as orders of another type. Several hooks tell
 * the same, depending on where WooCommerce stores orders; it is written down once.
 */
final class OrderRows {
	private const DRAFTS = array( 'new', 'auto-draft', 'draft', 'checkout-draft' );

	/** @var array<int, bool> Whether those that came by are told of. */
	private array $seen = array();
	/** @var array<int, string> Where they went last: `trashed`, `deleted`, `restored`. */
	private array $went = array();
	/** @var array<int, array<string, mixed>> Last identity of those about to go. */
	private array $leaving = array();
	/** @var array<int, true> Those of which only a part was saved. */
	private array $touched = array();

	/**
	 * @param string $kind As the Recorder names it.
	 * @param string $type As WooCommerce names it.
	 */
	public function __construct( private readonly Recorder $recorder, private readonly string $kind, public readonly string $type ) {}

	public static function is_draft( string $status ): bool {
		return in_array( preg_replace( '/^wc-/', '', $status ), self::DRAFTS, true );
	}

	/**
	 * Whether it is one of them, a draft included.
	 *
	 * @phpstan-assert-if-true =\WC_Order $order
	 */
	public function owns( mixed $order ): bool {
		return $order instanceof \WC_Order && $order->get_type() === $this->type && $order->get_id() > 0;
	}

	/**
	 * Whether it is one of them that is told of: drafts are not, nor is what was just deleted.
	 *
	 * @phpstan-assert-if-true =\WC_Order $order
	 */
	public function tells( mixed $order ): bool {
		if ( ! $this->owns( $order ) ) {
			$this->seen += $order instanceof \WC_Order ? array( $order->get_id() => false ) : array();
			return false;
		}
		if ( ! Settings::is_paired() || Origin::is_reading() ) {
			return false;
		}
		$id                = $order->get_id();
		$this->seen[ $id ] = ! self::is_draft( $order->get_status( 'edit' ) ) && 'deleted' !== ( $this->went[ $id ] ?? '' );
		return $this->seen[ $id ];
	}

	/**
	 * @return bool Whether it was new or changed, and not one that is not told of.
	 */
	public function changed( mixed $order, bool $is_new = false ): bool {
		if ( ! $this->tells( $order ) ) {
			return false;
		}
		if ( ! $this->is_away( $order->get_id() ) || 'trash' !== $order->get_status( 'edit' ) ) {
			$this->recorder->snapshot( $this->kind, $order->get_id(), $is_new );
		}
		return true;
	}

	/**
	 * The same where only its id and status are known.
	 */
	public function changed_to( int $id, string $status, bool $is_new ): void {
		$this->seen[ $id ] = ! self::is_draft( $status );
		if ( $this->seen[ $id ] ) {
			$this->recorder->snapshot( $this->kind, $id, $is_new );
		}
	}

	/**
	 * @param array<string, mixed> $facts
	 */
	public function step( string $topic, \WC_Order $order, array $facts ): void {
		$this->recorder->step( "$this->kind.$topic", $this->kind, $order->get_id(), $facts );
	}

	/**
	 * Something of it was saved, and no one said what it is. If nothing else comes by that does, it is read when the request ends.
	 */
	public function touch( int $id ): void {
		if ( $this->is_away( $id ) ) {
			return;
		}
		if ( $this->seen[ $id ] ?? false ) {
			$this->recorder->snapshot( $this->kind, $id );
		} elseif ( ! isset( $this->seen[ $id ] ) && $id > 0 && ! Origin::is_reading() && Settings::is_paired() ) {
			$this->touched[ $id ] = true;
		}
	}

	public function finish(): void {
		$touched       = array_keys( $this->touched );
		$this->touched = array();
		if ( ! Settings::is_paired() || ! function_exists( 'wc_get_order' ) ) {
			return;
		}
		foreach ( $touched as $id ) {
			isset( $this->seen[ $id ] )
				? $this->touch( $id )
				: $this->changed( Origin::while_reading( static fn (): mixed => wc_get_order( $id ) ) );
		}
	}

	/**
	 * It is about to be trashed or deleted; afterwards there is nothing left to name it by.
	 */
	public function leaves( mixed $order ): void {
		if ( $this->tells( $order ) ) {
			$this->leaving[ $order->get_id() ] = OrderFacts::identity( $order );
		}
	}

	public function is_leaving( int $id ): bool {
		return isset( $this->leaving[ $id ] );
	}

	/**
	 * @param string $reason     `trashed` or `deleted`.
	 * @param bool   $is_certain Whether it is one of them even where no one said that it was about to go.
	 */
	public function went( int $id, string $reason, bool $is_certain = false ): void {
		$last = $this->leaving[ $id ] ?? ( $is_certain && $reason !== ( $this->went[ $id ] ?? '' ) ? array( 'id' => (string) $id ) : null );
		unset( $this->leaving[ $id ] );
		if ( null === $last ) {
			return;
		}
		$this->went[ $id ] = $reason;
		if ( 'deleted' === $reason ) {
			$this->seen[ $id ] = false;
		}
		'subscription' === $this->kind && 'trashed' === $reason
			? $this->recorder->snapshot( $this->kind, $id )
			: $this->recorder->gone( $this->kind, $id, $reason, $last );
	}

	public function returned( int $id ): void {
		if ( 'restored' === ( $this->went[ $id ] ?? '' ) ) {
			return;
		}
		$this->went[ $id ] = 'restored';
		'subscription' === $this->kind ? $this->recorder->snapshot( $this->kind, $id ) : $this->recorder->restored( $this->kind, $id );
	}

	/**
	 * Whether it was just said to be in the trash or deleted, which is the last word until it returns.
	 */
	private function is_away( int $id ): bool {
		return in_array( $this->went[ $id ] ?? '', array( 'trashed', 'deleted' ), true );
	}
}
