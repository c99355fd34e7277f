<?php

declare( strict_types=1 );

// No mail leaves a test site, and no call that is not for this machine.
add_filter( 'pre_wp_mail', '__return_true' );
add_filter(
	'pre_http_request',
	static fn ( mixed $answer, array $request, string $url ): mixed => '127.0.0.1' === wp_parse_url( $url, PHP_URL_HOST )
		? $answer
		: array( 'headers' => array(), 'body' => '', 'response' => array( 'code' => 503, 'message' => 'Offline' ), 'cookies' => array() ),
	10,
	3
);
