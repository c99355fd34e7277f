<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Reading\Existing;
use Passerelle\Reading\Mark;
use Passerelle\Reading\Representation;

defined( 'ABSPATH' ) || exit;

/**
 * Reads from the shop itself.
 */
final class LiveReads implements Reads {
	/**
	 * Without WooCommerce, as while it is being repaired, nobody knows where orders are kept.
	 */
	public function can_read( string $kind ): bool {
		return ! self::is_thing( $kind ) || class_exists( '\WooCommerce', false );
	}

	public function mark( string $kind, int $id ): ?string {
		return self::is_thing( $kind ) ? Mark::of( $kind, $id ) : null;
	}

	public function data( string $kind, int $id ): ?array {
		return self::is_thing( $kind ) ? Representation::of( $kind, $id ) : null;
	}

	// The event by which the connection is tested is of nothing in the shop.
	private static function is_thing( string $kind ): bool {
		return in_array( $kind, Existing::KINDS, true );
	}
}
