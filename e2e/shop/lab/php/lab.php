<?php

declare( strict_types=1 );

// A must-use plugin of the test shop: no mail, no call that is not for this machine, users by a header, a card that obeys, and
// the steps that a test asks for.
add_filter( 'pre_wp_mail', '__return_true' );
add_filter(
	'pre_http_request',
	static function ( mixed $answer, array $request, string $url ): mixed {
		if ( ! in_array( wp_parse_url( $url, PHP_URL_HOST ), array( '127.0.0.1', 'localhost' ), true ) ) {
			return new WP_Error( 'offline', 'Offline' );
		}
		file_put_contents( WP_CONTENT_DIR . '/calls.log', ( $_SERVER['HTTP_X_LAB_STEP'] ?? $_SERVER['REQUEST_URI'] ) . " $url\n", FILE_APPEND );
		return $answer;
	},
	1,
	3
);
add_filter( 'woocommerce_subscriptions_is_duplicate_site', '__return_false' );

// Basic authentication of WooCommerce's REST works over https alone; the test shop trusts whoever knows its key instead.
function lab_user(): ?int {
	$given = $_SERVER['HTTP_X_LAB_USER'] ?? null;
	return null !== $given && hash_equals( LAB_KEY, $_SERVER['HTTP_X_LAB_KEY'] ?? '' ) ? (int) $given : null;
}
add_filter( 'determine_current_user', static fn ( mixed $user ): mixed => lab_user() ?? $user, 99 );
add_filter( 'rest_authentication_errors', static fn ( mixed $error ): mixed => null === lab_user() ? $error : true, 999 );

// The same shop without the plugin, for one request: what it costs is measured so.
if ( isset( $_SERVER['HTTP_X_LAB_WITHOUT'] ) ) {
	add_filter( 'option_active_plugins', static fn ( mixed $plugins ): array => array_values( array_diff( (array) $plugins, array( 'passerelle/passerelle.php' ) ) ) );
}

add_action(
	'plugins_loaded',
	static function (): void {
		if ( class_exists( 'WC_Payment_Gateway' ) ) {
			require __DIR__ . '/lab/card.php';
		}
	},
	20
);

/**
 * Ends the process the hard way at the n-th query from now on, as a machine that loses its power would.
 */
function lab_kill_at_query( int $n ): void {
	add_filter(
		'query',
		static function ( string $query ) use ( &$n ): string {
			if ( 0 === --$n ) {
				posix_kill( getmypid(), SIGKILL );
			}
			return $query;
		},
		PHP_INT_MAX
	);
}

/**
 * Ends it just before a call of the relay, or with the answer in hand.
 */
function lab_kill_at_call( string $when ): void {
	$kill = static function ( mixed $value ): mixed {
		posix_kill( getmypid(), SIGKILL );
		return $value;
	};
	add_filter( 'before_call' === $when ? 'pre_http_request' : 'http_response', $kill, PHP_INT_MAX );
}

function lab_answer( string $step, array $args ): void {
	$act = ( require __DIR__ . '/lab/steps.php' )[ $step ] ?? null;
	header( 'Content-Type: application/json' );
	try {
		if ( null === $act ) {
			throw new RuntimeException( "there is no step $step" );
		}
		if ( isset( $args['kill_at_query'] ) ) {
			lab_kill_at_query( (int) $args['kill_at_query'] );
		}
		if ( isset( $args['kill_at'] ) ) {
			lab_kill_at_call( $args['kill_at'] );
		}
		echo wp_json_encode( array( 'value' => $act( $args ) ) );
	} catch ( Throwable $error ) {
		http_response_code( 500 );
		echo wp_json_encode( array( 'error' => $error->getMessage() . ' in ' . $error->getFile() . ':' . $error->getLine() ) );
	}
}

add_action(
	'wp_loaded',
	static function (): void {
		$step = $_SERVER['HTTP_X_LAB_STEP'] ?? '';
		if ( '' !== $step && null !== lab_user() ) {
			lab_answer( $step, json_decode( (string) file_get_contents( 'php://input' ), true ) ?? array() );
			exit;
		}
	},
	99
);
