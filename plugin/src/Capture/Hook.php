<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

defined( 'ABSPATH' ) || exit;

/**
 * Listens to what WordPress and WooCommerce announce, without ever changing or breaking it.
 */
final class Hook {
	/**
	 * @param callable $listen Gets what the hook hands over, which may be fewer or other things than documented.
	 */
	public static function on( string $name, callable $listen, int $priority = 10 ): void {
		add_filter(
			$name,
			static function ( mixed ...$arguments ) use ( $name, $listen ): mixed {
				try {
					$listen( ...$arguments );
				} catch ( \Throwable $error ) {
					self::log( $name, $error );
				}
				return $arguments[0] ?? null;
			},
			$priority,
			9
		);
	}

	private static function log( string $name, \Throwable $error ): void {
		if ( function_exists( 'wc_get_logger' ) ) {
			wc_get_logger()->error( "$name: " . $error->getMessage() . ' (' . basename( $error->getFile() ) . ':' . $error->getLine() . ')', array( 'source' => 'passerelle' ) );
		}
	}
}
