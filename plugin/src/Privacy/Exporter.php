<?php

declare( strict_types=1 );

namespace Passerelle\Privacy;

use Passerelle\Delivery\Outbox;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Tells a person, through WordPress's own export, which events about them the shop keeps for the relay. Their contents are the
 * orders and the account themselves, which WooCommerce exports.
 */
final class Exporter implements Registerable {
	public function register(): void {
		add_filter( 'wp_privacy_personal_data_exporters', array( $this, 'add' ), 20 );
	}

	/**
	 * @param array<string, array<string, mixed>> $exporters
	 * @return array<string, array<string, mixed>>
	 */
	public function add( array $exporters ): array {
		$exporters['passerelle'] = array(
			'exporter_friendly_name' => __( 'Events kept by Passerelle', 'passerelle' ),
			'callback'               => array( $this, 'export' ),
		);
		return $exporters;
	}

	/**
	 * @return array{data: list<array<string, mixed>>, done: bool}
	 */
	public function export( string $email, int $page = 1 ): array {
		$rows = Traces::page( Person::things( $email ), $page );
		return array(
			'data' => array_map( array( $this, 'item' ), $rows ),
			'done' => array() === $rows,
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private function item( \stdClass $row ): array {
		$lines = array(
			__( 'Event', 'passerelle' )          => $row->topic,
			__( 'About', 'passerelle' )          => "{$row->kind} {$row->entity_id}",
			__( 'Happened at (UTC)', 'passerelle' ) => substr( (string) $row->occurred_at, 0, 19 ),
			__( 'State', 'passerelle' )          => self::state( (int) $row->state ),
		);
		return array(
			'group_id'          => 'passerelle_events',
			'group_label'       => __( 'Events for other systems', 'passerelle' ),
			'group_description' => __( 'What happened to the orders, the subscriptions and the account, and was told to the systems that the shop works with.', 'passerelle' ),
			'item_id'           => 'passerelle-event-' . $row->event_id,
			'data'              => array_map( static fn ( string $name, string $value ): array => array( 'name' => $name, 'value' => $value ), array_keys( $lines ), array_values( $lines ) ),
		);
	}

	private static function state( int $state ): string {
		return match ( $state ) {
			Outbox::ACKNOWLEDGED => __( 'Sent', 'passerelle' ),
			Outbox::REJECTED     => __( 'Sent and turned down', 'passerelle' ),
			default              => __( 'Waits to be sent', 'passerelle' ),
		};
	}
}
