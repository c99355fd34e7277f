<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Admin\Notice;
use Passerelle\Admin\Page;
use Passerelle\Delivery\Outbox;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class NoticeTest extends WordPressTestCase {
	public function test_while_nobody_must_act_there_is_none(): void {
		self::become_manager();
		$shown = self::rendered();
		self::pair( Installation::place() );
		$shown .= self::rendered();
		update_option( 'passerelle_delivery', array( 'code' => 'relay_unreachable', 'needs_person' => false ) );
		self::assertSame( '', $shown . self::rendered() );
	}

	/**
	 * @dataProvider matters
	 */
	public function test_there_is_one_where_a_person_must_act( string $matter ): void {
		self::become_manager();
		self::bring_about( $matter );
		self::assertSame( 1, substr_count( self::rendered(), '<div' ) );
	}

	/**
	 * @return iterable<string, array{string}>
	 */
	public static function matters(): iterable {
		yield 'it must be paired again' => array( 'keys' );
		yield 'the relay no longer knows it' => array( 'signature' );
		yield 'a copy' => array( 'copy' );
		yield 'too much waits' => array( 'ceiling' );
		yield 'refused events' => array( 'rejected' );
		yield 'all of it at once' => array( 'all' );
	}

	public function test_it_is_for_those_only_who_manage_the_shop(): void {
		self::become( 'subscriber' );
		self::bring_about( 'all' );
		self::assertSame( '', self::rendered() );
	}

	public function test_put_away_it_comes_back_only_for_something_else_and_for_others(): void {
		self::become_manager();
		self::bring_about( 'rejected' );
		( new Notice() )->put_away( self::matter() );
		self::assertSame( '', self::rendered() );
		self::bring_about( 'copy' );
		self::assertNotSame( '', self::rendered() );
		( new Notice() )->put_away( 'copy_place' );
		self::assertSame( '', self::rendered() );
		self::become_manager();
		self::assertNotSame( '', self::rendered() );
	}

	public function test_put_away_it_comes_back_when_the_same_happens_anew(): void {
		global $wpdb;
		self::become_manager();
		self::bring_about( 'signature' );
		( new Notice() )->put_away( 'signature_invalid' );
		$shown = self::rendered();
		delete_option( 'passerelle_delivery' );
		self::assertSame( '', $shown . self::rendered() );
		self::bring_about( 'signature' );
		self::assertNotSame( '', self::rendered() );
		delete_option( 'passerelle_delivery' );
		self::bring_about( 'rejected' );
		( new Notice() )->put_away( self::matter() );
		$wpdb->insert( Schema::outbox(), array( 'event_id' => 'y', 'state' => Outbox::REJECTED, 'topic' => 'order.paid', 'kind' => 'order', 'entity_id' => 10, 'occurred_at' => '2026-11-21 11:00:00', 'code' => 'invalid_amount' ) );
		self::assertNotSame( '', self::rendered() );
	}

	public function test_while_nobody_must_act_a_page_of_the_admin_pays_two_queries_for_it(): void {
		global $wpdb;
		self::become_manager();
		self::pair( Installation::place() );
		wp_cache_flush();
		current_user_can( Page::CAPABILITY );
		wp_load_alloptions();
		$before = $wpdb->num_queries;
		self::assertSame( '', self::rendered() );
		self::assertLessThanOrEqual( 2, $wpdb->num_queries - $before );
	}

	private static function bring_about( string $matter ): void {
		global $wpdb;
		self::pair( in_array( $matter, array( 'copy', 'all' ), true ) ? 'elsewhere' : Installation::place() );
		if ( in_array( $matter, array( 'signature', 'all' ), true ) ) {
			update_option( 'passerelle_delivery', array( 'code' => 'signature_invalid', 'needs_person' => true ) );
		}
		if ( in_array( $matter, array( 'ceiling', 'all' ), true ) ) {
			update_option( 'passerelle_outbox_over_ceiling', 'yes' );
		}
		if ( in_array( $matter, array( 'rejected', 'all' ), true ) ) {
			$wpdb->insert( Schema::outbox(), array( 'event_id' => 'x', 'state' => Outbox::REJECTED, 'topic' => 'order.paid', 'kind' => 'order', 'entity_id' => 9, 'occurred_at' => '2026-11-21 10:00:00', 'code' => 'invalid_amount' ) );
		}
		if ( 'keys' === $matter ) {
			update_option( 'passerelle_pairing', 'v1.' . base64_encode( random_bytes( 80 ) ) );
		}
	}

	private static function matter(): string {
		preg_match( '/reason=([a-z0-9_-]+)/', self::rendered(), $found );
		return $found[1] ?? '';
	}

	private static function rendered(): string {
		ob_start();
		( new Notice() )->render();
		return (string) ob_get_clean();
	}

	private static function become_manager(): void {
		self::become( 'administrator' );
		wp_get_current_user()->add_cap( Page::CAPABILITY );
	}

	private static function pair( string $place ): void {
		Settings::keep_pairing( new Pairing( 'o', 'c', array( 'whsec_' . base64_encode( str_repeat( 'k', 32 ) ) ), 'a', 'b', Installation::site_url(), $place, '2026-11-21T10:00:00Z' ) );
	}
}
