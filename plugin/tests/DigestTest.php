<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Reading\Digest;
use Passerelle\Reading\Entities;
use Passerelle\Reading\Mark;
use Passerelle\Tests\Support\WordPressTestCase;

final class DigestTest extends WordPressTestCase {
	// Beyond what the site has of its own; a whole number of buckets.
	private const FLOOR = 1_000_000;

	public function test_a_hash_is_of_ids_and_versions_in_the_order_of_numbers(): void {
		self::assertSame( hash( 'sha256', '9:1,10:2,100:3' ), Digest::hash( array( 9 => 1, 10 => 2, 100 => 3 ) ) );
		self::assertSame( 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', Digest::hash( array() ) );
	}

	public function test_the_first_and_the_last_id_of_a_bucket_are_in_it(): void {
		foreach ( array( 0, 499, 500, 999, 1000 ) as $offset ) {
			self::product( self::FLOOR + $offset );
		}
		$buckets = self::buckets();
		self::assertSame( array( 2000, 2001, 2002 ), array_column( $buckets, 'bucket' ) );
		self::assertSame( array( 2, 2, 1 ), array_column( $buckets, 'count' ) );
		self::assertSame( hash( 'sha256', '1000000:0,1000499:0' ), $buckets[0]['hash'] );
		self::assertSame( array( array( 'id' => '1000500', 'version' => 0 ), array( 'id' => '1000999', 'version' => 0 ) ), Digest::entities( 'product', 2001 ) );
	}

	public function test_an_empty_range_is_not_the_whole_table(): void {
		self::product( self::FLOOR );
		self::assertSame( array(), Digest::entities( 'product', 2001 ) );
		self::assertSame( array( 'buckets' => array(), 'next' => null ), Digest::buckets( 'product', 2000, 50 ) );
		self::assertSame( array( 'buckets' => array(), 'next' => null ), Digest::buckets( 'variation', null, 50 ) );
	}

	public function test_nothing_is_counted_twice_that_has_several_terms_metas_and_rows(): void {
		global $wpdb;
		self::product( self::FLOOR );
		for ( $at = 1; $at <= 3; $at++ ) {
			$wpdb->insert( $wpdb->terms, array( 'name' => "Tag $at", 'slug' => "tag-$at" ) );
			$wpdb->insert( $wpdb->term_taxonomy, array( 'term_id' => $wpdb->insert_id, 'taxonomy' => 'product_tag', 'description' => '' ) );
			$wpdb->insert( $wpdb->term_relationships, array( 'object_id' => self::FLOOR, 'term_taxonomy_id' => $wpdb->insert_id ) );
			add_post_meta( self::FLOOR, '_price', (string) $at );
			self::product( self::FLOOR + $at, 'product_variation', self::FLOOR );
		}
		self::assertSame( 1, self::buckets()[0]['count'] );
		self::assertSame( array( '1000000' ), array_column( Digest::entities( 'product', 2000 ), 'id' ) );
		self::assertSame( array( '1000001', '1000002', '1000003' ), array_column( Digest::entities( 'variation', 2000 ), 'id' ) );
	}

	public function test_versions_are_in_the_hash(): void {
		self::product( self::FLOOR );
		$before = self::buckets()[0]['hash'];
		Entities::advance( 'product', self::FLOOR, Mark::of( 'product', self::FLOOR ) );
		self::assertSame( hash( 'sha256', '1000000:1' ), self::buckets()[0]['hash'] );
		self::assertNotSame( $before, self::buckets()[0]['hash'] );
	}

	public function test_a_bucket_of_which_all_vanished_is_left_out(): void {
		Entities::advance( 'product', self::FLOOR + 3, 'x' );
		self::assertSame( array(), self::buckets() );
	}

	public function test_F23_what_no_hook_told_of_stands_in_the_digest_before_and_after_it_was_noted(): void {
		self::product( self::FLOOR );
		$first = self::buckets();
		self::assertSame( hash( 'sha256', '1000000:0' ), $first[0]['hash'] );
		self::assertSame( $first, self::buckets() );
		self::assertSame( array( array( 'id' => '1000000', 'version' => 0 ) ), Digest::entities( 'product', 2000 ) );
	}

	public function test_pages_of_buckets_follow_each_other_without_a_gap(): void {
		foreach ( array( 0, 500, 5000, 5001 ) as $offset ) {
			self::product( self::FLOOR + $offset );
		}
		$seen = array();
		for ( $after = 1999; null !== $after; $after = $page['next'] ) {
			$page = Digest::buckets( 'product', $after, 1 );
			$seen = array( ...$seen, ...array_column( $page['buckets'], 'bucket' ) );
		}
		self::assertSame( array( 2000, 2001, 2010 ), $seen );
	}

	/**
	 * @return list<array{bucket: int, count: int, hash: string}>
	 */
	private static function buckets(): array {
		return Digest::buckets( 'product', intdiv( self::FLOOR, Digest::IDS ) - 1, 50 )['buckets'];
	}

	private static function product( int $id, string $type = 'product', int $above = 0 ): void {
		global $wpdb;
		$wpdb->insert( $wpdb->posts, array( 'ID' => $id, 'post_type' => $type, 'post_status' => 'publish', 'post_parent' => $above, 'post_title' => 'Tea', 'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '' ) );
	}
}
