<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Copy;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\OutboxState;
use Passerelle\Delivery\Signer;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Rest\Answers;
use Passerelle\Rest\ExactText;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\Vault;

final class RelayDoorTest extends WordPressTestCase {
	private const SECRET     = 'whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=';
	private const OLD_SECRET = 'whsec_AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=';
	private const CONNECTION = '0199f3a2-7c1e-7000-8000-0000000000bb';

	protected function setUp(): void {
		parent::setUp();
		Installation::id();
		self::assertTrue( Settings::keep_pairing( new Pairing( 'org', self::CONNECTION, array( self::SECRET, self::OLD_SECRET ), 'admin', 'account', Installation::site_url(), Installation::place(), '2026-11-21T00:00:00Z' ) ) );
	}

	public function test_B55_no_route_of_ours_answers_a_call_without_a_signature(): void {
		$seen = 0;
		foreach ( rest_get_server()->get_routes( 'passerelle/v1' ) as $route => $handlers ) {
			if ( '/passerelle/v1' === $route ) {
				continue;
			}
			foreach ( $handlers as $handler ) {
				foreach ( array_keys( $handler['methods'] ) as $method ) {
					$answer = rest_get_server()->dispatch( new \WP_REST_Request( (string) $method, (string) preg_replace( '/\(\?P<\w+>[^)]*\)/', '1', $route ) ) );
					if ( '/passerelle/v1/relay/health' === $route ) {
						self::assertSame( array( 'installation_id' => Installation::id() ), $answer->get_data() );
					} else {
						self::assertContains( $answer->get_status(), array( 401, 403 ), "$method $route" );
					}
					++$seen;
				}
			}
		}
		self::assertGreaterThanOrEqual( 4, $seen );
	}

	public function test_the_index_of_routes_does_not_name_the_relays(): void {
		$index = (string) wp_json_encode( rest_get_server()->dispatch( new \WP_REST_Request( 'GET', '/passerelle/v1' ) )->get_data() );
		self::assertStringNotContainsString( 'relay', $index );
	}

	/**
	 * @dataProvider forged
	 * @param array<string, mixed> $changes
	 */
	public function test_a_call_that_is_not_signed_well_learns_the_time_and_nothing_else( array $changes ): void {
		$answer = self::call( 'read', '{"kind":"product","ids":[]}', $changes );
		self::assertSame( 401, $answer->get_status() );
		self::assertSame( array( 'code', 'server_time' ), array_keys( (array) $answer->get_data() ) );
		self::assertSame( 'unauthorized', $answer->get_data()['code'] );
		self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/', $answer->get_data()['server_time'] );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function forged(): array {
		return array(
			'another body'       => array( array( 'signed_body' => '{}' ) ),
			'another secret'     => array( array( 'secret' => 'whsec_AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=' ) ),
			'another connection' => array( array( 'connection' => '0199f3a2-7c1e-7000-8000-0000000000cc' ) ),
			'no connection'      => array( array( 'connection' => '' ) ),
			'old'                => array( array( 'age_s' => 301 ) ),
			'of the future'      => array( array( 'age_s' => -301 ) ),
			'malformed body'     => array( array( 'signed_body' => '{}', 'body' => '{bad' ) ),
		);
	}

	public function test_every_live_secret_is_good(): void {
		foreach ( array( self::SECRET, self::OLD_SECRET ) as $secret ) {
			self::assertSame( 200, self::call( 'read', '{"kind":"product","ids":[]}', array( 'secret' => $secret ) )->get_status() );
		}
	}

	public function test_a_shop_whose_clock_is_wrong_goes_by_the_relays(): void {
		self::assertSame( 401, self::call( 'read', '{"kind":"product","ids":[]}', array( 'age_s' => -600 ) )->get_status() );
		Settings::keep_clock_offset_s( 600 );
		self::assertSame( 200, self::call( 'read', '{"kind":"product","ids":[]}', array( 'age_s' => -600 ) )->get_status() );
	}

	public function test_a_shop_that_is_not_paired_answers_nobody(): void {
		Settings::forget_pairing();
		self::assertSame( 401, self::call( 'read', '{"kind":"product","ids":[]}' )->get_status() );
		self::assertSame( 401, self::call( 'health', '', array( 'method' => 'GET' ) )->get_status() );
	}

	public function test_F43_a_copy_is_muted_but_for_its_health(): void {
		add_filter( 'pre_option_home', static fn (): string => 'http://staging.example' );
		foreach ( array( 'read' => '{"kind":"product","ids":[]}', 'outbox' => '{"after":0}', 'digest' => '{"kind":"product"}' ) as $door => $body ) {
			$answer = self::call( $door, $body );
			self::assertSame( 409, $answer->get_status(), $door );
			self::assertSame( 'muted_copy', $answer->get_data()['code'] );
		}
		$health = self::call( 'health', '', array( 'method' => 'GET' ) )->get_data();
		self::assertSame( 'address', $health['copy'] );
	}

	public function test_the_health_door_proves_the_code_while_the_shop_is_being_paired(): void {
		$golden = json_decode( (string) file_get_contents( dirname( __DIR__, 2 ) . '/shared-types/fixtures/plugin/pairing.json' ), true );
		update_option( 'passerelle_installation_id', $golden['installation_id'] );
		Settings::forget_pairing();
		foreach ( array( $golden['code'], ...$golden['spellings'] ) as $spelling ) {
			update_option( 'passerelle_pairing_code', (string) Vault::seal( 'passerelle_pairing_code', $spelling ), false );
			$request = new \WP_REST_Request( 'GET', '/passerelle/v1/relay/health' );
			$request->set_query_params( array( 'challenge' => $golden['challenge'] ) );
			self::assertSame( array( 'installation_id' => $golden['installation_id'], 'proof' => $golden['proof'] ), rest_do_request( $request )->get_data() );
		}
		delete_option( 'passerelle_pairing_code' );
		self::assertSame( array( 'installation_id' => $golden['installation_id'] ), rest_do_request( $request )->get_data() );
	}

	public function test_the_relay_learns_how_the_shop_stands(): void {
		$health = self::call( 'health', '', array( 'method' => 'GET' ) )->get_data();
		self::assertSame( Installation::describe(), $health['installation'] );
		self::assertSame( '', $health['copy'] );
		self::assertSame( 0, $health['outbox']['waiting'] );
		self::assertSame( PHP_VERSION, $health['versions']['php'] );
	}

	/**
	 * @dataProvider impossible
	 */
	public function test_what_cannot_be_asked_for_is_refused_with_its_reason( string $door, string $body, string $code ): void {
		$answer = self::call( $door, $body );
		self::assertSame( 400, $answer->get_status() );
		self::assertSame( $code, $answer->get_data()['code'] );
	}

	/**
	 * @return array<string, array{string, string, string}>
	 */
	public static function impossible(): array {
		return array(
			'kind'       => array( 'read', '{"kind":"coupon"}', 'unknown_kind' ),
			'list'       => array( 'read', '[1]', 'malformed_json' ),
			'cursor'     => array( 'read', '{"kind":"order","cursor":"x"}', 'invalid_cursor' ),
			'time'       => array( 'read', '{"kind":"order","changed_after":"x"}', 'invalid_time' ),
			'many ids'   => array( 'read', (string) json_encode( array( 'kind' => 'order', 'ids' => range( 1, 101 ) ) ), 'too_many_ids' ),
			'digest'     => array( 'digest', '{"kind":null}', 'unknown_kind' ),
			'no range'   => array( 'outbox', '{}', 'invalid_range' ),
			'below zero' => array( 'outbox', '{"from":-3,"to":4}', 'invalid_range' ),
		);
	}

	public function test_customers_are_read_in_pages_and_by_name(): void {
		$id   = wp_insert_user( array( 'user_login' => 'lea', 'user_pass' => 'x', 'user_email' => 'lea@exemple.test', 'role' => 'subscriber' ) );
		self::assertIsInt( $id );
		$read = self::json( self::call( 'read', '{"kind":"customer","cursor":null}' ) );
		self::assertSame( array( 'items', 'next_cursor', 'total', 'missing_ids' ), array_keys( $read ) );
		self::assertContains( array( 'kind' => 'customer', 'id' => (string) $id, 'version' => 0 ), array_column( $read['items'], 'entity' ) );
		self::assertSame( count( $read['items'] ), $read['total'] );
		$read = self::json( self::call( 'read', (string) json_encode( array( 'kind' => 'customer', 'cursor' => null, 'ids' => array( (string) $id, '999999' ) ) ) ) );
		self::assertSame( array( '999999' ), $read['missing_ids'] );
		self::assertSame( self::has_woocommerce() ? 'lea@exemple.test' : null, $read['items'][0]['data']['email'] ?? null );
	}

	public function test_the_outbox_is_numbered_given_and_settled(): void {
		$id = wp_insert_user( array( 'user_login' => 'lea', 'user_pass' => 'x', 'role' => 'subscriber' ) );
		self::assertIsInt( $id );
		global $wpdb;
		$wpdb->query( 'DELETE FROM ' . \Passerelle\Schema::outbox() ); // phpcs:ignore WordPress.DB.PreparedSQL
		Outbox::add( 'customer.deleted', 'customer', 77, true, null, array( 'reason' => 'deleted', 'last' => array( 'id' => 77 ) ) );
		$batch = self::json( self::call( 'outbox', '{"after":40,"limit":200,"settled":null}' ) );
		self::assertSame( array( 41 ), array_column( $batch['events'], 'sequence' ), 'The relay has seen 40' );
		self::assertSame( Installation::id(), $batch['installation']['id'] );
		$again = self::json( self::call( 'outbox', '{"from":41,"to":42,"limit":200,"settled":null}' ) );
		self::assertSame( $batch['events'], $again['events'] );
		self::assertSame( array( 42 ), $again['unknown'] );
		$settled = array( 'event_ids' => array_column( $batch['events'], 'id' ), 'rejected' => array(), 'highest' => array( 'sequence' => 41, 'versions' => array() ) );
		$rest    = self::json( self::call( 'outbox', (string) json_encode( array( 'after' => 41, 'limit' => 200, 'settled' => $settled ) ) ) );
		self::assertSame( array(), $rest['events'] );
		self::assertEqualsWithDelta( time(), OutboxState::read()['acknowledged_at'], 5 );
	}

	public function test_F43_a_shop_that_has_moved_and_is_only_fetched_from_is_done_with_moving(): void {
		$pairing = Settings::pairing();
		self::assertNotNull( $pairing );
		Settings::keep_pairing( $pairing->with( array( 'place' => 'elsewhere' ) ) );
		Copy::confirm_move();
		self::assertSame( 'elsewhere', Installation::describe()['moved_from'] ?? null );
		$settled = array( 'event_ids' => array( '0199f3a2-7c1e-7000-8000-000000000001' ), 'rejected' => array(), 'highest' => array( 'sequence' => 0, 'versions' => array() ) );
		self::json( self::call( 'outbox', (string) json_encode( array( 'after' => 0, 'limit' => 200, 'settled' => $settled ) ) ) );
		self::assertArrayNotHasKey( 'moved_from', Installation::describe() );
		self::assertSame( Installation::place(), Settings::pairing()?->place );
	}

	/**
	 * @dataProvider queries
	 */
	public function test_F24_a_database_that_fails_is_not_one_that_has_lost_its_events( string $door, string $body, string $query ): void {
		wp_insert_user( array( 'user_login' => 'lea', 'user_pass' => 'x', 'role' => 'subscriber' ) );
		self::assertSame( 200, self::call( $door, $body )->get_status() );
		add_filter( 'query', static fn ( string $sql ): string => str_contains( $sql, $query ) ? 'SELECT nothing FROM nowhere' : $sql );
		self::assertSame( 503, self::call( $door, $body )->get_status() );
	}

	/**
	 * @return array<string, array{string, string, string}>
	 */
	public static function queries(): array {
		return array(
			'numbers'  => array( 'outbox', '{"from":41,"to":42,"limit":200,"settled":null}', 'SELECT sequence FROM' ),
			'events'   => array( 'outbox', '{"from":41,"to":42,"limit":200,"settled":null}', 'COALESCE(LENGTH(payload)' ),
			'versions' => array( 'digest', '{"kind":"customer","after":null,"limit":5}', 'SELECT entity_id, version' ),
		);
	}

	public function test_answers_are_exact_and_nothing_stands_before_them(): void {
		$exact   = '{"a":0.1,"b":"x/y é","c":{},"d":1.0}';
		$request = new \WP_REST_Request( 'POST', '/passerelle/v1/relay/read' );
		self::assertSame( $exact, Answers::text( new \WP_REST_Response( new ExactText( $exact ) ) ) );
		self::assertSame( '{"price":16.666666666666668,"url":"a/b"}', Answers::text( new \WP_REST_Response( array( 'price' => 50 / 3, 'url' => 'a/b' ) ) ) );
		// What stands around it is not a plain buffer, and so is not dropped.
		ob_start( static fn ( string $text ): string => $text );
		ob_start();
		echo 'Warning: something';
		ob_start();
		echo 'Notice: more';
		self::assertTrue( ( new Answers() )->serve( false, new \WP_REST_Response( new ExactText( $exact ) ), $request ) );
		self::assertSame( $exact, ob_get_clean() );
	}

	public function test_no_cache_keeps_an_answer_however_the_door_is_spelt(): void {
		foreach ( array( 'read', 'Read' ) as $door ) {
			$request = self::request( $door, '{"kind":"product","ids":[]}' );
			$answer  = apply_filters( 'rest_post_dispatch', rest_do_request( $request ), rest_get_server(), $request );
			self::assertSame( 200, $answer->get_status() );
			self::assertStringContainsString( 'no-store', $answer->get_headers()['Cache-Control'] ?? '' );
		}
		self::assertSame( array( 'code', 'server_time' ), array_keys( (array) self::call( 'Read', '{bad', array( 'signed_body' => '{}' ) )->get_data() ) );
	}

	public function test_a_shop_that_is_closed_to_strangers_lets_the_relay_in_at_its_own_doors_only(): void {
		add_filter( 'rest_authentication_errors', static fn (): \WP_Error => new \WP_Error( 'rest_login_required', 'Closed', array( 'status' => 401 ) ), 99 );
		foreach ( array( '/passerelle/v1/relay/read' => true, '/Passerelle/v1/Relay/read' => true, '/wc/v3/products' => false, '/passerelle/v1/other' => false ) as $route => $is_let_in ) {
			$GLOBALS['wp']->query_vars['rest_route'] = $route;
			self::assertSame( $is_let_in, true === apply_filters( 'rest_authentication_errors', null ), $route );
		}
		unset( $GLOBALS['wp']->query_vars['rest_route'] );
	}

	public function test_a_call_played_again_does_no_harm(): void {
		$request = self::request( 'digest', '{"kind":"customer","after":null,"limit":5}' );
		self::assertEquals( rest_do_request( $request )->get_data(), rest_do_request( $request )->get_data() );
	}

	/**
	 * @param array<string, mixed> $changes
	 */
	private static function call( string $door, string $body, array $changes = array() ): \WP_REST_Response {
		return rest_do_request( self::request( $door, $body, $changes ) );
	}

	/**
	 * @param array<string, mixed> $changes
	 * @return \WP_REST_Request<array<string, mixed>>
	 */
	private static function request( string $door, string $body, array $changes = array() ): \WP_REST_Request {
		$request = new \WP_REST_Request( $changes['method'] ?? 'POST', "/passerelle/v1/relay/$door" );
		$headers = Signer::sign( 'msg_' . bin2hex( random_bytes( 8 ) ), time() - ( $changes['age_s'] ?? 0 ), $changes['signed_body'] ?? $body, array( $changes['secret'] ?? self::SECRET ) );
		foreach ( $headers as $name => $value ) {
			$request->set_header( $name, $value );
		}
		$request->set_header( 'content-type', 'application/json' );
		$request->set_header( 'passerelle-connection', $changes['connection'] ?? self::CONNECTION );
		$request->set_body( $changes['body'] ?? $body );
		return $request;
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function json( \WP_REST_Response $answer ): array {
		return json_decode( Answers::text( $answer ), true, 512, JSON_THROW_ON_ERROR );
	}
}
