<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use RuntimeException;

/**
 * What a test run has: a folder in the temp directory, a database, a WordPress and perhaps a WooCommerce.
 */
final class Environment {
	private static ?string $dir        = null;
	private static ?Database $database = null;

	public static function dir(): string {
		if ( null === self::$dir ) {
			self::$dir = sys_get_temp_dir() . '/passerelle-php-' . bin2hex( random_bytes( 6 ) );
			mkdir( self::$dir, 0700 );
		}
		return self::$dir;
	}

	public static function database(): Database {
		return self::$database ??= Database::start( self::dir() );
	}

	public static function wordpress_dir(): string {
		return self::folder_of( 'WORDPRESS_DIR', 'wp-settings.php' ) ?? throw new RuntimeException( 'Set WORDPRESS_DIR to the folder of a WordPress 6.9 or newer.' );
	}

	/**
	 * @return string Empty where the run has no WooCommerce.
	 */
	public static function woocommerce_dir(): string {
		return self::folder_of( 'WOOCOMMERCE_DIR', 'woocommerce.php' ) ?? '';
	}

	private static function folder_of( string $variable, string $file ): ?string {
		$folder = rtrim( (string) getenv( $variable ), '/' );
		if ( '' === $folder ) {
			return null;
		}
		if ( ! is_file( "$folder/$file" ) ) {
			throw new RuntimeException( "$variable is $folder, and there is no $file in it." );
		}
		return (string) realpath( $folder );
	}
}
