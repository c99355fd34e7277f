<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Copy;
use Passerelle\Delivery\Ceiling;
use Passerelle\Delivery\Course;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\OutboxState;
use Passerelle\Delivery\Resend;
use Passerelle\Delivery\Wake;
use Passerelle\Schema;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * What the screens ask of the outbox and its drain.
 */
final class Desk {
	private const MOST_ROWS  = 20;
	private const MOST_AGAIN = 1_000;

	/**
	 * Costs a few small queries and, on a large outbox, a count.
	 */
	public static function standing(): Standing {
		$outbox = OutboxState::read();
		return new Standing(
			is_paired: Settings::is_paired(),
			has_secrets: null !== Settings::pairing(),
			difference: Copy::difference(),
			waiting: $outbox['waiting'],
			bytes: $outbox['bytes'],
			oldest_age_s: $outbox['oldest_age_s'],
			is_full: $outbox['is_over_ceiling'],
			acknowledged_at: $outbox['acknowledged_at'],
			next_try_at: $outbox['next_attempt_at'],
			error: $outbox['error_code'],
			error_detail: $outbox['error_detail'],
			needs_person: $outbox['needs_person'],
			rejected: $outbox['by_state']['rejected'],
			is_woken: function_exists( 'as_has_scheduled_action' ) && as_has_scheduled_action( Wake::ACTION ),
			clock_offset_s: Settings::clock_offset_s(),
		);
	}

	/**
	 * Only what calls for a person, as cheap as every page of the admin needs it.
	 */
	public static function brief(): Standing {
		global $wpdb;
		if ( ! Settings::is_paired() ) {
			return new Standing( is_paired: false, has_secrets: false );
		}
		wp_prime_option_caches( array( 'passerelle_delivery', 'passerelle_outbox_over_ceiling', 'passerelle_dismissed' ) );
		$course = Course::read();
		return new Standing(
			is_paired: true,
			has_secrets: null !== Settings::pairing(),
			difference: Copy::difference(),
			is_full: Ceiling::is_over(),
			error: $course['code'],
			needs_person: $course['needs_person'],
			rejected: (int) $wpdb->get_var( $wpdb->prepare( 'SELECT 1 FROM %i WHERE state = %d LIMIT 1', Schema::outbox(), Outbox::REJECTED ) ),
		);
	}

	/**
	 * @param int $row 0 for all that were rejected.
	 * @return int How many are sent again.
	 */
	public static function resend( int $row ): int {
		return Resend::run( 0 === $row ? array_column( OutboxState::rejected( self::MOST_AGAIN ), 'id' ) : array( $row ) );
	}

	/**
	 * Removes the action that wakes the drain, and makes it anew.
	 */
	public static function wake_anew(): void {
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( Wake::ACTION );
			( new Wake( '' ) )->ensure();
		}
	}

	/**
	 * @return list<array{id: int, topic: string, entity: string, url: string, at: int, code: string}> The newest that the relay
	 *         refused; `at` in Unix seconds.
	 */
	public static function rejected(): array {
		return array_map(
			static fn ( array $row ): array => array(
				'id'     => $row['id'],
				'topic'  => $row['topic'],
				'entity' => self::name( $row['kind'], $row['entity_id'] ),
				'url'    => self::url( $row['kind'], $row['entity_id'] ),
				'at'     => (int) strtotime( $row['occurred_at'] . ' UTC' ),
				'code'   => $row['code'],
			),
			OutboxState::rejected( self::MOST_ROWS )
		);
	}

	private static function name( string $kind, int $id ): string {
		return match ( $kind ) {
			/* translators: %s: number of a product. */
			'product'      => sprintf( __( 'Product %s', 'passerelle' ), (string) $id ),
			/* translators: %s: number of a product variation. */
			'variation'    => sprintf( __( 'Variation %s', 'passerelle' ), (string) $id ),
			/* translators: %s: number of an order. */
			'order'        => sprintf( __( 'Order %s', 'passerelle' ), (string) $id ),
			/* translators: %s: number of a customer. */
			'customer'     => sprintf( __( 'Customer %s', 'passerelle' ), (string) $id ),
			/* translators: %s: number of a subscription. */
			'subscription' => sprintf( __( 'Subscription %s', 'passerelle' ), (string) $id ),
			default        => "$kind $id",
		};
	}

	private static function url( string $kind, int $id ): string {
		$url = match ( $kind ) {
			'product'               => get_edit_post_link( $id, 'raw' ),
			'variation'             => get_edit_post_link( (int) wp_get_post_parent_id( $id ), 'raw' ),
			'customer'              => get_edit_user_link( $id ),
			'order', 'subscription' => function_exists( 'wc_get_order' ) && ( $order = wc_get_order( $id ) ) instanceof \WC_Order ? $order->get_edit_order_url() : '',
			default                 => '',
		};
		return (string) $url;
	}
}
