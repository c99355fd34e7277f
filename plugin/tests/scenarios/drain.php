<?php

declare( strict_types=1 );

use Passerelle\Delivery\Course;
use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Outcome;
use Passerelle\Delivery\Reads;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\FakeRelay;

global $wpdb;
Installation::id();
Settings::keep_relay_url( (string) constant( 'RELAY_URL' ) );
Settings::keep_pairing( new Pairing( 'o', 'c', array( FakeRelay::SECRET ), '', '', Installation::site_url(), Installation::place(), '' ) );

// Snapshots and steps of many things.
$passerelle_known  = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', Schema::outbox() ) );
$passerelle_digits = '(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
$wpdb->query(
	$wpdb->prepare( "INSERT INTO %i (event_id, state, topic, kind, entity_id, occurred_at, facts) SELECT CONCAT('0199f3a2-7c1e-7000-8000-', LPAD(n + %d, 12, '0')), 1, IF(n MOD 3 = 0, 'order.paid', 'order.updated'), 'order', 1 + n MOD %d, '2026-11-21 07:10:50.123', IF(n MOD 3 = 0, '{\"from\":\"pending\"}', NULL)", Schema::outbox(), $passerelle_known, constant( 'BACKLOG_THINGS' ) )
	. " FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d AS n FROM $passerelle_digits a, $passerelle_digits b, $passerelle_digits c, $passerelle_digits e, $passerelle_digits f, $passerelle_digits g) numbers"
	. $wpdb->prepare( ' WHERE n < %d ORDER BY n', constant( 'BACKLOG' ) )
);

$passerelle_reads = new class() implements Reads {
	public function can_read( string $kind ): bool {
		return true;
	}

	public function mark( string $kind, int $id ): string {
		return md5( (string) $id );
	}

	public function data( string $kind, int $id ): array {
		if ( defined( 'DIES_READING' ) && constant( 'DIES_READING' ) === $id ) {
			exit( 1 );
		}
		// As something that WordPress has read.
		wp_cache_set( "passerelle_test_$id", str_repeat( 'x', 2_000 ), 'passerelle' );
		return array( 'id' => $id, 'note' => str_repeat( "é$id ", 100 ) );
	}
};

if ( defined( 'DIES_AT_QUERY' ) ) {
	add_filter(
		'query',
		static function ( string $query ): string {
			static $count = 0;
			if ( ++$count === constant( 'DIES_AT_QUERY' ) ) {
				posix_kill( (int) getmypid(), SIGKILL );
			}
			return $query;
		}
	);
}

$passerelle_before  = memory_get_peak_usage();
$passerelle_longest = 0.0;
$passerelle_runs    = 0;
do {
	$passerelle_start   = microtime( true );
	$passerelle_outcome = Drain::run( (int) constant( 'BUDGET_S' ), $passerelle_reads );
	$passerelle_longest = max( $passerelle_longest, microtime( true ) - $passerelle_start );
	++$passerelle_runs;
} while ( Outcome::More === $passerelle_outcome && $passerelle_runs < constant( 'MOST_RUNS' ) );

return array(
	'outcome'   => $passerelle_outcome->value,
	'course'    => Course::read(),
	'runs'      => $passerelle_runs,
	'longest_s' => $passerelle_longest,
	'before'    => $passerelle_before,
	'peak'      => memory_get_peak_usage(),
	'states'    => $wpdb->get_results( $wpdb->prepare( 'SELECT state, COUNT(*) AS count, MAX(sequence) AS highest FROM %i GROUP BY state', Schema::outbox() ), ARRAY_A ),
);
