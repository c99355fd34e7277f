<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Notes on orders. Those written while the order was a draft are told as soon as it is one, in the same request.
 */
final class OrderNotes implements Registerable {
	/** @var array<int, list<int>> Notes on drafts, by order. */
	private array $waiting = array();

	public function __construct( private readonly OrderRows $rows ) {}

	public function register(): void {
		Hook::on( 'woocommerce_order_note_added', $this->add( ... ) );
		Hook::on( 'woocommerce_new_order', $this->tell_waiting( ... ), 20 );
		Hook::on( 'deleted_comment', $this->delete( ... ) );
	}

	private function add( mixed $note_id, mixed $order = null ): void {
		if ( $this->rows->tells( $order ) ) {
			$this->tell( (int) $note_id, $order );
		} elseif ( $this->rows->owns( $order ) ) {
			$this->waiting[ $order->get_id() ][] = (int) $note_id;
		}
	}

	private function tell_waiting( mixed $id, mixed $order = null ): void {
		$notes = $this->waiting[ (int) $id ] ?? array();
		unset( $this->waiting[ (int) $id ] );
		if ( array() !== $notes && $this->rows->tells( $order ) ) {
			foreach ( $notes as $note_id ) {
				$this->tell( $note_id, $order );
			}
		}
	}

	private function tell( int $note_id, \WC_Order $order ): void {
		$note = get_comment( $note_id );
		if ( $note instanceof \WP_Comment ) {
			$this->rows->step( 'note_added', $order, OrderFacts::note( $note ) );
		}
	}

	private function delete( mixed $note_id, mixed $note = null ): void {
		if ( ! $note instanceof \WP_Comment || 'order_note' !== $note->comment_type || $this->rows->is_leaving( (int) $note->comment_post_ID ) ) {
			return;
		}
		$order = wc_get_order( (int) $note->comment_post_ID );
		if ( $this->rows->tells( $order ) ) {
			$this->rows->step( 'note_deleted', $order, array( 'note_id' => (string) $note->comment_ID ) );
		}
	}
}
