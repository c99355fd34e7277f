<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Batch;
use Passerelle\Json;
use Passerelle\Tests\Support\Golden;
use PHPUnit\Framework\TestCase;

final class BatchTest extends TestCase {
	// Escaped, extended or broken on purpose: no plugin of ours writes them so.
	private const OF_OTHERS = array( 'batch-unicode-escaped.json', 'batch-unknown-members.json', 'batch-duplicate-key.json', 'batch-empty-data.json', 'batch-no-events.json', 'batch-rejected-event.json', 'batch-too-large-inflated.json' );

	/**
	 * @dataProvider golden_batches
	 */
	public function test_a_golden_batch_comes_out_as_the_same_bytes( string $file ): void {
		$call = Golden::read( "plugin/$file" );
		$body = (string) base64_decode( $call['body_base64'], true );
		$body = isset( $call['headers']['content-encoding'] ) ? (string) gzdecode( $body ) : $body;
		$read = json_decode( $body, false, 512, JSON_THROW_ON_ERROR );

		$rows = array_map( array( self::class, 'to_row' ), array_values( $read->events ) );
		self::assertSame( $body, Batch::frame( Json::write( $read->installation ), array_map( array( Batch::class, 'event' ), $rows ) ) );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function golden_batches(): array {
		$files = array_diff( Golden::names( 'plugin/batch-*.json' ), self::OF_OTHERS );
		return array_combine( $files, array_map( static fn ( string $file ): array => array( $file ), $files ) );
	}

	public function test_values_are_written_as_javascript_writes_them(): void {
		$data = array( 'price' => 5.9, 'sum' => 0.1 + 0.2, 'whole' => 10.0, 'path' => 'a/b', 'empty' => array(), 'line' => "\u{2028}", 'quote' => '"\\' );
		self::assertSame( "{\"price\":5.9,\"sum\":0.30000000000000004,\"whole\":10,\"path\":\"a/b\",\"empty\":[],\"line\":\"\u{2028}\",\"quote\":\"\\\"\\\\\"}", Json::write( $data ) );
		self::assertSame( '{}', Json::write_map( array() ) );
	}

	public function test_numbers_that_nobody_has_any_more_stand_behind_the_events(): void {
		self::assertSame( '{"installation":{},"events":[],"unknown":[3,4]}', Batch::frame( '{}', array(), array( 3, 4 ) ) );
		self::assertSame( '{"installation":{},"events":[],"unknown":[]}', Batch::frame( '{}', array(), array() ) );
	}

	/**
	 * @return array<string, string|null> As the table holds it.
	 */
	private static function to_row( \stdClass $event ): array {
		return array(
			'event_id'    => $event->id,
			'topic'       => $event->topic,
			'sequence'    => (string) $event->sequence,
			'kind'        => $event->entity->kind,
			'entity_id'   => $event->entity->id,
			'version'     => (string) $event->entity->version,
			'occurred_at' => strtr( $event->occurred_at, array( 'T' => ' ', 'Z' => '' ) ),
			'origin'      => $event->origin,
			'facts'       => array() === (array) $event->facts ? null : Json::write( $event->facts ),
			'payload'     => null === $event->data ? null : Json::write( $event->data ),
		);
	}
}
