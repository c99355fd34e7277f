<?php

declare( strict_types=1 );

// Router of `php -S`: a batch door that writes down what came, in the folder that RELAY_LOG names, and answers as `say.json` in it
// tells, else with a 202.
( static function (): void {
	$log   = (string) getenv( 'RELAY_LOG' );
	$bytes = (string) file_get_contents( 'php://input' );
	$text  = 'gzip' === ( $_SERVER['HTTP_CONTENT_ENCODING'] ?? '' ) ? (string) gzdecode( $bytes ) : $bytes;
	$batch = json_decode( $text, true );
	$call  = array(
		'path'    => $_SERVER['REQUEST_URI'],
		'headers' => array_change_key_case( getallheaders() ),
		'bytes'   => base64_encode( $bytes ),
		'first'   => $batch['events'][0]['sequence'] ?? null,
		'count'   => count( $batch['events'] ?? array() ),
		'size'    => strlen( $text ),
	);
	file_put_contents( "$log/calls.jsonl", json_encode( is_file( "$log/brief" ) ? array( 'bytes' => '' ) + $call : $call ) . "\n", FILE_APPEND | LOCK_EX );
	$say = is_file( "$log/say.json" ) ? json_decode( (string) file_get_contents( "$log/say.json" ), true ) : null;
	if ( null !== $say ) {
		http_response_code( $say['status'] );
		foreach ( $say['headers'] ?? array() as $header ) {
			header( $header );
		}
		echo json_encode( $say['body'] ?? null );
		return;
	}
	http_response_code( 202 );
	header( 'content-type: application/json' );
	$highest = max( 0, ...array_column( $batch['events'] ?? array(), 'sequence' ) );
	echo json_encode(
		array(
			'accepted'    => $call['count'],
			'duplicates'  => 0,
			'rejected'    => array(),
			'server_time' => gmdate( 'Y-m-d\TH:i:s.000\Z' ),
			'highest'     => array( 'sequence' => $highest, 'versions' => new stdClass() ),
			'missing'     => array(),
		)
	);
} )();
