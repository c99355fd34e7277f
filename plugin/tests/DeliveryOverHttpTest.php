<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Batch;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\Signer;
use Passerelle\Tests\Support\FakeRelay;
use Passerelle\Tests\Support\RelayServer;
use Passerelle\Tests\Support\Site;
use PHPUnit\Framework\TestCase;

final class DeliveryOverHttpTest extends TestCase {
	private static Site $site;
	private RelayServer $relay;

	public static function setUpBeforeClass(): void {
		self::$site = Site::install( 'backlog', '', true );
	}

	protected function tearDown(): void {
		$this->relay->stop();
	}

	public function test_B59_what_arrives_at_a_relay_on_this_machine_is_signed_over_the_bytes_on_the_wire(): void {
		$this->relay = RelayServer::start();
		$this->relay->say( array( 'status' => 307, 'headers' => array( 'location: /elsewhere' ) ) );
		$refused = $this->drain( array( 'BACKLOG' => 30, 'BACKLOG_THINGS' => 30 ) );
		self::assertSame( array( 'unwell', 'http_307' ), array( $refused['outcome'], $refused['course']['code'] ) );
		self::assertSame( array( '/v1/ingest/batches' ), array_column( $this->relay->calls(), 'path' ) );

		foreach ( $this->relay->calls() as $call ) {
			self::assertSame( 'gzip', $call['headers']['content-encoding'] );
			self::assertNull( Signer::verify( $call['headers'], (string) base64_decode( $call['bytes'], true ), array( FakeRelay::SECRET ), time() ) );
		}
	}

	public function test_R4_2_F27_a_hundred_thousand_waiting_rows_drain_in_order_in_little_memory_and_short_runs(): void {
		$this->relay = RelayServer::start( true );
		// All of them take some minutes; one run shows the memory.
		$runs = (int) ( getenv( 'PASSERELLE_BACKLOG_RUNS' ) ?: 1 );
		$site        = Site::install( 'heap', '', true );
		$drained     = $site->run( 'drain', array( 'RELAY_URL' => $this->relay->url, 'BACKLOG' => 100_000, 'BACKLOG_THINGS' => 20_000, 'BUDGET_S' => 1 === $runs ? 4 : 20, 'MOST_RUNS' => $runs, 'PASSERELLE_ALLOW_LOCAL_RELAY' => true ) )['value'];

		self::assertContains( $drained['outcome'], array( 'done', 'more' ), json_encode( $drained, JSON_THROW_ON_ERROR ) );
		self::assertLessThan( 64 * 1024 * 1024, $drained['peak'] );
		self::assertLessThan( 25, $drained['longest_s'] );
		$next = 1;
		foreach ( $this->relay->calls() as $call ) {
			self::assertSame( $next, $call['first'] );
			self::assertLessThanOrEqual( Batch::MOST_EVENTS, $call['count'] );
			self::assertLessThanOrEqual( Batch::MOST_BYTES, $call['size'] );
			$next += $call['count'];
		}
		$acknowledged = array_column( $drained['states'], null, 'state' )[ Outbox::ACKNOWLEDGED ];
		self::assertSame( array( $next - 1, $next - 1 ), array( (int) $acknowledged['count'], (int) $acknowledged['highest'] ) );
	}

	public function test_R4_2_F24_a_drain_that_is_killed_anywhere_loses_nothing_and_gives_no_number_twice(): void {
		$this->relay = RelayServer::start();
		self::$site  = Site::install( 'killed', '', true );
		$kills       = 0;
		foreach ( range( 1, 61, 6 ) as $query ) {
			try {
				$this->drain( array( 'BACKLOG' => 3, 'BACKLOG_THINGS' => 2, 'DIES_AT_QUERY' => $query ) );
			} catch ( \RuntimeException ) {
				++$kills;
			}
		}
		self::assertGreaterThan( 6, $kills );
		$last = $this->drain( array( 'BACKLOG' => 3, 'BACKLOG_THINGS' => 2 ) );
		self::assertSame( 'done', $last['outcome'] );

		$texts    = array();
		$versions = array();
		$steps    = array();
		foreach ( $this->relay->calls() as $call ) {
			foreach ( json_decode( (string) base64_decode( $call['bytes'], true ), true )['events'] as $event ) {
				$number             = $event['sequence'];
				$texts[ $number ] ??= $event;
				self::assertSame( $texts[ $number ], $event, 'sent again as it was' );
				$versions[ $event['entity']['id'] ][ $number ] = $event['entity']['version'];
				$steps[ $event['id'] ]                         = 'order.paid' === $event['topic'];
			}
		}
		self::assertSame( range( 1, count( $texts ) ), array_keys( $texts ) );
		self::assertSame( 12, count( array_filter( $steps ) ), 'each step arrived' );
		foreach ( $versions as $of_one ) {
			$sorted = $of_one;
			sort( $sorted );
			self::assertSame( $sorted, array_values( $of_one ) );
			self::assertSame( $sorted, array_values( array_unique( $sorted ) ) );
		}
		self::assertSame( array( (string) Outbox::ACKNOWLEDGED ), array_column( $last['states'], 'state' ) );
	}

	public function test_a_thing_whose_reading_ends_the_process_goes_without_data_the_fourth_time(): void {
		$this->relay = RelayServer::start();
		self::$site  = Site::install( 'deadly', '', true );
		for ( $tries = 0; $tries < 3; $tries++ ) {
			try {
				$this->drain( array( 'BACKLOG' => 0 === $tries ? 4 : 0, 'BACKLOG_THINGS' => 2, 'DIES_READING' => 2 ) );
				self::fail( 'It did not die' );
			} catch ( \RuntimeException ) {
				continue;
			}
		}
		$last = $this->drain( array( 'BACKLOG' => 0, 'BACKLOG_THINGS' => 2, 'DIES_READING' => 3 ) );
		self::assertSame( 'done', $last['outcome'] );
		$events = array_merge( ...array_map( static fn ( array $call ): array => json_decode( (string) base64_decode( $call['bytes'], true ), true )['events'], $this->relay->calls() ) );
		$of_two = array_values( array_filter( $events, static fn ( array $event ): bool => '2' === $event['entity']['id'] ) );
		self::assertSame( array( array( 'unreadable' => true ), null ), array( $of_two[0]['facts'], $of_two[0]['data'] ) );
	}

	/**
	 * @param array<string, mixed> $constants
	 * @return array<string, mixed>
	 */
	private function drain( array $constants ): array {
		return self::$site->run( 'drain', $constants + array( 'RELAY_URL' => $this->relay->url, 'BUDGET_S' => 10, 'MOST_RUNS' => 1, 'PASSERELLE_ALLOW_LOCAL_RELAY' => true ) )['value'];
	}
}
