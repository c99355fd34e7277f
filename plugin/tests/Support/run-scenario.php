<?php

declare( strict_types=1 );

use Passerelle\Tests\Support\Notices;
use Passerelle\Tests\Support\Site;

require dirname( __DIR__, 2 ) . '/vendor/autoload.php';

( static function (): void {
	$input = json_decode( (string) stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
	define( 'SCENARIO', $input['scenario'] );
	define( 'SCENARIO_RESULT', $input['result'] );
	if ( 'install' === SCENARIO ) {
		define( 'WP_INSTALLING', true );
	}
	Site::define( $input['site']['prefix'], $input['site']['constants'] );
} )();

Notices::record();
require ABSPATH . 'wp-settings.php';
$passerelle_value = require dirname( __DIR__ ) . '/scenarios/' . SCENARIO . '.php';
file_put_contents( SCENARIO_RESULT, json_encode( array( 'value' => $passerelle_value, 'notices' => Notices::all() ), JSON_THROW_ON_ERROR ) );
