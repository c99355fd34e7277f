<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Pairing\TestRoundTrip;
use Passerelle\Registerable;
use Passerelle\Settings;
use Passerelle\Vault;

defined( 'ABSPATH' ) || exit;

/**
 * Site Health: one test of what this site knows by itself, one of the whole way to the relay and back, and the facts.
 */
final class SiteHealth implements Registerable {
	private const CAPABILITY  = 'view_site_health_checks';
	private const MOST_SKEW_S = 60;

	public function register(): void {
		add_filter( 'site_status_tests', array( $this, 'add_tests' ) );
		add_filter( 'debug_information', array( $this, 'add_information' ) );
		add_action( 'rest_api_init', array( $this, 'add_route' ) );
	}

	/**
	 * @param array<string, mixed> $tests
	 * @return array<string, mixed>
	 */
	public function add_tests( array $tests ): array {
		$tests['direct']['passerelle'] = array( 'label' => 'Passerelle', 'test' => array( $this, 'local' ) );
		if ( Settings::is_paired() ) {
			$tests['async']['passerelle_round_trip'] = array(
				'label'             => __( 'Passerelle: the way to the relay and back', 'passerelle' ),
				'test'              => rest_url( 'passerelle/v1/site-health' ),
				'has_rest'          => true,
				'async_direct_test' => array( $this, 'round_trip' ),
			);
		}
		return $tests;
	}

	public function add_route(): void {
		register_rest_route(
			'passerelle/v1',
			'/site-health',
			array(
				'methods'             => 'GET',
				'callback'            => array( $this, 'round_trip' ),
				'permission_callback' => static fn (): bool => current_user_can( self::CAPABILITY ),
			)
		);
	}

	/**
	 * @return array<string, mixed> As Site Health wants it.
	 */
	public function local(): array {
		$standing = Desk::standing();
		$findings = self::findings( $standing );
		$state    = Words::state( $standing );
		$status   = in_array( 'critical', array_column( $findings, 0 ), true ) ? 'critical' : ( array() === $findings ? 'good' : 'recommended' );
		$label    = array() === $findings ? __( 'Passerelle works', 'passerelle' ) : __( 'Passerelle needs attention', 'passerelle' );
		$lines    = array() === $standing->reasons() ? array( trim( $state['sentence'] . ' ' . $state['todo'] ) ) : array();
		return self::result( 'passerelle', $standing->is_paired ? $label : __( 'Passerelle is not connected', 'passerelle' ), $status, array_values( array_unique( array( ...$lines, ...array_column( $findings, 1 ) ) ) ) );
	}

	/**
	 * @return array<string, mixed> As Site Health wants it.
	 */
	public function round_trip(): array {
		$report = TestRoundTrip::run();
		if ( '' === $report['code'] ) {
			/* translators: %s: number of milliseconds. */
			$good = sprintf( __( 'The whole way works: there and back in %s ms.', 'passerelle' ), number_format_i18n( $report['total_ms'] ) );
			return self::result( 'passerelle_round_trip', __( 'The relay can be reached, and reaches this shop', 'passerelle' ), 'good', array( $good ) );
		}
		return self::result( 'passerelle_round_trip', __( 'The way to the relay and back is broken', 'passerelle' ), 'critical', array( Words::elsewhere( $report['code'], Desk::standing() ), ...$report['more'] ) );
	}

	/**
	 * @param array<string, mixed> $information
	 * @return array<string, mixed>
	 */
	public function add_information( array $information ): array {
		$fields = array();
		foreach ( Facts::all( Desk::standing() ) as $name => $fact ) {
			$fields[ $name ] = array( 'label' => $fact['label'], 'value' => $fact['value'] );
		}
		$information['passerelle'] = array( 'label' => 'Passerelle', 'fields' => $fields );
		return $information;
	}

	/**
	 * @return list<array{'critical'|'recommended', string}>
	 */
	private static function findings( Standing $standing ): array {
		$age      = (int) $standing->oldest_age_s;
		$findings = array();
		foreach ( $standing->reasons() as $reason ) {
			$findings[] = array( 'rejected' === $reason ? 'recommended' : 'critical', Words::elsewhere( $reason, $standing ) );
		}
		if ( ! $standing->is_paired ) {
			$findings[] = array( 'recommended', __( 'Connect this shop under WooCommerce, Passerelle.', 'passerelle' ) );
		}
		if ( $standing->is_paired && $age > Standing::SLOW_AFTER_S ) {
			/* translators: %s: a length of time such as "3 hours". */
			$findings[] = array( $age > Standing::STOPPED_AFTER_S ? 'critical' : 'recommended', sprintf( __( 'The oldest event has waited for %s.', 'passerelle' ), Words::age( $age ) ) );
		}
		if ( $standing->is_paired && ! $standing->is_woken ) {
			$findings[] = array( 'recommended', __( 'The scheduled task that wakes the sending is missing. Recreate it under WooCommerce, Status, Tools.', 'passerelle' ) );
		}
		if ( '' === (string) get_option( 'permalink_structure', '' ) ) {
			$findings[] = array( 'critical', __( 'Permalinks are set to Plain, so the relay cannot call this shop. Choose another structure under Settings, Permalinks.', 'passerelle' ) );
		}
		if ( ! Vault::has_key() ) {
			$findings[] = array( 'critical', implode( ' ', Problems::explain( 'no_key' ) ) );
		}
		if ( $standing->is_paired && abs( $standing->clock_offset_s ) > self::MOST_SKEW_S ) {
			/* translators: %s: number of seconds. */
			$findings[] = array( 'recommended', sprintf( __( 'This server’s clock and the relay’s are %s seconds apart. Ask your host to set the clock.', 'passerelle' ), number_format_i18n( abs( $standing->clock_offset_s ) ) ) );
		}
		return $findings;
	}

	/**
	 * @param 'good'|'recommended'|'critical' $status
	 * @param list<string>                    $lines Plain text.
	 * @return array<string, mixed>
	 */
	private static function result( string $test, string $label, string $status, array $lines ): array {
		return array(
			'test'        => $test,
			'label'       => $label,
			'status'      => $status,
			'badge'       => array( 'label' => 'Passerelle', 'color' => 'blue' ),
			'description' => implode( '', array_map( static fn ( string $line ): string => '<p>' . esc_html( $line ) . '</p>', $lines ) ),
			'actions'     => sprintf( '<p><a href="%s">%s</a></p>', esc_url( Page::url() ), esc_html__( 'Open Passerelle', 'passerelle' ) ),
		);
	}
}
