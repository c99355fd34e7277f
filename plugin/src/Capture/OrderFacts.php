<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

defined( 'ABSPATH' ) || exit;

/**
 * The facts of orders and subscriptions as they go on the wire: ids are texts, times ISO 8601 in UTC, money as Amount says.
 */
final class OrderFacts {
	/**
	 * What remains of one that is gone. No address and no e-mail: whoever deletes an order may do so to forget a person.
	 *
	 * @return array<string, mixed>
	 */
	public static function identity( \WC_Order $order ): array {
		$currency = (string) $order->get_currency( 'edit' );
		return array(
			'id'          => (string) $order->get_id(),
			'number'      => (string) $order->get_order_number(),
			'status'      => $order->get_status( 'edit' ),
			'total'       => Amount::of( $order->get_total( 'edit' ), $currency ),
			'currency'    => $currency,
			'customer_id' => (string) $order->get_customer_id( 'edit' ),
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	public static function payment( \WC_Order $order ): array {
		return array_filter(
			array(
				'paid_at'        => self::instant( $order->get_date_paid( 'edit' ) ),
				'transaction_id' => (string) $order->get_transaction_id( 'edit' ),
			)
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	public static function refund( \WC_Order_Refund $refund ): array {
		return array(
			'refund' => array(
				'id'          => (string) $refund->get_id(),
				'amount'      => Amount::of( $refund->get_amount( 'edit' ), (string) $refund->get_currency( 'edit' ) ),
				'reason'      => (string) $refund->get_reason( 'edit' ),
				'refunded_at' => self::instant( $refund->get_date_created( 'edit' ) ),
			),
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	public static function note( \WP_Comment $note ): array {
		$is_system = str_starts_with( strtolower( $note->comment_author_email ), 'woocommerce@' );
		return array(
			'note' => array(
				'id'            => (string) $note->comment_ID,
				'text'          => $note->comment_content,
				'customer_note' => (bool) get_comment_meta( (int) $note->comment_ID, 'is_customer_note', true ),
				'author'        => $is_system ? 'system' : $note->comment_author,
				'date'          => str_replace( ' ', 'T', $note->comment_date_gmt ) . 'Z',
			),
		);
	}

	/**
	 * @return string The id of an order as a fact gives it; empty where there is none.
	 */
	public static function id_of( mixed $order ): string {
		return $order instanceof \WC_Data && $order->get_id() > 0 ? (string) $order->get_id() : '';
	}

	private static function instant( mixed $date ): ?string {
		return $date instanceof \DateTimeInterface ? gmdate( 'Y-m-d\TH:i:s\Z', $date->getTimestamp() ) : null;
	}
}
