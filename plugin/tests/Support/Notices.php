<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

/**
 * Keeps what PHP and WordPress complain about while nobody asserts yet.
 */
final class Notices {
	/** @var list<string> */
	private static array $seen = array();

	public static function record(): void {
		set_error_handler(
			static function ( int $level, string $message, string $file, int $line ): bool {
				if ( error_reporting() & $level ) {
					self::$seen[] = "$message in $file:$line" . ( self::is_ours( $file, $message ) ? ' [passerelle]' : '' );
				}
				return true;
			}
		);
	}

	/**
	 * @return list<string>
	 */
	public static function all(): array {
		return self::$seen;
	}

	/**
	 * @param list<string> $notices
	 * @return list<string> Those that the plugin's own code raised, or that name it.
	 */
	public static function ours( array $notices ): array {
		return array_values( array_filter( $notices, static fn ( string $notice ): bool => str_ends_with( $notice, ' [passerelle]' ) ) );
	}

	private static function is_ours( string $file, string $message ): bool {
		$plugin = dirname( __DIR__, 2 );
		$files  = array( $file, ...array_column( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS ), 'file' ) );
		foreach ( $files as $path ) {
			if ( str_starts_with( $path, $plugin . '/' ) && ! str_starts_with( $path, $plugin . '/tests/' ) && ! str_starts_with( $path, $plugin . '/vendor/' ) ) {
				return true;
			}
		}
		return false !== stripos( $message, 'passerelle' );
	}
}
