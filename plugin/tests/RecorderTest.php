<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Origin;
use Passerelle\Capture\Recorder;
use Passerelle\Delivery\Outbox;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class RecorderTest extends WordPressTestCase {
	private Recorder $recorder;

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		update_option( 'passerelle_pairing', 'paired', true );
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', Schema::outbox() ) );
		$this->recorder = new Recorder();
	}

	public function test_B6_what_happens_to_one_thing_in_one_request_is_one_row(): void {
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->snapshot( 'product', 8 );
		$this->recorder->snapshot( 'order', 7 );
		self::assertSame( array( 'product.updated 7 open', 'product.updated 8 open', 'order.updated 7 open' ), self::rows() );
	}

	public function test_a_row_becomes_created_when_that_is_noticed_later_and_stays_so(): void {
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->snapshot( 'product', 7, true );
		$this->recorder->snapshot( 'product', 7 );
		self::assertSame( array( 'product.created 7 open' ), self::rows() );
	}

	public function test_each_step_is_a_row_of_its_own_beside_how_the_thing_stands(): void {
		$this->recorder->step( 'order.status_changed', 'order', 7, array( 'from' => 'pending', 'to' => 'processing' ) );
		$this->recorder->step( 'order.status_changed', 'order', 7, array( 'from' => 'processing', 'to' => 'completed' ) );
		self::assertSame( array( 'order.updated 7 open', 'order.status_changed 7 open', 'order.status_changed 7 open' ), self::rows() );
		self::assertSame( array( array(), array( 'from' => 'pending', 'to' => 'processing' ), array( 'from' => 'processing', 'to' => 'completed' ) ), self::column( 'facts' ) );
	}

	public function test_B1_nothing_can_be_taken_before_the_request_ends_and_all_when_it_has(): void {
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->step( 'order.paid', 'order', 9 );
		$this->recorder->end();
		self::assertSame( array( 'product.updated 7 ready', 'order.updated 9 ready', 'order.paid 9 ready' ), self::rows() );
	}

	public function test_what_is_told_after_the_end_is_ready_at_once(): void {
		$this->recorder->end();
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->step( 'order.paid', 'order', 9 );
		self::assertSame( array( 'product.updated 7 ready', 'order.updated 9 ready', 'order.paid 9 ready' ), self::rows() );
	}

	public function test_a_change_after_the_end_is_told_even_where_an_earlier_one_was_built_meanwhile(): void {
		$this->recorder->end();
		$this->recorder->snapshot( 'product', 7 );
		self::set( 'product', 7, Outbox::BUILT );
		$this->recorder->snapshot( 'product', 7 );
		self::assertSame( array( 'product.updated 7 built', 'product.updated 7 ready' ), self::rows() );
	}

	public function test_F23_a_change_of_a_long_request_has_a_row_of_its_own_before_a_drain_takes_the_first(): void {
		$this->recorder->snapshot( 'product', 7 );
		$open = new \ReflectionProperty( $this->recorder, 'open' );
		$rows = $open->getValue( $this->recorder );
		self::assertIsArray( $rows );
		$rows['product:7']['at'] -= 31;
		$open->setValue( $this->recorder, $rows );
		// Were the request killed after this, the drain would have nothing but these rows.
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->snapshot( 'product', 7 );
		self::assertSame( array( 'product.updated 7 open', 'product.updated 7 open' ), self::rows() );
		$this->recorder->end();
		self::assertSame( array( 'product.updated 7 ready', 'product.updated 7 ready' ), self::rows() );
	}

	public function test_what_the_database_refused_is_written_down_by_the_next_hook_or_at_the_end(): void {
		global $wpdb;
		$broken = 1;
		$breaks = static function ( string $query ) use ( &$broken ): string {
			return str_starts_with( $query, 'INSERT INTO' ) && $broken-- > 0 ? 'INSERT INTO nowhere' : $query;
		};
		add_filter( 'query', $breaks );
		$were_hidden = $wpdb->suppress_errors();
		$this->recorder->snapshot( 'product', 7 );
		self::assertSame( array(), self::rows() );
		$this->recorder->snapshot( 'product', 7 );
		$broken = 1;
		$this->recorder->snapshot( 'product', 8 );
		$this->recorder->end();
		remove_filter( 'query', $breaks );
		$wpdb->suppress_errors( $were_hidden );
		self::assertSame( array( 'product.updated 7 ready', 'product.updated 8 ready' ), self::rows() );
	}

	public function test_what_a_drain_took_from_a_long_request_is_written_down_again(): void {
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->snapshot( 'product', 8 );
		$this->recorder->step( 'order.paid', 'order', 9 );
		self::set( 'product', 7, Outbox::BUILT );
		self::set( 'order', 9, Outbox::ACKNOWLEDGED );
		$this->recorder->settle();
		self::assertSame(
			array( 'product.updated 7 built', 'product.updated 8 ready', 'order.updated 9 acknowledged', 'order.paid 9 acknowledged', 'product.updated 7 ready', 'order.updated 9 ready' ),
			self::rows()
		);
	}

	public function test_an_adopted_row_that_is_not_yet_built_is_written_down_again_too(): void {
		$this->recorder->snapshot( 'product', 7 );
		self::set( 'product', 7, Outbox::ADOPTED );
		$this->recorder->settle();
		self::assertSame( array( 'product.updated 7 adopted', 'product.updated 7 ready' ), self::rows() );
	}

	public function test_what_the_relay_causes_is_a_row_apart_from_what_the_shop_did(): void {
		$this->recorder->snapshot( 'product', 7 );
		Origin::during(
			'event-1',
			function (): void {
				$this->recorder->snapshot( 'product', 7 );
				$this->recorder->snapshot( 'product', 7 );
			}
		);
		$this->recorder->snapshot( 'product', 7 );
		self::assertSame( array( '', 'event-1', '' ), array_map( 'strval', self::column( 'origin' ) ) );
		$this->recorder->end();
		self::assertSame( array_fill( 0, 3, 'product.updated 7 ready' ), self::rows() );
	}

	public function test_an_origin_ends_with_the_act_even_when_that_fails(): void {
		try {
			Origin::during( 'event-1', static fn () => throw new \RuntimeException( 'no' ) );
		} catch ( \RuntimeException ) {
			self::assertNull( Origin::current() );
		}
	}

	public function test_B7_what_is_saved_while_something_is_only_being_read_is_no_change(): void {
		Origin::while_reading(
			function (): void {
				$this->recorder->snapshot( 'product', 7, true );
				$this->recorder->step( 'order.paid', 'order', 9 );
				$this->recorder->gone( 'product', 7, 'deleted', array() );
				$this->recorder->restored( 'product', 7 );
			}
		);
		self::assertSame( array(), self::rows() );
		$this->recorder->snapshot( 'product', 7 );
		self::assertCount( 1, self::rows() );
	}

	public function test_a_shop_that_is_not_paired_writes_nothing_and_asks_the_database_nothing(): void {
		global $wpdb;
		Settings::forget_pairing();
		Settings::is_paired();
		$before = $wpdb->num_queries;
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->gone( 'product', 7, 'deleted', array() );
		$this->recorder->end();
		self::assertSame( $before, $wpdb->num_queries );
		self::assertSame( array(), self::rows() );
	}

	public function test_a_thing_costs_one_insert_and_its_share_of_one_update(): void {
		global $wpdb;
		$before = $wpdb->num_queries;
		for ( $i = 0; $i < 10; ++$i ) {
			$this->recorder->snapshot( 'product', 7 );
			$this->recorder->snapshot( 'product', 8 );
		}
		$this->recorder->end();
		self::assertSame( 3, $wpdb->num_queries - $before );
	}

	public function test_over_a_hundred_open_rows_are_let_go_and_none_is_lost(): void {
		for ( $id = 1; $id <= 250; ++$id ) {
			$this->recorder->snapshot( 'product', $id );
		}
		self::assertCount( 250, self::rows() );
		self::assertLessThanOrEqual( 100, count( array_filter( self::rows(), static fn ( string $row ): bool => str_ends_with( $row, ' open' ) ) ) );
		$this->recorder->snapshot( 'product', 1 );
		$this->recorder->end();
		self::assertCount( 251, self::rows() );
		self::assertSame( array(), array_filter( self::rows(), static fn ( string $row ): bool => ! str_ends_with( $row, ' ready' ) ) );
	}

	public function test_trashed_and_restored_in_one_request_is_told_in_that_order(): void {
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->gone( 'product', 7, 'trashed', array( 'sku' => 'A' ) );
		$this->recorder->restored( 'product', 7 );
		$this->recorder->snapshot( 'product', 7 );
		$this->recorder->end();
		self::assertSame( array( 'product.updated 7 ready', 'product.deleted 7 ready', 'product.restored 7 ready', 'product.updated 7 ready' ), self::rows() );
		self::assertSame( array( 'reason' => 'trashed', 'last' => array( 'sku' => 'A' ) ), self::column( 'facts' )[1] );
	}

	public function test_text_that_is_no_utf8_in_a_fact_does_not_lose_the_row(): void {
		$this->recorder->step( 'order.note_added', 'order', 9, array( 'text' => "caf\xE9" ) );
		self::assertTrue( self::column( 'facts' )[1]['invalid_utf8'] );
	}

	public function test_what_has_no_id_yet_is_not_told(): void {
		$this->recorder->snapshot( 'product', 0 );
		self::assertSame( array(), self::rows() );
	}

	/**
	 * @return list<string> Topic, id and state.
	 */
	private static function rows(): array {
		global $wpdb;
		$names = array( Outbox::OPEN => 'open', Outbox::READY => 'ready', Outbox::BUILT => 'built', Outbox::ACKNOWLEDGED => 'acknowledged', Outbox::ADOPTED => 'adopted' );
		$rows  = $wpdb->get_results( $wpdb->prepare( 'SELECT topic, entity_id, state FROM %i ORDER BY id', Schema::outbox() ), ARRAY_A );
		return array_map( static fn ( array $row ): string => $row['topic'] . ' ' . $row['entity_id'] . ' ' . $names[ (int) $row['state'] ], array_values( (array) $rows ) );
	}

	/**
	 * @return list<mixed>
	 */
	private static function column( string $name ): array {
		global $wpdb;
		$values = array_values( $wpdb->get_col( $wpdb->prepare( 'SELECT %i FROM %i ORDER BY id', $name, Schema::outbox() ) ) );
		return 'facts' === $name ? array_map( static fn ( mixed $text ): mixed => null === $text ? array() : json_decode( (string) $text, true ), $values ) : $values;
	}

	private static function set( string $kind, int $id, int $state ): void {
		global $wpdb;
		$wpdb->update( Schema::outbox(), array( 'state' => $state ), array( 'kind' => $kind, 'entity_id' => $id ) );
	}
}
