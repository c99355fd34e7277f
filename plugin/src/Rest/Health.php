<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

use Passerelle\Copy;
use Passerelle\Delivery\OutboxState;
use Passerelle\Delivery\Wake;
use Passerelle\Installation;
use Passerelle\Pairing\Pair;
use Passerelle\Reading\Existing;
use Passerelle\Settings;
use Passerelle\Vault;

defined( 'ABSPATH' ) || exit;

/**
 * What the shop says of itself: to anybody which installation it is, to whoever pairs it that it holds the code, and to its relay
 * how it stands.
 */
final class Health {
	/**
	 * @return array<string, mixed>
	 */
	public static function for_anybody( ?string $challenge ): array {
		$id    = Installation::id();
		$proof = null === $challenge ? null : self::proof( $challenge, $id );
		return array( 'installation_id' => $id ) + ( null === $proof ? array() : array( 'proof' => $proof ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	public static function for_relay(): array {
		return array(
			'installation_id' => Installation::id(),
			'installation'    => Installation::describe(),
			'copy'            => Copy::difference(),
			'time'            => Answers::time(),
			'clock_offset_s'  => Settings::clock_offset_s(),
			'outbox'          => OutboxState::read(),
			'wake'            => self::wake(),
			'versions'        => array(
				'php'                => PHP_VERSION,
				'wordpress'          => get_bloginfo( 'version' ),
				'subscriptions'      => class_exists( 'WC_Subscriptions' ) ? (string) ( \WC_Subscriptions::$version ?? '' ) : null,
				'action_scheduler'   => class_exists( 'ActionScheduler_Versions' ) ? (string) \ActionScheduler_Versions::instance()->latest_version() : null,
				'has_order_tables'   => Existing::has_order_tables(),
				'has_object_cache'   => (bool) wp_using_ext_object_cache(),
				'memory_limit_bytes' => wp_convert_hr_to_bytes( (string) ini_get( 'memory_limit' ) ),
			),
		);
	}

	/**
	 * @return string|null Null where nobody is pairing this shop.
	 */
	private static function proof( string $challenge, string $id ): ?string {
		if ( 1 !== preg_match( '/^[\x21-\x7e]{1,256}$/D', $challenge ) ) {
			return null;
		}
		$sealed = (string) get_option( Pair::CODE, '' );
		$code   = '' === $sealed ? null : Vault::open( Pair::CODE, $sealed );
		if ( null === $code ) {
			return null;
		}
		$key = strtr( strtoupper( (string) preg_replace( '/[\s-]/', '', $code ) ), array( 'O' => '0', 'I' => '1', 'L' => '1' ) );
		return base64_encode( hash_hmac( 'sha256', "$challenge.$id", $key, true ) );
	}

	/**
	 * @return array{wp_cron: bool, is_scheduled: bool, next_at: int|null}
	 */
	private static function wake(): array {
		$next = function_exists( 'as_next_scheduled_action' ) ? as_next_scheduled_action( Wake::ACTION ) : false;
		return array(
			'wp_cron'      => ! ( defined( 'DISABLE_WP_CRON' ) && constant( 'DISABLE_WP_CRON' ) ),
			'is_scheduled' => false !== $next,
			'next_at'      => is_int( $next ) ? $next : null,
		);
	}
}
