<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Admin\SiteHints;
use Passerelle\Copy;
use Passerelle\Delivery\Sequence;
use Passerelle\Delivery\Signer;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Pairing\Disconnect;
use Passerelle\Pairing\Pair;
use Passerelle\Pairing\RelayAddress;
use Passerelle\Pairing\Rotate;
use Passerelle\Pairing\TestRoundTrip;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\Vault;

final class PairingTest extends WordPressTestCase {
	private const RELAY = 'https://8.8.8.8';
	private const CODE  = '0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3';
	private const PLAIN = '0D1K793PWX5T2QG8MZ4CB6RNH3';

	/** @var list<array{path: string, body: array<string, mixed>, raw: string, headers: array<string, string>, code: string|null}> */
	private array $calls = array();

	public function test_a_code_is_kept_sealed_while_the_relay_asks_for_its_proof_and_gone_afterwards(): void {
		$this->answer( array( '/v1/pairings' => array( 201, self::paired() ) ) );

		self::assertSame( '', Pair::run( self::RELAY, self::CODE )->code );

		self::assertSame( self::PLAIN, $this->calls[0]['code'] );
		self::assertFalse( get_option( Pair::CODE ) );
		self::assertSame( Installation::site_url(), $this->calls[0]['body']['installation']['site_url'] );
		self::assertSame( Installation::place(), $this->calls[0]['body']['installation']['place'] );
	}

	public function test_what_the_relay_gave_is_kept_and_no_secret_of_it_can_be_read_in_the_database(): void {
		$this->answer( array( '/v1/pairings' => array( 201, self::paired( array( 'server_time' => gmdate( 'Y-m-d\TH:i:s\Z', time() + 300 ) ) ) ) ) );

		Pair::run( self::RELAY . '/', self::CODE );

		$pairing = Settings::pairing();
		self::assertInstanceOf( Pairing::class, $pairing );
		self::assertSame( array( self::secret( 1 ) ), $pairing->signing_secrets );
		self::assertSame( Installation::site_url(), $pairing->site_url );
		self::assertSame( self::RELAY, Settings::relay_url() );
		self::assertEqualsWithDelta( 300, Settings::clock_offset_s(), 2 );
		self::assertFalse( Copy::is_copy() );
		$kept = self::options();
		foreach ( array( self::secret( 1 ), 'admin-key-of-mine', 'account-key-of-mine', self::PLAIN ) as $secret ) {
			self::assertStringNotContainsString( $secret, $kept );
		}
	}

	public function test_F43_a_shop_that_went_back_counts_on_behind_what_the_relay_has_seen(): void {
		$this->answer( array( '/v1/pairings' => array( 201, self::paired( array( 'highest' => array( 'sequence' => 4_000 ) ) ) ) ) );

		Pair::run( self::RELAY, self::CODE );

		self::assertSame( 4_000, Sequence::highest() );
	}

	/**
	 * @dataProvider refusals
	 * @param array<string, mixed>|string $body
	 */
	public function test_a_refusal_changes_nothing_and_says_why( int $status, array|string $body, string $expected ): void {
		$this->answer( array( '/v1/pairings' => array( $status, $body ) ) );

		self::assertSame( $expected, Pair::run( self::RELAY, self::CODE )->code );

		self::assertFalse( Settings::is_paired() );
		self::assertFalse( get_option( Pair::CODE ) );
		self::assertSame( '', Settings::relay_url() );
	}

	/**
	 * @return iterable<string, array{int, array<string, mixed>|string, string}>
	 */
	public static function refusals(): iterable {
		yield 'a wrong code' => array( 401, array( 'code' => 'pairing_code_invalid' ), 'pairing_code_invalid' );
		yield 'another shop has it' => array( 409, array( 'code' => 'pairing_taken' ), 'pairing_taken' );
		yield 'paired elsewhere' => array( 409, array( 'code' => 'pairing_elsewhere' ), 'pairing_elsewhere' );
		yield 'not proven' => array( 422, array( 'code' => 'site_not_proven', 'detail' => 'it answered 404' ), 'site_not_proven' );
		yield 'http' => array( 422, array( 'code' => 'forbidden_scheme' ), 'forbidden_scheme' );
		yield 'some web server' => array( 200, '<html>', 'not_a_relay' );
		yield 'a relay that forgets half of it' => array( 201, array( 'connection_id' => 'x' ), 'not_a_relay' );
		yield 'a wrong address' => array( 404, 'not found', 'not_a_relay' );
		yield 'it was moved' => array( 301, '', 'not_a_relay' );
		yield 'nobody there' => array( 0, '', 'relay_unreachable' );
	}

	/**
	 * @dataProvider addresses
	 */
	public function test_B59_an_address_that_wordpress_does_not_call_is_refused_before_anything_is_sent( string $address, string $code, string $expected ): void {
		$this->answer( array() );

		self::assertSame( $expected, Pair::run( $address, $code )->code );

		self::assertSame( array(), $this->calls );
	}

	/**
	 * @return iterable<string, array{string, string, string}>
	 */
	public static function addresses(): iterable {
		yield 'in the LAN' => array( 'https://192.168.1.20', self::CODE, 'relay_on_lan' );
		yield 'an unusual port' => array( 'https://8.8.8.8:3000', self::CODE, 'relay_port' );
		yield 'loopback' => array( 'http://127.0.0.1:8787', self::CODE, 'relay_on_lan' );
		yield 'http' => array( 'http://8.8.8.8', self::CODE, 'relay_needs_https' );
		yield 'nothing' => array( '', self::CODE, 'address_missing' );
		yield 'B56 a script' => array( '<script>alert(1)</script>', self::CODE, 'address_invalid' );
		yield 'B56 a quote' => array( 'https://"><img onerror=x>', self::CODE, 'address_invalid' );
		yield 'a password in it' => array( 'https://me:secret@8.8.8.8', self::CODE, 'address_invalid' );
		yield 'another scheme' => array( 'ftp://8.8.8.8', self::CODE, 'address_invalid' );
		yield 'no code' => array( self::RELAY, '', 'code_missing' );
		yield 'half a code' => array( self::RELAY, '0D1K7-93PWX', 'code_malformed' );
	}

	/**
	 * @dataProvider spellings
	 */
	public function test_address_and_code_may_be_pasted_in_any_spelling( string $address, string $code ): void {
		self::assertSame( array( 'url' => self::RELAY, 'code' => self::PLAIN, 'refusal' => '' ), RelayAddress::read( $address, $code ) );
	}

	/**
	 * @return iterable<array{string, string}>
	 */
	public static function spellings(): iterable {
		yield array( self::RELAY . '/', ' od1k7 93pwx 5t2qg 8mz4c b6rnh3 ' );
		yield array( self::RELAY . '/#' . self::CODE, '' );
		yield array( '', self::RELAY . '/#' . self::CODE );
		yield array( 'HTTPS://8.8.8.8', self::CODE );
		yield array( '8.8.8.8', self::CODE );
	}

	public function test_a_rotation_keeps_the_new_secret_beside_the_one_that_signed_until_that_one_ends(): void {
		self::pair_by_hand();
		$ends_at = time() + 86_400;
		$this->answer( array( '/v1/pairings/rotate-secret' => array( 200, array( 'signing_secret' => self::secret( 2 ), 'previous_ends_at' => gmdate( 'Y-m-d\TH:i:s\Z', $ends_at ), 'server_time' => gmdate( 'Y-m-d\TH:i:s\Z' ) ) ) ) );

		self::assertSame( '', Rotate::run()->code );

		self::assertTrue( $this->is_signed_by( array( self::secret( 1 ) ) ) );
		self::assertSame( array( self::secret( 2 ), self::secret( 1 ) ), self::secrets() );
		Rotate::drop_ended();
		self::assertCount( 2, self::secrets() );
		update_option( Rotate::ENDS_AT, time() - 1, false );
		Rotate::drop_ended();
		self::assertSame( array( self::secret( 2 ) ), self::secrets() );
		self::assertFalse( get_option( Rotate::ENDS_AT ) );
	}

	public function test_a_rotation_whose_answer_is_lost_leaves_the_secret_that_is_still_good(): void {
		self::pair_by_hand();
		$this->answer( array() );

		self::assertSame( 'relay_unreachable', Rotate::run()->code );

		self::assertSame( array( self::secret( 1 ) ), self::secrets() );
	}

	public function test_a_rotation_in_the_same_second_as_the_last_one_is_asked_for_again_a_second_later(): void {
		self::pair_by_hand();
		$this->answer(
			array(
				'/v1/pairings/rotate-secret' => array(
					array( 409, array( 'code' => 'call_superseded' ) ),
					array( 200, self::rotated() ),
				),
			)
		);

		self::assertSame( '', Rotate::run()->code );

		self::assertGreaterThan( (int) $this->calls[0]['headers']['webhook-timestamp'], (int) $this->calls[1]['headers']['webhook-timestamp'] );
		self::assertSame( array( self::secret( 2 ), self::secret( 1 ) ), self::secrets() );
	}

	public function test_a_rotation_during_which_the_shop_was_paired_anew_changes_nothing(): void {
		self::pair_by_hand();
		$this->answer( array( '/v1/pairings/rotate-secret' => array( 200, self::rotated() ) ) );
		$this->meanwhile( static fn ( Pairing $pairing ): Pairing => $pairing->with( array( 'signing_secrets' => array( self::secret( 3 ) ) ) ) );

		self::assertSame( 'not_paired', Rotate::run()->code );

		self::assertSame( array( self::secret( 3 ) ), self::secrets() );
	}

	public function test_a_disconnected_shop_is_not_connected_again_by_a_rotation_under_way(): void {
		self::pair_by_hand();
		$this->answer( array( '/v1/pairings/rotate-secret' => array( 200, self::rotated() ) ) );
		$this->meanwhile( static fn (): ?Pairing => null );

		Rotate::run();

		self::assertFalse( Settings::is_paired() );
	}

	public function test_of_two_changes_of_the_secrets_at_once_one_steps_aside(): void {
		global $wpdb;
		self::pair_by_hand();
		$this->answer( array() );
		$other = new \wpdb( ...array_map( static fn ( string $name ): string => (string) constant( $name ), array( 'DB_USER', 'DB_PASSWORD', 'DB_NAME', 'DB_HOST' ) ) );
		$other->get_var( $other->prepare( 'SELECT GET_LOCK(%s, 0)', 'passerelle_pairing_' . md5( $wpdb->dbname . $wpdb->prefix ) ) );

		self::assertSame( 'under_way', Pair::run( self::RELAY, self::CODE )->code );
		self::assertSame( 'under_way', Rotate::run()->code );

		self::assertSame( array(), $this->calls );
		$other->get_var( 'SELECT RELEASE_ALL_LOCKS()' );
		self::assertSame( 'relay_unreachable', Rotate::run()->code );
	}

	public function test_a_page_of_a_shop_that_is_not_paired_pays_no_query_for_it(): void {
		global $wpdb;
		self::pair_by_hand();
		Disconnect::forget();
		wp_cache_flush();
		wp_load_alloptions();
		$before = $wpdb->num_queries;

		self::assertFalse( Settings::is_paired() );

		self::assertSame( $before, $wpdb->num_queries );
	}

	/**
	 * @dataProvider typed
	 */
	public function test_what_was_typed_for_an_address_stands_in_the_form_again_without_code_or_password( string $address, string $code, string $expected ): void {
		self::assertSame( $expected, RelayAddress::to_show( $address, $code ) );
	}

	/**
	 * @return iterable<array{string, string, string}>
	 */
	public static function typed(): iterable {
		yield array( 'htps://relay.example', self::CODE, 'htps://relay.example' );
		yield array( self::RELAY . '/#' . self::CODE, '', self::RELAY );
		yield array( 'htps://relay.example/#' . self::CODE, '', 'htps://relay.example/' );
		yield array( 'https://me:secret@8.8.8.8', self::CODE, '' );
		yield array( self::CODE, '', '' );
	}

	public function test_a_wrong_clock_is_learned_and_the_call_made_once_more(): void {
		self::pair_by_hand();
		$this->answer(
			array(
				'/v1/pairings/disconnect' => array(
					array( 401, array( 'code' => 'timestamp_out_of_tolerance', 'server_time' => gmdate( 'Y-m-d\TH:i:s\Z', time() - 900 ) ) ),
					array( 200, array() ),
				),
			)
		);

		self::assertTrue( Disconnect::run()->is_good() );

		self::assertEqualsWithDelta( -900, Settings::clock_offset_s(), 2 );
		self::assertEqualsWithDelta( time() - 900, (int) $this->calls[1]['headers']['webhook-timestamp'], 2 );
	}

	public function test_the_pairing_is_forgotten_also_where_the_relay_could_not_be_told(): void {
		self::pair_by_hand();
		$this->answer( array() );

		self::assertSame( 'relay_unreachable', Disconnect::run()->code );

		self::assertFalse( Settings::is_paired() );
	}

	public function test_the_test_event_goes_the_whole_way_hop_by_hop(): void {
		self::pair_by_hand();
		$this->answer(
			array(
				'/v1/ingest/batches' => array( 202, array( 'accepted' => 1, 'duplicates' => 0, 'rejected' => array(), 'server_time' => gmdate( 'Y-m-d\TH:i:s\Z' ), 'highest' => array( 'sequence' => 1, 'versions' => array() ), 'missing' => array() ) ),
				'/v1/pairings/test'  => array( 200, array( 'event' => array( 'state' => 'applied', 'stored_at' => '2026-11-21T10:00:00.000Z', 'applied_at' => '2026-11-21T10:00:00.045Z' ), 'callback' => array( 'status' => 200, 'code' => null, 'ms' => 12 ), 'store_ms' => 1 ) ),
			)
		);

		$report = TestRoundTrip::run();

		self::assertSame( '', $report['code'] );
		self::assertSame( array( 'ok', 'ok', 'ok', 'ok' ), array_column( $report['hops'], 'state' ) );
		self::assertSame( array( 45, 12 ), array( $report['hops'][2]['ms'], $report['hops'][3]['ms'] ) );
		$event = $this->calls[0]['body']['events'][0];
		self::assertSame( array( 'connection.tested', 'ping', null ), array( $event['topic'], $event['entity']['kind'], $event['data'] ) );
		self::assertSame( $event['id'], $this->calls[1]['body']['event_id'] );
	}

	public function test_the_test_names_the_hop_that_failed(): void {
		self::pair_by_hand();
		$this->answer( array() );

		$report = TestRoundTrip::run();

		self::assertSame( 'relay_unreachable', $report['code'] );
		self::assertSame( array( 'ok', 'failed', 'failed' ), array_column( $report['hops'], 'state' ) );
	}

	public function test_the_test_of_a_shop_that_the_relay_cannot_call_says_so(): void {
		self::pair_by_hand();
		$this->answer(
			array(
				'/v1/ingest/batches' => array( 202, array( 'accepted' => 1, 'duplicates' => 0, 'rejected' => array(), 'server_time' => gmdate( 'Y-m-d\TH:i:s\Z' ), 'highest' => array( 'sequence' => 1, 'versions' => array() ), 'missing' => array() ) ),
				'/v1/pairings/test'  => array( 200, array( 'event' => array( 'state' => 'applied', 'stored_at' => '2026-11-21T10:00:00Z', 'applied_at' => '2026-11-21T10:00:00Z' ), 'callback' => array( 'status' => null, 'code' => 'timeout', 'ms' => 5000 ), 'store_ms' => 1 ) ),
			)
		);

		$report = TestRoundTrip::run();

		self::assertSame( 'shop_not_reached', $report['code'] );
		self::assertSame( array( 'timeout' ), $report['more'] );
	}

	public function test_a_shop_with_plain_permalinks_is_told_that_these_are_the_reason(): void {
		update_option( 'permalink_structure', '' );
		self::assertStringContainsString( 'Permalinks', SiteHints::find( 'it answered 404' )[0] );
	}

	public function test_where_the_keys_changed_nothing_is_taken_for_a_pairing(): void {
		update_option( 'passerelle_pairing', 'v1.' . base64_encode( random_bytes( 80 ) ) );
		self::assertSame( 'secrets_lost', Rotate::run()->code );
		self::assertSame( 'secrets_lost', TestRoundTrip::run()['code'] );
		self::assertTrue( Settings::is_paired() );
	}

	/**
	 * @param array<string, array<mixed>> $answers By path: status and body, or a list of those, in order. A path without any cannot
	 *                                             be reached.
	 */
	private function answer( array $answers ): void {
		add_filter(
			'pre_http_request',
			function ( mixed $before, array $given, string $url ) use ( &$answers ): array|\WP_Error {
				$path          = (string) wp_parse_url( $url, PHP_URL_PATH );
				$raw           = (string) $given['body'];
				$this->calls[] = array(
					'path'    => $path,
					'body'    => (array) json_decode( $raw, true ),
					'raw'     => $raw,
					'headers' => array_map( 'strval', $given['headers'] ),
					'code'    => Vault::open( Pair::CODE, (string) get_option( Pair::CODE, '' ) ),
				);
				$answer = $answers[ $path ] ?? array( 0, '' );
				if ( is_array( $answer[0] ) ) {
					$answer = array_shift( $answers[ $path ] );
				}
				list( $status, $body ) = $answer;
				return 0 === $status
					? new \WP_Error( 'http_request_failed', 'cURL error 7: refused' )
					: array( 'headers' => array(), 'body' => is_string( $body ) ? $body : (string) wp_json_encode( (object) $body ), 'response' => array( 'code' => $status, 'message' => '' ), 'cookies' => array(), 'filename' => null );
			},
			10,
			3
		);
	}

	/**
	 * @param callable(Pairing): (Pairing|null) $change What another request does to the pairing while the relay answers.
	 */
	private function meanwhile( callable $change ): void {
		add_filter(
			'pre_http_request',
			static function ( mixed $answer ) use ( $change ): mixed {
				global $wpdb;
				$seen  = wp_load_alloptions();
				$after = $change( Settings::pairing() ?? self::fail( 'not paired' ) );
				null === $after ? Settings::forget_pairing() : Settings::keep_pairing( $after );
				// This request still has in mind what it read when it began.
				wp_cache_set( 'alloptions', $seen, 'options' );
				return $answer;
			},
			20
		);
	}

	/**
	 * @param list<string> $secrets
	 */
	private function is_signed_by( array $secrets ): bool {
		return null === Signer::verify( $this->calls[0]['headers'], $this->calls[0]['raw'], $secrets, time() );
	}

	private static function pair_by_hand(): void {
		Settings::keep_relay_url( self::RELAY );
		Settings::keep_pairing( new Pairing( 'o', '0199f3a2-0000-7000-8000-000000000001', array( self::secret( 1 ) ), 'admin-key-of-mine', 'account-key-of-mine', Installation::site_url(), Installation::place(), '2026-11-21T10:00:00Z' ) );
	}

	/**
	 * @param array<string, mixed> $changes
	 * @return array<string, mixed>
	 */
	private static function paired( array $changes = array() ): array {
		return $changes + array(
			'organisation_id' => '0199f3a2-0000-7000-8000-000000000002',
			'connection_id'   => '0199f3a2-0000-7000-8000-000000000001',
			'signing_secret'  => self::secret( 1 ),
			'admin_key'       => 'admin-key-of-mine',
			'account_key'     => 'account-key-of-mine',
			'highest'         => array( 'sequence' => 0 ),
			'server_time'     => gmdate( 'Y-m-d\TH:i:s\Z' ),
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function rotated(): array {
		return array( 'signing_secret' => self::secret( 2 ), 'previous_ends_at' => gmdate( 'Y-m-d\TH:i:s\Z', time() + 86_400 ), 'server_time' => gmdate( 'Y-m-d\TH:i:s\Z' ) );
	}

	private static function secret( int $number ): string {
		return 'whsec_' . base64_encode( str_repeat( chr( 64 + $number ), 32 ) );
	}

	/**
	 * @return list<string>
	 */
	private static function secrets(): array {
		return Settings::pairing()->signing_secrets ?? array();
	}

	private static function options(): string {
		global $wpdb;
		return implode( "\n", $wpdb->get_col( "SELECT option_value FROM {$wpdb->options} WHERE option_name LIKE 'passerelle%'" ) );
	}
}
