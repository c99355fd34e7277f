<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * How things of the shop stand at the moment.
 */
interface Reads {
	/**
	 * @return bool False while nothing can be said of such things, not even whether one is gone.
	 */
	public function can_read( string $kind ): bool;

	/**
	 * @return string|null What changes whenever the thing does; null where it is gone.
	 */
	public function mark( string $kind, int $id ): ?string;

	/**
	 * @return array<string, mixed>|null As WooCommerce's own REST shows it; null where it is gone, or not to be told.
	 */
	public function data( string $kind, int $id ): ?array;
}
