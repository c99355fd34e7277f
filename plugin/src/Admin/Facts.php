<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Settings;
use Passerelle\Vault;

defined( 'ABSPATH' ) || exit;

/**
 * The same rows for the settings page, Site Health's information and WooCommerce's status report; no secret among them.
 */
final class Facts {
	/**
	 * @return array<string, array{label: string, export: string, value: string}> Plain text, by a name of our own; `export` is the
	 *                                                                           label in English, for reports to a support desk.
	 */
	public static function all( Standing $standing ): array {
		$pairing = Settings::pairing();
		$paired  = null === $pairing ? false : strtotime( $pairing->paired_at );
		$state   = Words::state( $standing );
		return array(
			'state'           => self::row( __( 'State', 'passerelle' ), 'State', self::after( $state['name'], $state['sentence'] ) ),
			'relay'           => self::row( __( 'Relay', 'passerelle' ), 'Relay', Settings::relay_url() ),
			'connection'      => self::row( __( 'Connection', 'passerelle' ), 'Connection', null === $pairing ? '' : $pairing->connection_id ),
			'connected_since' => self::row( __( 'Connected since', 'passerelle' ), 'Connected since', false === $paired ? '' : Words::moment( $paired ) ),
			'waiting'         => self::row( __( 'Waiting to be sent', 'passerelle' ), 'Waiting', self::waiting( $standing ) ),
			'oldest'          => self::row( __( 'Oldest that waits', 'passerelle' ), 'Oldest', null === $standing->oldest_age_s ? __( 'nothing waits', 'passerelle' ) : Words::age( $standing->oldest_age_s ) ),
			'acknowledged'    => self::row( __( 'Last acknowledgement', 'passerelle' ), 'Last acknowledgement', Words::moment( $standing->acknowledged_at ) ),
			'next_try'        => self::row( __( 'Next try', 'passerelle' ), 'Next try', self::next_try( $standing ) ),
			'error'           => self::row( __( 'Last problem', 'passerelle' ), 'Last problem', self::error( $standing ) ),
			'rejected'        => self::row( __( 'Refused by the relay', 'passerelle' ), 'Rejected', number_format_i18n( $standing->rejected ) ),
			/* translators: %s: number of seconds, perhaps negative. */
			'clock'           => self::row( __( 'Clock against the relay’s', 'passerelle' ), 'Clock offset', sprintf( __( '%s s', 'passerelle' ), number_format_i18n( $standing->clock_offset_s ) ) ),
			'key'             => self::row( __( 'Key in wp-config.php', 'passerelle' ), 'Key in wp-config.php', Vault::has_key() ? __( 'present', 'passerelle' ) : __( 'missing', 'passerelle' ) ),
			'wake_up'         => self::row( __( 'Scheduled task', 'passerelle' ), 'Wake-up', $standing->is_woken ? __( 'present', 'passerelle' ) : __( 'missing', 'passerelle' ) ),
		);
	}

	/**
	 * Text after a label, with the punctuation of the language.
	 */
	public static function after( string $label, string $text ): string {
		/* translators: 1: a label, 2: what it is about. */
		return trim( sprintf( __( '%1$s: %2$s', 'passerelle' ), $label, $text ) );
	}

	private static function waiting( Standing $standing ): string {
		return sprintf(
			/* translators: 1: number of events, 2: size such as "12 KB". */
			_n( '%1$s event (the outbox takes up %2$s)', '%1$s events (the outbox takes up %2$s)', $standing->waiting, 'passerelle' ),
			number_format_i18n( $standing->waiting ),
			Words::size( $standing->bytes )
		);
	}

	private static function next_try( Standing $standing ): string {
		if ( ! $standing->is_paired || ! $standing->has_secrets || '' !== $standing->difference ) {
			return __( 'none', 'passerelle' );
		}
		return null === $standing->next_try_at || $standing->next_try_at <= time() ? __( 'as soon as something waits', 'passerelle' ) : Words::moment( $standing->next_try_at );
	}

	private static function error( Standing $standing ): string {
		if ( '' === $standing->error ) {
			return __( 'none', 'passerelle' );
		}
		return Problems::explain( $standing->error )['what'] . ' (' . implode( ': ', array_filter( array( $standing->error, $standing->error_detail ) ) ) . ')';
	}

	/**
	 * @return array{label: string, export: string, value: string}
	 */
	private static function row( string $label, string $export, string $value ): array {
		return array( 'label' => $label, 'export' => $export, 'value' => '' === $value ? '–' : $value );
	}
}
