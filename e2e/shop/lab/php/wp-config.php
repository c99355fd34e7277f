<?php

declare( strict_types=1 );

// What a shop of the tests is told by the file site.json beside it.
( static function (): void {
	$site = json_decode( (string) file_get_contents( __DIR__ . '/site.json' ), true, 8, JSON_THROW_ON_ERROR );
	foreach ( $site['constants'] as $name => $value ) {
		defined( $name ) || define( $name, $value );
	}
} )();

$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
