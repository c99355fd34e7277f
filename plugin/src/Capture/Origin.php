<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

defined( 'ABSPATH' ) || exit;

/**
 * What causes the changes of the moment: while the relay writes through us, its event; else nothing. While something is only
 * being read, nothing that WooCommerce saves on the way is a change.
 */
final class Origin {
	/** @var list<string> */
	private static array $stack = array();
	private static int $readers = 0;

	/**
	 * @return string|null The relay's event.
	 */
	public static function current(): ?string {
		$last = array_key_last( self::$stack );
		return null === $last ? null : self::$stack[ $last ];
	}

	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 */
	public static function during( string $origin, callable $act ): mixed {
		self::$stack[] = $origin;
		try {
			return $act();
		} finally {
			array_pop( self::$stack );
		}
	}

	public static function is_reading(): bool {
		return self::$readers > 0;
	}

	/**
	 * @template T
	 * @param callable(): T $read
	 * @return T
	 */
	public static function while_reading( callable $read ): mixed {
		++self::$readers;
		try {
			return $read();
		} finally {
			--self::$readers;
		}
	}
}
