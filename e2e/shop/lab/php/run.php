<?php

declare( strict_types=1 );

// Runs one step in a process of its own, as WP-CLI would: `php run.php <root> <step>`, its arguments as JSON on standard input.
list( , $lab_root, $lab_step ) = $argv;
$_SERVER                       = array(
	'HTTP_HOST'       => (string) getenv( 'LAB_HOST' ),
	'SERVER_NAME'     => '127.0.0.1',
	'SERVER_PROTOCOL' => 'HTTP/1.1',
	'REQUEST_METHOD'  => 'GET',
	'REQUEST_URI'     => '/',
	'REMOTE_ADDR'     => '127.0.0.1',
) + $_SERVER;
define( 'LAB_STEP', $lab_step );
define( 'LAB_ARGS', json_decode( (string) stream_get_contents( STDIN ), true ) );
if ( 'install' === $lab_step ) {
	define( 'WP_INSTALLING', true );
}
require $lab_root . '/wp-load.php';
if ( 'install' === $lab_step ) {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	wp_install( 'Brûlerie du Port', 'admin', 'admin@exemple.test', false, '', 'password' );
	echo '{"ok":true}';
	return;
}
lab_answer( LAB_STEP, LAB_ARGS ?? array() );
