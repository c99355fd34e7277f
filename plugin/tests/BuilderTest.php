<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Batch;
use Passerelle\Delivery\Fold;
use Passerelle\Delivery\Outbox;
use Passerelle\Reading\Entities;
use Passerelle\Tests\Support\DeliveryTestCase;

final class BuilderTest extends DeliveryTestCase {
	public function test_A3_how_a_thing_stands_is_told_once_and_each_step_for_itself(): void {
		$this->shop->things = array( 'order:7' => array( 'id' => 7 ), 'product:1' => array( 'id' => 1 ) );
		self::add( 'order.created', 7 );
		self::add( 'order.paid', 7 );
		self::add( 'order.updated', 7 );
		self::add( 'product.updated', 1 );
		self::add( 'order.updated', 7 );
		self::add( 'order.status_changed', 7 );
		$last = self::rows()[4]['occurred_at'];

		$this->drain();
		self::assertSame( array( '1 order.created order:7 v1', '2 order.paid order:7 v2', '3 product.updated product:1 v1', '4 order.status_changed order:7 v3' ), $this->relay->told() );
		self::assertSame( strtr( (string) $last, ' ', 'T' ) . 'Z', $this->relay->events()[0]['occurred_at'] );
	}

	public function test_what_becomes_one_is_of_no_origin_unless_all_were_of_the_same(): void {
		foreach ( array( 1 => array( 'a', 'a' ), 2 => array( 'a', 'b' ), 3 => array( 'a', null ) ) as $id => $origins ) {
			$this->shop->things[ "product:$id" ] = array();
			self::add( 'product.updated', $id, $origins[0] );
			self::add( 'product.updated', $id, $origins[1] );
		}
		$this->drain();
		self::assertSame( array( 'a', null, null ), array_column( $this->relay->events(), 'origin' ) );
	}

	public function test_nothing_becomes_one_across_a_delete(): void {
		$this->shop->things = array( 'product:1' => array(), 'product:2' => array() );
		foreach ( array( 'updated', 'updated', 'deleted', 'restored', 'updated', 'deleted', 'restored' ) as $step ) {
			self::add( "product.$step", 1 );
		}
		foreach ( array( 'updated', 'created', 'updated' ) as $step ) {
			self::add( "product.$step", 2 );
		}
		$this->drain();
		self::assertSame( array( 'product.updated', 'product.deleted', 'product.restored', 'product.deleted', 'product.restored', 'product.created' ), array_column( $this->relay->events(), 'topic' ) );
	}

	public function test_of_what_is_gone_the_delete_is_told_and_the_steps_without_data(): void {
		self::add( 'order.created', 7 );
		self::add( 'order.paid', 7 );
		self::add( 'order.deleted', 7, null, array( 'reason' => 'deleted', 'last' => array( 'number' => '7' ) ) );
		$this->drain();
		self::assertSame( array( '1 order.paid order:7 v1', '2 order.deleted order:7 v2' ), $this->relay->told() );
		self::assertSame( array( null, null ), array_column( $this->relay->events(), 'data' ) );
		self::assertSame( array( 'reason' => 'deleted', 'last' => array( 'number' => '7' ) ), $this->relay->events()[1]['facts'] );
		self::assertCount( 2, self::rows() );
	}

	public function test_what_is_not_to_be_told_leaves_no_hole_in_the_numbers(): void {
		$this->shop->things = array( 'order:1' => null, 'order:2' => array() );
		self::add( 'order.updated', 1 );
		self::add( 'order.updated', 2 );
		$this->drain();
		self::assertSame( array( '1 order.updated order:2 v1' ), $this->relay->told() );
	}

	public function test_a_change_while_a_thing_is_read_has_a_version_of_its_own(): void {
		$this->shop->things    = array( 'product:1' => array() );
		$this->shop->meanwhile = function (): void {
			$this->shop->meanwhile = null;
			self::add( 'product.updated', 1 );
		};
		self::add( 'product.updated', 1 );
		$this->drain();
		self::assertSame( array( '1 product.updated product:1 v1', '2 product.updated product:1 v2' ), $this->relay->told() );
	}

	public function test_B61_bytes_that_are_no_text_are_replaced_and_flagged(): void {
		$this->shop->things = array( 'product:1' => array( 'name' => "Caf\xff" ), 'product:2' => array( 'name' => "it is \u{FFFD} itself" ) );
		self::add( 'product.updated', 1, null, array( 'from' => 'a' ) );
		self::add( 'product.updated', 2 );
		self::add( 'order.note_added', 3, null, array( 'note' => "\xff" ) );
		$this->drain();
		list( $first, $second, $note ) = $this->relay->events();
		self::assertSame( array( array( 'name' => "Caf\u{FFFD}" ), array( 'from' => 'a', 'invalid_utf8' => true ) ), array( $first['data'], $first['facts'] ) );
		self::assertSame( array(), $second['facts'] );
		self::assertSame( array( 'note' => "\u{FFFD}", 'invalid_utf8' => true ), $note['facts'] );
		self::assertStringContainsString( '"facts":{},', $this->relay->calls[0]['text'] );
	}

	public function test_what_is_larger_than_a_batch_goes_without_data(): void {
		$this->shop->things = array( 'product:1' => array( 'description' => str_repeat( 'x', Batch::MOST_BYTES ) ), 'order:2' => array() );
		self::add( 'product.updated', 1 );
		self::add( 'order.note_added', 2, null, array( 'note' => str_repeat( 'é', Batch::MOST_BYTES ) ) );
		self::add( 'order.paid', 2, null, array( 'from' => 'pending' ) );
		$this->drain();
		self::assertSame( array( array( 'oversize' => true ), array( 'oversize' => true ), array( 'from' => 'pending' ) ), array_column( $this->relay->events(), 'facts' ) );
		self::assertSame( array( null, null, array() ), array_column( $this->relay->events(), 'data' ) );
	}

	public function test_what_is_nested_deeper_than_the_relay_reads_goes_without_data(): void {
		$nest = static fn ( int $levels ): array => (array) json_decode( str_repeat( '{"a":', $levels ) . '1' . str_repeat( '}', $levels ), true );

		$this->shop->things = array( 'order:1' => $nest( 29 ), 'order:2' => $nest( 30 ) );
		self::add( 'order.paid', 1 );
		self::add( 'order.paid', 2 );
		$this->drain();
		self::assertSame( array( $nest( 29 ), null ), array_column( $this->relay->events(), 'data' ) );
		self::assertSame( array( array(), array( 'too_deep' => true ) ), array_column( $this->relay->events(), 'facts' ) );
	}

	public function test_a_thing_that_cannot_be_read_holds_up_only_itself_and_goes_without_data_the_third_time(): void {
		$this->shop->things = array( 'product:1' => new \Error( 'broken' ), 'product:2' => array() );
		self::add( 'product.updated', 1 );
		self::add( 'product.sold', 1 );
		self::add( 'product.updated', 2 );
		$this->drain();
		self::assertSame( array( '1 product.updated product:2 v1' ), $this->relay->told() );
		$this->drain();
		self::assertCount( 1, $this->relay->events() );

		$this->drain();
		$this->drain();
		$this->drain();
		self::assertSame( array( 'product.updated', 'product.updated', 'product.sold' ), array_column( $this->relay->events(), 'topic' ) );
		self::assertSame( array( 1, 2, 3 ), array_column( $this->relay->events(), 'sequence' ) );
		self::assertSame( array( 'unreadable' => true ), $this->relay->events()[1]['facts'] );
		self::assertNull( $this->relay->events()[1]['data'] );
	}

	public function test_a_thing_that_can_be_read_again_is_told_as_if_nothing_had_been(): void {
		$this->shop->things = array( 'product:1' => new \Error( 'broken' ) );
		self::add( 'product.updated', 1 );
		$this->drain();
		$this->shop->things = array( 'product:1' => array( 'id' => 1 ) );
		$this->drain();
		self::assertSame( array( 'id' => 1 ), $this->relay->events()[0]['data'] );
		self::assertSame( array(), $this->relay->events()[0]['facts'] );
		self::assertNull( self::rows()[0]['code'] );
	}

	public function test_text_of_any_script_comes_out_as_it_went_in(): void {
		$this->shop->things = array( 'product:1' => array( 'name' => "Thé “Été” 🍵 %s %d \\ \" ' \u{202E} 日本 \u{0000}", 'price' => 5.9 ) );
		self::add( 'product.updated', 1, "it's %i" );
		$this->drain();
		self::assertSame( $this->shop->things['product:1'], $this->relay->events()[0]['data'] );
		self::assertSame( "it's %i", $this->relay->events()[0]['origin'] );
	}

	public function test_A14_at_the_ceiling_what_waits_folds_in_the_table_and_nothing_else_goes(): void {
		for ( $i = 0; $i < 450; $i++ ) {
			self::add( 0 === $i ? 'product.created' : 'product.updated', 1 );
		}
		self::add( 'product.updated', 2 );
		self::add( 'order.paid', 3 );
		self::add( 'order.paid', 3 );
		Fold::everything( microtime( true ) + 5 );
		self::assertSame( array( 'product.created', 'product.updated', 'order.paid', 'order.paid' ), self::column( 'topic' ) );
		self::assertSame( array_fill( 0, 4, (string) Outbox::READY ), self::column( 'state' ) );
	}

	public function test_the_mark_and_the_version_are_kept_with_the_thing(): void {
		$this->shop->things = array( 'product:1' => array() );
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 2 );
		$this->drain();
		self::assertSame( array( 1 => 1, 2 => 0 ), Entities::versions( 'product', array( 1, 2 ) ) );
	}
}
