<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Copy;
use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\Outcome;
use Passerelle\Delivery\Sequence;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Pairing\Disconnect;
use Passerelle\Pairing\Rotate;
use Passerelle\Pairing\TestRoundTrip;
use Passerelle\Reading\Entities;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class CopyGuardTest extends WordPressTestCase {
	private int $calls = 0;

	public function test_the_shop_that_was_paired_is_no_copy(): void {
		self::pair( Installation::site_url(), Installation::place() );
		self::assertFalse( Copy::is_copy() );
	}

	public function test_a_shop_that_is_not_paired_is_no_copy(): void {
		self::assertFalse( Copy::is_copy() );
	}

	/**
	 * @dataProvider copies
	 */
	public function test_F43_a_copy_is_silent_until_a_person_has_chosen( ?string $site_url, ?string $place, string $difference ): void {
		self::pair( $site_url ?? Installation::site_url(), $place ?? Installation::place() );
		$this->count_calls();
		Outbox::add( 'product.updated', 'product', 1, true, null );

		self::assertSame( $difference, Copy::difference() );
		self::assertSame( Outcome::Muted, Drain::at_once( 5 ) );
		self::assertSame( 'muted_copy', Rotate::run()->code );
		self::assertSame( 'muted_copy', TestRoundTrip::run()['code'] );
		self::assertSame( 'muted_copy', Disconnect::run()->code );

		self::assertSame( 0, $this->calls );
	}

	/**
	 * @return iterable<string, array{string|null, string|null, string}>
	 */
	public static function copies(): iterable {
		yield 'the database under another address' => array( 'https://live.example', null, 'address' );
		yield 'the database at the same address with other files' => array( null, 'another-place', 'place' );
		yield 'both' => array( 'https://live.example', 'another-place', 'address' );
	}

	public function test_a_shop_that_has_moved_tells_both_places_until_the_relay_has_acknowledged(): void {
		self::pair( Installation::site_url(), 'the-old-place' );

		Copy::confirm_move();

		self::assertFalse( Copy::is_copy() );
		self::assertSame( 'the-old-place', Installation::describe()['moved_from'] ?? null );
		self::assertSame( Installation::place(), Installation::describe()['place'] );
		Copy::settle_move();
		self::assertArrayNotHasKey( 'moved_from', Installation::describe() );
		self::assertFalse( Copy::is_copy() );
		self::assertSame( Installation::place(), Settings::pairing()?->place );
	}

	public function test_the_end_of_a_move_does_not_bring_back_a_secret_that_was_changed_meanwhile(): void {
		self::pair( Installation::site_url(), 'the-old-place' );
		Copy::confirm_move();
		$seen = wp_load_alloptions();
		$new  = array( 'whsec_' . base64_encode( str_repeat( 'n', 32 ) ) );
		$read = Settings::pairing();
		self::assertInstanceOf( Pairing::class, $read );
		Settings::keep_pairing( $read->with( array( 'signing_secrets' => $new ) ) );
		wp_cache_set( 'alloptions', $seen, 'options' );

		Copy::settle_move();

		$after = Settings::pairing();
		self::assertSame( array( $new, Installation::place() ), array( $after?->signing_secrets, $after?->place ) );
	}

	public function test_two_first_requests_at_once_agree_on_the_place(): void {
		$first = Installation::place();
		file_put_contents( self::place_file(), "Tells this shop from a copy of it: written by the other one.\n", FILE_APPEND );
		self::assertSame( $first, Installation::place() );
	}

	public function test_a_line_that_was_cut_off_does_not_make_the_place_waver(): void {
		file_put_contents( self::place_file(), 'Tells this shop: cut' );
		$first = Installation::place();
		self::assertSame( $first, Installation::place() );
		self::assertStringContainsString( 'Tells this shop: cutTells', (string) file_get_contents( self::place_file() ) );
	}

	public function test_uploads_in_a_storage_elsewhere_are_not_asked(): void {
		$here = Installation::place();
		add_filter( 'upload_dir', static fn ( array $folder ): array => array( 'basedir' => 'http://8.8.8.8/uploads' ) + $folder );
		$there = Installation::place();
		self::assertNotSame( $here, $there );
		self::assertSame( $there, Installation::place() );
	}

	public function test_a_copy_of_a_shop_that_was_just_moved_is_a_copy(): void {
		self::pair( Installation::site_url(), 'the-old-place' );
		update_option( 'passerelle_moved', array( 'from' => 'the-old-place', 'to' => 'the-place-of-the-shop' ) );

		self::assertTrue( Copy::is_copy() );
		self::assertNull( Copy::moved_from() );
	}

	public function test_another_address_is_no_move(): void {
		self::pair( 'https://live.example', 'the-old-place' );
		Copy::confirm_move();
		self::assertTrue( Copy::is_copy() );
	}

	public function test_a_copy_becomes_a_shop_of_its_own_with_nothing_to_tell_and_nothing_counted(): void {
		global $wpdb;
		self::pair( 'https://live.example', Installation::place() );
		$id = Installation::id();
		Outbox::add( 'product.updated', 'product', 1, true, null );
		Entities::raise( 'product', 1, 40 );
		Sequence::raise( 77 );

		Copy::become_own();

		self::assertFalse( Settings::is_paired() );
		self::assertNotSame( $id, Installation::id() );
		self::assertSame( '0', $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i', Schema::outbox() ) ) );
		self::assertSame( array( 1 => 0 ), Entities::versions( 'product', array( 1 ) ) );
		self::assertSame( 0, Sequence::highest() );
	}

	private static function place_file(): string {
		return wp_upload_dir( null, false )['basedir'] . '/passerelle-place.txt';
	}

	private function count_calls(): void {
		add_filter(
			'pre_http_request',
			function (): \WP_Error {
				++$this->calls;
				return new \WP_Error( 'http_request_failed', 'no' );
			}
		);
	}

	private static function pair( string $site_url, string $place ): void {
		Settings::keep_relay_url( 'https://8.8.8.8' );
		Settings::keep_pairing( new Pairing( 'o', 'c', array( 'whsec_' . base64_encode( str_repeat( 'k', 32 ) ) ), 'a', 'b', $site_url, $place, '2026-11-21T10:00:00Z' ) );
	}
}
