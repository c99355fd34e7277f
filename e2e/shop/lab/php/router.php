<?php

declare( strict_types=1 );

// For `php -S`: files that are there are served, PHP files are run, everything else is WordPress's.
$lab_root = (string) getenv( 'LAB_ROOT' );
$lab_path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$lab_file = $lab_root . $lab_path;
if ( str_contains( $lab_path, '..' ) ) {
	http_response_code( 400 );
	return true;
}
if ( is_dir( $lab_file ) && '/' !== $lab_path && is_file( rtrim( $lab_file, '/' ) . '/index.php' ) ) {
	$lab_path = rtrim( $lab_path, '/' ) . '/index.php';
	$lab_file = $lab_root . $lab_path;
}
if ( is_file( $lab_file ) && ! str_ends_with( $lab_file, '.php' ) ) {
	$lab_types = array( 'css' => 'text/css', 'js' => 'text/javascript', 'svg' => 'image/svg+xml', 'png' => 'image/png', 'woff2' => 'font/woff2' );
	header( 'Content-Type: ' . ( $lab_types[ pathinfo( $lab_file, PATHINFO_EXTENSION ) ] ?? 'application/octet-stream' ) );
	readfile( $lab_file );
	return true;
}
$lab_script                 = is_file( $lab_file ) ? $lab_path : '/index.php';
$_SERVER['SCRIPT_NAME']     = $lab_script;
$_SERVER['PHP_SELF']        = $lab_script;
$_SERVER['SCRIPT_FILENAME'] = $lab_root . $lab_script;
chdir( dirname( $lab_root . $lab_script ) );
require $lab_root . $lab_script;
return true;
