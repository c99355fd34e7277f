<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use FilesystemIterator;
use PHPUnit\Framework\TestCase;
use RecursiveDirectoryIterator;
use RecursiveIteratorIterator;

final class DirectLoadTest extends TestCase {
	/**
	 * @dataProvider files
	 */
	public function test_B60_a_php_file_asked_for_directly_yields_nothing( string $path ): void {
		$command = escapeshellarg( PHP_BINARY ) . ' -d display_errors=1 -d error_reporting=-1 ' . escapeshellarg( $path ) . ' 2>&1';
		exec( $command, $output, $status );
		self::assertSame( array(), $output );
		self::assertSame( 0, $status );
	}

	/**
	 * @return iterable<string, array{string}>
	 */
	public static function files(): iterable {
		$plugin = dirname( __DIR__ );
		$paths  = array( $plugin . '/passerelle.php', $plugin . '/uninstall.php' );
		foreach ( array( 'src', 'templates' ) as $folder ) {
			$files = new RecursiveIteratorIterator( new RecursiveDirectoryIterator( "$plugin/$folder", FilesystemIterator::SKIP_DOTS ) );
			array_push( $paths, ...array_map( 'strval', array_keys( iterator_to_array( $files ) ) ) );
		}
		foreach ( $paths as $path ) {
			yield substr( $path, strlen( $plugin ) + 1 ) => array( $path );
		}
	}
}
