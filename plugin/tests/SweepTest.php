<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\Wake;
use Passerelle\Pairing;
use Passerelle\Reading\Entities;
use Passerelle\Reading\Mark;
use Passerelle\Reading\Page;
use Passerelle\Reading\Sweep;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class SweepTest extends WordPressTestCase {
	private int $id;

	protected function setUp(): void {
		parent::setUp();
		$this->id = self::product();
	}

	public function test_F23_what_was_never_told_is_listed_and_noted_and_floods_no_outbox(): void {
		self::assertSame( array( $this->id ), $this->sweep() );
		self::assertSame( array(), self::rows() );
		self::assertSame( array( $this->id => 0 ), Entities::versions( 'product', array( $this->id ) ) );
	}

	public function test_F23_what_was_only_noted_is_told_when_it_changes(): void {
		global $wpdb;
		$this->sweep();
		$wpdb->update( $wpdb->posts, array( 'post_title' => 'Other' ), array( 'ID' => $this->id ) );
		$this->sweep();
		$this->sweep();
		self::assertSame( array( 'product.updated' ), array_column( self::rows(), 0 ), 'What waits is not told twice' );
	}

	public function test_what_was_found_wakes_the_drain_and_what_is_new_does_not(): void {
		if ( ! self::has_woocommerce() ) {
			self::markTestSkipped( 'Action Scheduler comes with WooCommerce' );
		}
		self::assertTrue( Settings::keep_pairing( new Pairing( 'org', 'connection', array( 'whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=' ), 'admin', 'account', '', '', '' ) ) );
		$this->sweep();
		self::assertFalse( as_has_scheduled_action( Wake::GOES_ON ) );
		Entities::advance( 'product', $this->id, 'another' );
		$this->sweep();
		$this->sweep();
		self::assertCount( 1, as_get_scheduled_actions( array( 'hook' => Wake::GOES_ON, 'status' => \ActionScheduler_Store::STATUS_PENDING ), 'ids' ) );
	}

	public function test_what_the_relay_has_read_is_not_new(): void {
		Page::named( 'product', array( (string) $this->id ) );
		$this->sweep();
		self::assertSame( array(), self::rows() );
	}

	public function test_F23_a_change_behind_woocommerces_back_is_told(): void {
		global $wpdb;
		$this->know();
		$this->sweep();
		self::assertSame( array(), self::rows() );
		$wpdb->insert( $wpdb->postmeta, array( 'post_id' => $this->id, 'meta_key' => '_stock', 'meta_value' => '7' ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		$this->sweep();
		self::assertSame( array( array( 'product.updated', $this->id, array( 'found' => 'digest' ) ) ), self::rows() );
	}

	public function test_a_renamed_category_changes_its_products(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->terms, array( 'name' => 'Tea', 'slug' => 'tea' ) );
		$term = (int) $wpdb->insert_id;
		$wpdb->insert( $wpdb->term_taxonomy, array( 'term_id' => $term, 'taxonomy' => 'product_cat', 'description' => '' ) );
		$wpdb->insert( $wpdb->term_relationships, array( 'object_id' => $this->id, 'term_taxonomy_id' => $wpdb->insert_id ) );
		$this->know();
		$wpdb->update( $wpdb->terms, array( 'name' => 'Teas' ), array( 'term_id' => $term ) );
		$this->sweep();
		self::assertSame( 'product.updated', self::rows()[0][0] ?? '' );
	}

	public function test_F23_what_vanished_is_listed_no_more_and_left_for_the_relay_to_believe(): void {
		global $wpdb;
		$this->know();
		$wpdb->delete( $wpdb->posts, array( 'ID' => $this->id ) );
		self::assertSame( array(), $this->sweep() );
		self::assertSame( array(), self::rows() );
	}

	public function test_a_table_that_is_gone_for_a_night_tells_nothing_then_or_when_it_is_back(): void {
		global $wpdb;
		$this->know();
		$wpdb->update( $wpdb->posts, array( 'post_type' => 'elsewhere' ), array( 'ID' => $this->id ) );
		$this->sweep();
		$wpdb->update( $wpdb->posts, array( 'post_type' => 'product' ), array( 'ID' => $this->id ) );
		self::assertSame( array( $this->id ), $this->sweep() );
		self::assertSame( array(), self::rows() );
	}

	public function test_what_came_back_is_told_as_restored(): void {
		Entities::advance( 'product', $this->id, null );
		$this->sweep();
		self::assertSame( 'product.restored', self::rows()[0][0] ?? '' );
	}

	public function test_what_a_hook_told_and_waits_is_not_told_again(): void {
		global $wpdb;
		$this->know();
		$wpdb->update( $wpdb->posts, array( 'post_title' => 'Other' ), array( 'ID' => $this->id ) );
		Outbox::add( 'product.updated', 'product', $this->id, false, null );
		$this->sweep();
		self::assertCount( 1, self::rows() );
	}

	public function test_a_database_that_fails_makes_nothing_vanish(): void {
		$this->know();
		add_filter( 'query', static fn ( string $sql ): string => str_contains( $sql, 'CONCAT_WS' ) ? 'SELECT nothing FROM nowhere' : $sql );
		try {
			$this->sweep();
			self::fail( 'It went on' );
		} catch ( \RuntimeException ) {
			self::assertSame( array(), self::rows() );
		}
	}

	public function test_other_kinds_and_ids_are_left_alone(): void {
		Entities::advance( 'order', $this->id, 'x' );
		Entities::advance( 'product', $this->id + 1, 'x' );
		$this->know();
		Sweep::range( 'product', $this->id, $this->id );
		self::assertSame( array(), self::rows() );
	}

	/**
	 * @return list<int>
	 */
	private function sweep(): array {
		return Sweep::range( 'product', $this->id, $this->id + 10 );
	}

	private function know(): void {
		Entities::advance( 'product', $this->id, Mark::of( 'product', $this->id ) );
	}

	/**
	 * @return list<array{string, int, mixed}>
	 */
	private static function rows(): array {
		global $wpdb;
		$rows = (array) $wpdb->get_results( $wpdb->prepare( 'SELECT topic, entity_id, facts FROM %i ORDER BY id', Schema::outbox() ), ARRAY_A );
		return array_map( static fn ( array $row ): array => array( (string) $row['topic'], (int) $row['entity_id'], json_decode( (string) $row['facts'], true ) ), array_values( $rows ) );
	}

	private static function product(): int {
		global $wpdb;
		$wpdb->insert( $wpdb->posts, array( 'post_type' => 'product', 'post_status' => 'publish', 'post_title' => 'Tea', 'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '' ) );
		return (int) $wpdb->insert_id;
	}
}
