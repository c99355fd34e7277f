<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\OutboxState;
use Passerelle\Delivery\Prune;
use Passerelle\Delivery\Resend;
use Passerelle\Delivery\Sequence;
use Passerelle\Delivery\Settlement;
use Passerelle\Reading\Entities;
use Passerelle\Schema;
use Passerelle\Tests\Support\DeliveryTestCase;

final class SettlementTest extends DeliveryTestCase {
	public function test_what_the_relay_rejects_stays_to_be_seen_with_its_code(): void {
		foreach ( array( 1, 2, 3 ) as $id ) {
			self::add( 'product.deleted', $id );
		}
		$this->relay->rejects = array( (string) self::rows()[1]['event_id'] => 'invalid_datetime' );
		$this->drain();
		self::assertSame( array( '3', '4', '3' ), self::column( 'state' ) );
		self::assertSame( 'invalid_datetime', OutboxState::rejected( 10 )[0]['code'] );
		$this->drain();
		self::assertCount( 1, $this->relay->calls );
	}

	public function test_a_rejected_event_is_sent_again_with_its_id_and_a_new_number_built_anew(): void {
		$this->shop->things   = array( 'product:1' => array( 'price' => 'bad' ) );
		$id                   = self::add( 'product.updated', 1 );
		$event_id             = (string) self::rows()[0]['event_id'];
		$this->relay->rejects = array( $event_id => 'invalid_value' );
		$this->drain();
		$this->relay->rejects            = array();
		$this->shop->things['product:1'] = array( 'price' => '1.00' );

		self::assertSame( 1, Resend::run( array( $id, 999 ) ) );
		self::assertSame( 0, Resend::run( array( $id ) ) );
		$this->drain();
		$again = $this->relay->events()[1];
		self::assertSame( array( $event_id, 2, 2, array( 'price' => '1.00' ) ), array( $again['id'], $again['sequence'], $again['entity']['version'], $again['data'] ) );
	}

	public function test_a_delete_that_is_sent_again_does_not_outlive_the_return_of_the_thing(): void {
		$id                   = self::add( 'product.deleted', 1 );
		$this->relay->rejects = array( (string) self::rows()[0]['event_id'] => 'invalid_value' );
		$this->drain();
		$this->relay->rejects = array();
		$this->shop->things   = array( 'product:1' => array() );
		Resend::run( array( $id ) );
		$this->drain();
		self::assertSame( array( 'product.deleted', 'product.deleted', 'product.updated' ), array_column( $this->relay->events(), 'topic' ) );
	}

	public function test_F43_a_shop_restored_from_a_backup_counts_on_from_what_the_relay_has_seen(): void {
		$this->shop->things    = array( 'product:1' => array(), 'product:2' => array() );
		$this->relay->highest  = 40;
		$this->relay->versions = array( 'product:1' => 12, 'nonsense' => 3 );
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 2 );
		$this->relay->next[] = fn ( array $events ): array => array( 202, array( 'rejected' => array( array( 'index' => 1, 'event_id' => $events[1]['id'], 'code' => 'later', 'pointer' => '' ) ) ) + $this->relay->accept( array_values( $events ) ) );
		$this->drain();
		self::assertSame( 40, Sequence::highest() );
		self::assertSame( 12, Entities::versions( 'product', array( 1 ) )[1] );

		self::add( 'product.updated', 1 );
		$this->drain();
		self::assertSame( '41 product.updated product:1 v13', $this->relay->told()[2] );
	}

	public function test_F43_what_still_waits_is_numbered_anew_in_order_and_is_else_the_same(): void {
		$this->shop->things = array( 'product:1' => array( 'n' => 1 ), 'product:2' => array( 'n' => 2 ), 'product:3' => array() );
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 2 );
		self::add( 'product.updated', 3 );
		$before = Drain::take( 2, $this->shop );
		Settlement::catch_up( 100 );
		Settlement::catch_up( 50 );
		$after = Drain::take( 200, $this->shop );
		self::assertSame( array( '101', '102', '103' ), array_column( $after, 'sequence' ) );
		foreach ( array( 'event_id', 'payload', 'version' ) as $name ) {
			self::assertSame( array_column( $before, $name ), array_slice( array_column( $after, $name ), 0, 2 ) );
		}
	}

	public function test_what_the_relay_says_when_it_asks_is_obeyed_like_an_answer(): void {
		foreach ( array( 1, 2, 3 ) as $id ) {
			self::add( 'product.deleted', $id );
		}
		$ids = array_map( 'strval', array_column( Drain::take( 2, $this->shop ), 'event_id' ) );
		Settlement::obey_json( array( ...$ids, 'foreign' ), array( array( 'event_id' => $ids[1], 'code' => 'too_deep', 'pointer' => '' ), array( 'event_id' => null ), 'x' ), array( 'sequence' => 2, 'versions' => array( 'product:1' => 1 ) ) );
		self::assertSame( array( '3', '4', '1' ), self::column( 'state' ) );
		Settlement::obey_json( array( $ids[1] ), array(), array() );
		self::assertSame( (string) Outbox::REJECTED, self::rows()[1]['state'] );
	}

	public function test_only_old_acknowledged_rows_are_pruned_and_never_the_highest_number(): void {
		global $wpdb;
		foreach ( range( 1, 5 ) as $id ) {
			self::add( 'product.deleted', $id );
		}
		$this->relay->rejects = array( (string) self::rows()[1]['event_id'] => 'x' );
		$this->drain();
		self::add( 'product.deleted', 6 );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET settled_at = %s WHERE sequence <> 1', Schema::outbox(), gmdate( 'Y-m-d H:i:s', time() - 4 * 86_400 ) ) );
		Prune::daily();
		self::assertSame( array( '1', '2', '5', null ), self::column( 'sequence' ) );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET settled_at = %s', Schema::outbox(), '2020-01-01 00:00:00' ) );
		Prune::daily();
		self::assertCount( 4, self::rows() );
		self::assertSame( 5, Sequence::highest() );
	}
}
