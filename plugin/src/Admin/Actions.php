<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Copy;
use Passerelle\Pairing\Disconnect;
use Passerelle\Pairing\Outcome;
use Passerelle\Pairing\Pair;
use Passerelle\Pairing\RelayAddress;
use Passerelle\Pairing\Rotate;
use Passerelle\Pairing\SendNow;
use Passerelle\Pairing\TestRoundTrip;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * What the buttons of the settings page do. Each ends with one sentence on the page.
 */
final class Actions implements Registerable {
	public function register(): void {
		add_action( 'admin_post_passerelle', array( $this, 'handle' ) );
	}

	public function handle(): void {
		if ( ! current_user_can( Page::CAPABILITY ) ) {
			wp_die( esc_html__( 'You are not allowed to manage this connection.', 'passerelle' ), '', array( 'response' => 403 ) );
		}
		$action = isset( $_POST['do'] ) ? sanitize_key( wp_unslash( $_POST['do'] ) ) : '';
		check_admin_referer( 'passerelle_' . $action );
		$this->act( $action, array_map( 'sanitize_text_field', array_filter( wp_unslash( $_POST ), 'is_string' ) ) );
		wp_safe_redirect( Page::url() );
		exit;
	}

	/**
	 * @param array<string, string> $fields As they were sent, for a user whose right and nonce were found good.
	 */
	public function act( string $action, array $fields ): void {
		match ( $action ) {
			'pair'       => self::pair( $fields['address'] ?? '', $fields['code'] ?? '' ),
			'send'       => self::say( SendNow::run(), __( 'Sent. What still waits is shown below.', 'passerelle' ) ),
			'test'       => self::test(),
			'rotate'     => self::say( Rotate::run(), __( 'The connection has new secrets. The old ones stay good for a day.', 'passerelle' ) ),
			'disconnect' => self::disconnect(),
			'resend'     => self::resend( (int) ( $fields['row'] ?? 0 ) ),
			'live'       => self::live(),
			'copy'       => self::copy(),
			'keep'       => self::keep( 'yes' === ( $fields['remove_data'] ?? '' ) ),
			default      => null,
		};
	}

	private static function pair( string $address, string $code ): void {
		$outcome = Pair::run( $address, $code );
		if ( $outcome->is_good() ) {
			self::test( __( 'Connected.', 'passerelle' ) );
			return;
		}
		$words = Problems::explain( $outcome->code );
		$more  = 'site_not_proven' === $outcome->code ? SiteHints::find( $outcome->detail ) : self::detail( $outcome );
		Feedback::keep( 'error', $words['what'], $words['todo'], $more, array(), RelayAddress::to_show( $address, $code ) );
	}

	/**
	 * @param string $before What went well before the test.
	 */
	private static function test( string $before = '' ): void {
		$report = TestRoundTrip::run();
		$words  = Problems::explain( $report['code'] );
		/* translators: %s: number of milliseconds. */
		$good = sprintf( __( 'The whole way works: there and back in %s ms.', 'passerelle' ), number_format_i18n( $report['total_ms'] ) );
		if ( '' === $report['code'] ) {
			Feedback::keep( 'success', trim( "$before $good" ), '', array(), $report['hops'] );
			return;
		}
		Feedback::keep( '' === $before ? 'error' : 'warning', trim( $before . ' ' . $words['what'] ), $words['todo'], $report['more'], $report['hops'] );
	}

	private static function disconnect(): void {
		$outcome = Disconnect::run();
		if ( $outcome->is_good() ) {
			Feedback::keep( 'success', __( 'Disconnected. The relay knows, and nothing is sent any more.', 'passerelle' ) );
			return;
		}
		Feedback::keep( 'warning', __( 'Disconnected, and nothing is sent any more. The relay could not be told, so end the connection there as well.', 'passerelle' ), '', array( Problems::explain( $outcome->code )['what'] ) );
	}

	private static function resend( int $row ): void {
		$count = Desk::resend( $row );
		SendNow::run();
		Feedback::keep(
			'success',
			sprintf(
				/* translators: %s: number of events. */
				_n( '%s event is being sent again. If it is refused once more, it comes back into the list.', '%s events are being sent again. What is refused once more comes back into the list.', $count, 'passerelle' ),
				number_format_i18n( $count )
			)
		);
	}

	private static function live(): void {
		Copy::confirm_move();
		if ( Copy::is_copy() ) {
			Feedback::keep( 'warning', __( 'Connect again below with a new pairing code.', 'passerelle' ) );
			return;
		}
		self::say( SendNow::run(), __( 'This is the live shop: what waited is being sent from here.', 'passerelle' ) );
	}

	private static function copy(): void {
		Copy::become_own();
		Feedback::keep( 'success', __( 'This site is now a shop of its own, without a connection. The live shop is not affected.', 'passerelle' ) );
	}

	private static function keep( bool $removes_data ): void {
		update_option( 'passerelle_remove_data', $removes_data ? 'yes' : 'no', false );
		Feedback::keep( 'success', __( 'Saved.', 'passerelle' ) );
	}

	private static function say( Outcome $outcome, string $good ): void {
		$words = Problems::explain( $outcome->code );
		if ( $outcome->is_good() ) {
			Feedback::keep( 'success', $good );
			return;
		}
		Feedback::keep( 'error', $words['what'], $words['todo'], self::detail( $outcome ) );
	}

	/**
	 * @return list<string>
	 */
	private static function detail( Outcome $outcome ): array {
		return '' === $outcome->detail ? array() : array( $outcome->detail . ' (' . $outcome->code . ')' );
	}
}
