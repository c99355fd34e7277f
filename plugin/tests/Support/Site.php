<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use RuntimeException;

/**
 * A WordPress site of its own: table prefix, content folder and active plugins. WORDPRESS_DIR is only read.
 */
final class Site {
	public const PLUGIN      = 'passerelle/passerelle.php';
	public const WOOCOMMERCE = 'woocommerce/woocommerce.php';

	/**
	 * @param array<string, mixed> $constants
	 */
	private function __construct( private readonly string $prefix, private readonly array $constants ) {}

	/**
	 * @param string $name Becomes folder and table prefix: lower case letters only.
	 * @param bool   $must_use Load the plugin as a must-use one, because WordPress refuses to activate it without WooCommerce.
	 */
	public static function install( string $name, string $woocommerce_dir, bool $must_use ): self {
		$wordpress = Environment::wordpress_dir();
		$content   = Environment::dir() . '/' . $name;
		foreach ( array( '', '/plugins', '/mu-plugins', '/uploads' ) as $folder ) {
			mkdir( $content . $folder );
		}
		symlink( $wordpress . '/wp-content/themes', $content . '/themes' );
		symlink( dirname( __DIR__, 2 ), $content . '/plugins/passerelle' );
		if ( '' !== $woocommerce_dir ) {
			symlink( $woocommerce_dir, $content . '/plugins/woocommerce' );
		}
		copy( __DIR__ . '/mu-plugins/offline.php', $content . '/mu-plugins/offline.php' );
		$site = new self(
			$name . '_',
			Environment::database()->constants() + array(
				'ABSPATH'                => $wordpress . '/',
				'WP_CONTENT_DIR'         => $content,
				'WP_DEBUG'               => true,
				'WP_DEBUG_DISPLAY'       => false,
				'WP_DEBUG_LOG'           => false,
				'WP_ENVIRONMENT_TYPE'    => 'local',
				'WP_HOME'                => 'http://shop.example',
				'WP_SITEURL'             => 'http://shop.example',
				'DISABLE_WP_CRON'        => true,
				'AUTOMATIC_UPDATER_DISABLED' => true,
				'AUTH_KEY'               => 'test auth key',
				'SECURE_AUTH_KEY'        => 'test secure auth key',
				'LOGGED_IN_KEY'          => 'test logged in key',
				'NONCE_KEY'              => 'test nonce key',
			)
		);
		$site->run( 'install' );
		if ( $must_use ) {
			copy( __DIR__ . '/mu-plugins/load-passerelle.php', $content . '/mu-plugins/load-passerelle.php' );
		}
		return $site;
	}

	/**
	 * Runs tests/scenarios/<name>.php in a PHP process of its own, with this site loaded, and returns what the file returns.
	 *
	 * @param array<string, mixed> $constants More constants, WP_ADMIN for instance.
	 * @return array{value: mixed, notices: list<string>}
	 */
	public function run( string $scenario, array $constants = array() ): array {
		$result = Environment::dir() . '/result-' . bin2hex( random_bytes( 6 ) ) . '.json';
		$site   = array( 'prefix' => $this->prefix, 'constants' => $constants + $this->constants );
		$input  = json_encode( array( 'site' => $site, 'scenario' => $scenario, 'result' => $result ), JSON_THROW_ON_ERROR );
		$log    = $result . '.log';
		$stream = array( array( 'pipe', 'r' ), array( 'file', $log, 'a' ), array( 'file', $log, 'a' ) );
		$child  = proc_open( array( PHP_BINARY, '-d', 'display_errors=stderr', __DIR__ . '/run-scenario.php' ), $stream, $pipes );
		if ( false === $child ) {
			throw new RuntimeException( 'PHP could not be started' );
		}
		fwrite( $pipes[0], $input );
		fclose( $pipes[0] );
		$status = proc_close( $child );
		$output = (string) file_get_contents( $log );
		if ( 0 !== $status || '' !== $output || ! is_file( $result ) ) {
			throw new RuntimeException( "Scenario $scenario ended with status $status and printed: $output" );
		}
		return json_decode( (string) file_get_contents( $result ), true, 512, JSON_THROW_ON_ERROR );
	}

	/**
	 * What load-wordpress.php needs to load this site into the process that asks.
	 */
	public function enter(): void {
		self::define( $this->prefix, $this->constants );
	}

	/**
	 * @param array<string, mixed> $constants
	 */
	public static function define( string $prefix, array $constants ): void {
		foreach ( $constants as $name => $value ) {
			define( $name, $value );
		}
		$GLOBALS['table_prefix'] = $prefix;
		$_SERVER                 = array(
			'HTTP_HOST'       => 'shop.example',
			'SERVER_NAME'     => 'shop.example',
			'SERVER_PROTOCOL' => 'HTTP/1.1',
			'REQUEST_METHOD'  => 'GET',
			'REQUEST_URI'     => '/',
			'REMOTE_ADDR'     => '127.0.0.1',
			'PHP_SELF'        => '/index.php',
		) + $_SERVER;
	}
}
