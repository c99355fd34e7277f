<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Admin\Actions;
use Passerelle\Admin\Facts;
use Passerelle\Admin\Feedback;
use Passerelle\Admin\Page;
use Passerelle\Admin\PluginsScreen;
use Passerelle\Admin\Problems;
use Passerelle\Admin\Standing;
use Passerelle\Admin\Words;
use Passerelle\Delivery\Outbox;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class SettingsPageTest extends WordPressTestCase {
	private const SECRET = 'whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=';

	public function test_B60_a_subscriber_sees_nothing_of_the_page(): void {
		self::become( 'subscriber' );
		self::assertSame( '', self::rendered() );
	}

	public function test_B60_a_subscriber_may_press_no_button(): void {
		self::become( 'subscriber' );
		$_POST = array( 'do' => 'disconnect', '_wpnonce' => wp_create_nonce( 'passerelle_disconnect' ) );
		self::pair();
		self::assertSame( 403, self::status_of_handling() );
		self::assertTrue( Settings::is_paired() );
	}

	/**
	 * @dataProvider nonces
	 */
	public function test_B55_a_button_without_its_own_nonce_does_nothing( string $nonce ): void {
		self::become_manager();
		$_POST    = array( 'do' => 'disconnect', '_wpnonce' => '' === $nonce ? '' : wp_create_nonce( $nonce ) );
		$_REQUEST = $_POST;
		self::pair();
		self::assertSame( 403, self::status_of_handling() );
		self::assertTrue( Settings::is_paired() );
	}

	/**
	 * @return iterable<string, array{string}>
	 */
	public static function nonces(): iterable {
		yield 'none' => array( '' );
		yield 'that of another button' => array( 'passerelle_send' );
	}

	public function test_B56_what_others_wrote_is_shown_escaped(): void {
		global $wpdb;
		self::become_manager();
		self::pair();
		$evil = '"><img src=x onerror=alert(1)>';
		$wpdb->insert( Schema::outbox(), array( 'event_id' => 'x', 'state' => Outbox::REJECTED, 'topic' => $evil, 'kind' => substr( $evil, 0, 20 ), 'entity_id' => 1, 'occurred_at' => '2026-11-21 10:00:00', 'code' => $evil ) );
		Feedback::keep( 'error', $evil, $evil, array( $evil ), array( array( 'name' => $evil, 'state' => 'ok', 'ms' => 1, 'text' => $evil ) ), $evil );
		update_option( 'passerelle_delivery', array( 'code' => $evil, 'detail' => $evil, 'needs_person' => true ) );

		$page = self::rendered();

		self::assertStringNotContainsString( '<img', $page );
		self::assertStringContainsString( '&lt;img', $page );
	}

	public function test_no_secret_stands_on_the_page_nor_in_what_is_exported(): void {
		self::become_manager();
		self::pair();
		$facts = (string) wp_json_encode( Facts::all( new Standing( true, true ) ) );
		foreach ( array( self::rendered(), $facts ) as $text ) {
			foreach ( array( self::SECRET, 'admin-key-of-mine', 'account-key-of-mine' ) as $secret ) {
				self::assertStringNotContainsString( $secret, $text );
			}
		}
	}

	public function test_every_field_of_the_page_has_a_label_and_every_form_a_nonce_and_nothing_runs_inline(): void {
		self::become_manager();
		foreach ( array( static fn () => null, self::pair( ... ) ) as $prepare ) {
			$prepare();
			$page = self::rendered();
			$dom  = new \DOMDocument();
			self::assertTrue( $dom->loadHTML( '<!doctype html><meta charset="utf-8">' . $page, LIBXML_NOERROR ) );
			$xpath = new \DOMXPath( $dom );
			foreach ( self::elements( $xpath, '//input[not(@type="hidden")]' ) as $input ) {
				self::assertSame( 1, count( self::elements( $xpath, '//label[@for="' . $input->getAttribute( 'id' ) . '"]' ) ) );
			}
			foreach ( self::elements( $xpath, '//form' ) as $form ) {
				self::assertSame( 1, count( self::elements( $xpath, './/input[@name="_wpnonce"]', $form ) ) );
				self::assertSame( 'post', $form->getAttribute( 'method' ) );
			}
			$ids = array_map( static fn ( \DOMElement $one ): string => $one->getAttribute( 'id' ), self::elements( $xpath, '//*[@id]' ) );
			self::assertSame( array_unique( $ids ), $ids );
			self::assertSame( array(), self::elements( $xpath, '//script | //@onclick/.. | //@style/..' ) );
			self::assertSame( 1, count( self::elements( $xpath, '//h1' ) ) );
		}
	}

	/**
	 * @dataProvider standings
	 */
	public function test_the_state_is_one_of_five_words( Standing $standing, string $expected ): void {
		self::assertSame( $expected, $standing->state() );
		self::assertNotSame( '', Words::state( $standing )['sentence'] );
	}

	/**
	 * @return iterable<string, array{Standing, string}>
	 */
	public static function standings(): iterable {
		yield 'new' => array( new Standing( false, false ), Standing::NOT_CONNECTED );
		yield 'well' => array( new Standing( true, true ), Standing::IN_STEP );
		yield 'a moment ago' => array( new Standing( true, true, waiting: 3, oldest_age_s: 20 ), Standing::IN_STEP );
		yield 'a minute behind' => array( new Standing( true, true, waiting: 3, oldest_age_s: 61 ), Standing::CATCHING_UP );
		yield 'the relay is away' => array( new Standing( true, true, waiting: 3, oldest_age_s: 20, error: 'relay_unreachable' ), Standing::CATCHING_UP );
		yield 'for hours' => array( new Standing( true, true, waiting: 3, oldest_age_s: 7_201, error: 'relay_unreachable' ), Standing::STOPPED );
		yield 'something was refused' => array( new Standing( true, true, rejected: 1 ), Standing::NEEDS_YOU );
		yield 'the keys changed' => array( new Standing( true, false ), Standing::NEEDS_YOU );
		yield 'a copy' => array( new Standing( true, true, 'place' ), Standing::NEEDS_YOU );
		yield 'too much' => array( new Standing( true, true, is_full: true ), Standing::NEEDS_YOU );
		yield 'the relay wants another' => array( new Standing( true, true, error: 'second_writer', needs_person: true ), Standing::NEEDS_YOU );
	}

	public function test_rejected_events_are_listed_with_their_reason_and_sent_again_by_their_button(): void {
		global $wpdb;
		self::become_manager();
		self::pair();
		$wpdb->insert( Schema::outbox(), array( 'event_id' => 'x', 'state' => Outbox::REJECTED, 'sequence' => 5, 'topic' => 'connection.tested', 'kind' => 'ping', 'entity_id' => 9, 'occurred_at' => '2026-11-21 10:00:00', 'code' => 'invalid_amount' ) );
		$row = (int) $wpdb->insert_id;
		self::assertStringContainsString( esc_html( Problems::explain( 'invalid_amount' )['what'] ), self::rendered() );
		add_filter( 'pre_http_request', static fn (): \WP_Error => new \WP_Error( 'http_request_failed', 'no' ) );

		( new Actions() )->act( 'resend', array( 'row' => (string) $row ) );

		self::assertNotSame( (string) Outbox::REJECTED, $wpdb->get_var( $wpdb->prepare( 'SELECT state FROM %i WHERE id = %d', Schema::outbox(), $row ) ) );
	}

	public function test_what_an_action_said_is_shown_once(): void {
		self::become_manager();
		( new Actions() )->act( 'keep', array( 'remove_data' => 'yes' ) );
		self::assertTrue( Settings::removes_data() );
		self::assertStringContainsString( 'notice-success', self::rendered() );
		self::assertStringNotContainsString( 'notice-success', self::rendered() );
		( new Actions() )->act( 'keep', array() );
		self::assertFalse( Settings::removes_data() );
	}

	public function test_the_address_that_was_refused_stays_in_the_form(): void {
		self::become_manager();
		add_filter( 'pre_http_request', static fn (): \WP_Error => new \WP_Error( 'http_request_failed', 'no' ) );
		( new Actions() )->act( 'pair', array( 'address' => 'https://8.8.8.8', 'code' => '0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3' ) );
		self::assertStringContainsString( 'value="https://8.8.8.8"', self::rendered() );
	}

	public function test_a_code_of_the_relay_without_words_of_ours_is_shown_as_it_is(): void {
		self::assertStringContainsString( 'never_seen', Problems::explain( 'never_seen' )['what'] );
		self::assertSame( array( 'what' => '', 'todo' => '' ), Problems::explain( '' ) );
	}

	public function test_the_plugins_screen_leads_on_and_says_so_once(): void {
		self::become_manager();
		$screen = new PluginsScreen( dirname( __DIR__ ) . '/passerelle.php' );
		self::assertStringContainsString( 'page=passerelle', $screen->add_link( array() )['passerelle'] );
		$screen->remember();
		if ( ! self::has_woocommerce() ) {
			return;
		}
		self::assertStringContainsString( 'page=passerelle', self::printed( array( $screen, 'welcome' ) ) );
		self::assertSame( '', self::printed( array( $screen, 'welcome' ) ) );
	}

	private static function rendered(): string {
		return self::printed( array( new Page(), 'render' ) );
	}

	private static function printed( callable $print ): string {
		ob_start();
		$print();
		return (string) ob_get_clean();
	}

	private static function status_of_handling(): int {
		$status = 0;
		$die    = static function ( mixed $message, mixed $title, mixed $given ) use ( &$status ): void {
			$status = is_array( $given ) ? (int) ( $given['response'] ?? 500 ) : (int) $given;
			throw new \RuntimeException( 'died' );
		};
		add_filter( 'wp_die_handler', static fn (): callable => $die );
		try {
			( new Actions() )->handle();
		} catch ( \RuntimeException ) {
			return $status;
		} finally {
			$_POST    = array();
			$_REQUEST = array();
		}
		return 0;
	}

	private static function become_manager(): void {
		self::become( 'administrator' );
		wp_get_current_user()->add_cap( Page::CAPABILITY );
	}

	private static function pair(): void {
		Settings::keep_relay_url( 'https://8.8.8.8' );
		Settings::keep_pairing( new Pairing( 'o', 'c', array( self::SECRET ), 'admin-key-of-mine', 'account-key-of-mine', Installation::site_url(), Installation::place(), '2026-11-21T10:00:00Z' ) );
	}

	/**
	 * @return list<\DOMElement>
	 */
	private static function elements( \DOMXPath $xpath, string $query, ?\DOMNode $within = null ): array {
		$found = $xpath->query( $query, $within );
		return array_values( array_filter( iterator_to_array( false === $found ? new \ArrayIterator() : $found ), static fn ( mixed $node ): bool => $node instanceof \DOMElement ) );
	}
}
