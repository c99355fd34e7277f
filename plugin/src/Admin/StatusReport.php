<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Pairing\SendNow;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce > Status: a table in the report, and two tools.
 */
final class StatusReport implements Registerable {
	public function register(): void {
		add_action( 'woocommerce_system_status_report', array( $this, 'render' ) );
		add_filter( 'woocommerce_debug_tools', array( $this, 'add_tools' ) );
	}

	public function render(): void {
		printf( '<table class="wc_status_table widefat" cellspacing="0"><thead><tr><th colspan="3" data-export-label="Passerelle"><h2>%s</h2></th></tr></thead><tbody>', 'Passerelle' );
		foreach ( Facts::all( Desk::standing() ) as $fact ) {
			printf( '<tr><td data-export-label="%s">%s</td><td class="help"></td><td>%s</td></tr>', esc_attr( $fact['export'] ), esc_html( Facts::after( $fact['label'], '' ) ), esc_html( $fact['value'] ) );
		}
		echo '</tbody></table>';
	}

	/**
	 * @param array<string, array<string, mixed>> $tools
	 * @return array<string, array<string, mixed>>
	 */
	public function add_tools( array $tools ): array {
		$tools['passerelle_send']    = array(
			'name'     => __( 'Passerelle: send what waits', 'passerelle' ),
			'button'   => __( 'Send now', 'passerelle' ),
			'desc'     => __( 'Sends to the relay what waits, without waiting for the scheduled task.', 'passerelle' ),
			'callback' => static function (): string {
				$outcome = SendNow::run();
				return $outcome->is_good() ? __( 'Sent.', 'passerelle' ) : Words::elsewhere( $outcome->code, Desk::standing() );
			},
		);
		$tools['passerelle_wake_up'] = array(
			'name'     => __( 'Passerelle: recreate the scheduled task', 'passerelle' ),
			'button'   => __( 'Recreate', 'passerelle' ),
			'desc'     => __( 'Removes the task that wakes the sending and creates it anew.', 'passerelle' ),
			'callback' => static function (): string {
				Desk::wake_anew();
				return __( 'The scheduled task was recreated.', 'passerelle' );
			},
		);
		return $tools;
	}
}
