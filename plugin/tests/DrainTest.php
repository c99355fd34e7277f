<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Batch;
use Passerelle\Delivery\Course;
use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Numbered;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\Outcome;
use Passerelle\Delivery\Sequence;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\DeliveryTestCase;

final class DrainTest extends DeliveryTestCase {
	public function test_what_waits_is_told_once_in_order_and_kept_as_acknowledged(): void {
		$this->shop->things = array( 'order:7' => array( 'id' => 7, 'total' => '5.90' ), 'product:87' => array( 'id' => 87 ) );
		self::add( 'order.created', 7 );
		self::add( 'order.paid', 7, 'evt', array( 'from' => 'pending', 'to' => 'processing' ) );
		self::add( 'product.updated', 87 );

		self::assertSame( Outcome::Done, $this->drain() );
		self::assertSame( array( '1 order.created order:7 v1', '2 order.paid order:7 v2', '3 product.updated product:87 v1' ), $this->relay->told() );
		$paid = $this->relay->events()[1];
		self::assertSame( array( 'from' => 'pending', 'to' => 'processing' ), $paid['facts'] );
		self::assertSame( 'evt', $paid['origin'] );
		self::assertSame( array( 'id' => 7, 'total' => '5.90' ), $paid['data'] );
		self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/', $paid['occurred_at'] );
		self::assertSame( array_fill( 0, 3, (string) Outbox::ACKNOWLEDGED ), self::column( 'state' ) );
		self::assertSame( Outcome::Done, $this->drain() );
		self::assertCount( 1, $this->relay->calls );
		self::assertSame( 3, Sequence::highest() );
	}

	public function test_F24_what_was_sent_and_never_settled_is_sent_again_as_the_same_bytes(): void {
		$this->shop->things = array( 'product:1' => array( 'name' => 'before' ) );
		self::add( 'product.updated', 1 );
		$this->relay->next[] = static fn (): \WP_Error => new \WP_Error( 'http_request_failed', 'cURL error 28: timed out' );

		self::assertSame( Outcome::Unwell, $this->drain() );
		$this->shop->things['product:1'] = array( 'name' => 'after' );
		self::assertSame( Outcome::Done, Drain::at_once( 20, $this->shop ) );

		$texts = array_map( static fn ( array $call ): string => (string) strstr( $call['text'], '"events"' ), $this->relay->calls );
		self::assertSame( $texts[0], $texts[1] );
		self::assertNotSame( $this->relay->calls[0]['request']['headers']['webhook-id'], $this->relay->calls[1]['request']['headers']['webhook-id'] );
	}

	public function test_F28_a_second_drain_steps_aside(): void {
		$name  = 'passerelle_drain_' . md5( $GLOBALS['wpdb']->dbname . $GLOBALS['wpdb']->prefix );
		$other = new \wpdb( ...array_map( static fn ( string $name ): string => (string) constant( $name ), array( 'DB_USER', 'DB_PASSWORD', 'DB_NAME', 'DB_HOST' ) ) );
		self::assertSame( '1', $other->get_var( $other->prepare( 'SELECT GET_LOCK(%s, 0)', $name ) ) );
		self::add( 'product.updated', 1 );
		self::assertSame( Outcome::Busy, $this->drain() );
		self::assertSame( array(), $this->relay->calls );
		$other->close();
		self::assertSame( Outcome::Done, $this->drain() );
	}

	public function test_F28_numbers_that_another_gave_meanwhile_end_the_drain_without_a_double(): void {
		global $wpdb;
		$this->shop->things    = array( 'product:1' => array(), 'product:2' => array() );
		$this->shop->meanwhile = static function () use ( $wpdb ): void {
			$wpdb->query( $wpdb->prepare( 'UPDATE %i SET sequence = 1, state = %d WHERE entity_id = 2', Schema::outbox(), Outbox::BUILT ) );
		};
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 2 );
		self::assertSame( Outcome::Busy, $this->drain() );
		self::assertSame( array( null, '1' ), self::column( 'sequence' ) );
	}

	public function test_F23_rows_of_a_killed_request_are_adopted_after_a_minute_and_those_of_a_running_one_wait(): void {
		global $wpdb;
		$this->shop->things = array( 'product:1' => array(), 'product:2' => array() );
		$killed             = Outbox::add( 'product.updated', 'product', 1, false, null );
		Outbox::add( 'product.updated', 'product', 2, false, null );
		self::add( 'product.sold', 2 );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET occurred_at = %s WHERE id = %d', Schema::outbox(), gmdate( 'Y-m-d H:i:s', time() - 61 ), $killed ) );

		$this->drain();
		self::assertSame( array( '1 product.updated product:1 v1' ), $this->relay->told() );
		self::assertSame( array( (string) Outbox::ACKNOWLEDGED, (string) Outbox::OPEN, (string) Outbox::READY ), self::column( 'state' ) );
	}

	public function test_what_waits_stays_while_nobody_can_say_whether_it_is_gone(): void {
		self::add( 'order.updated', 1 );
		self::add( 'order.paid', 1 );
		$this->shop->can_be_read = false;
		self::assertSame( Outcome::Done, $this->drain() );
		self::assertSame( array(), Drain::take( 200, $this->shop ) );
		self::assertSame( array( (string) Outbox::READY, (string) Outbox::READY ), self::column( 'state' ) );
		$this->shop->can_be_read = true;
		$this->shop->things      = array( 'order:1' => array( 'id' => 1 ) );
		$this->drain();
		self::assertSame( array( '1 order.updated order:1 v1', '2 order.paid order:1 v2' ), $this->relay->told() );
	}

	public function test_a_version_that_the_database_did_not_count_is_not_another_number(): void {
		$this->shop->things = array( 'product:1' => array( 'id' => 1 ), 'product:2' => array( 'id' => 2 ) );
		self::add( 'product.updated', 1 );
		self::add( 'product.updated', 2 );
		$breaks = static fn ( string $query ): string => str_contains( $query, 'LAST_INSERT_ID(version + 1)' ) && str_contains( $query, "'product', 2," ) ? 'INSERT INTO nowhere' : $query;
		add_filter( 'query', $breaks );
		$were_hidden = $GLOBALS['wpdb']->suppress_errors();
		$this->drain();
		$GLOBALS['wpdb']->suppress_errors( $were_hidden );
		remove_filter( 'query', $breaks );
		self::assertSame( array( '1 product.updated product:1 v1' ), $this->relay->told() );
		$this->drain();
		self::assertSame( array( '1 product.updated product:1 v1', '2 product.updated product:2 v1' ), $this->relay->told() );
	}

	/**
	 * @dataProvider bad_answers
	 * @param array{0: int, 1: mixed, 2?: array<string, string>} $answer
	 */
	public function test_after_a_bad_answer_it_waits_as_long_as_it_should( array $answer, string $code, int $least_s, int $most_s, bool $needs_person ): void {
		$this->shop->things  = array( 'product:1' => array() );
		$this->relay->always = static fn (): array => $answer;
		self::add( 'product.updated', 1 );

		self::assertSame( Outcome::Unwell, $this->drain() );
		$course = Course::read();
		self::assertSame( $code, $course['code'] );
		self::assertSame( $needs_person, $course['needs_person'] );
		self::assertGreaterThanOrEqual( $least_s, $course['not_before'] - time() + 1 );
		self::assertLessThanOrEqual( $most_s, $course['not_before'] - time() );
		self::assertSame( array( (string) Outbox::BUILT ), self::column( 'state' ) );
		self::assertSame( Outcome::Waiting, $this->drain() );
		self::assertCount( 1, $this->relay->calls );

		$this->relay->always = null;
		self::assertSame( Outcome::Done, Drain::at_once( 20, $this->shop ) );
		self::assertSame( '', Course::read()['code'] );
		self::assertSame( 0, Course::read()['not_before'] );
	}

	/**
	 * @return array<array-key, array{0: array{0: int, 1: mixed, 2?: array<string, string>}, 1: string, 2: int, 3: int, 4: bool}>
	 */
	public static function bad_answers(): array {
		$code = static fn ( string $code ): array => array( 'code' => $code, 'detail' => 'In words.' );
		return array(
			'500'                        => array( array( 500, '' ), 'http_500', 12, 18, false ),
			'408'                        => array( array( 408, '' ), 'http_408', 12, 18, false ),
			'425'                        => array( array( 425, '' ), 'http_425', 12, 18, false ),
			'404 of another server'      => array( array( 404, '<html>' ), 'http_404', 12, 18, false ),
			'301'                        => array( array( 301, '', array( 'location' => 'https://192.0.9.8/' ) ), 'http_301', 12, 18, false ),
			'400 of a proxy'             => array( array( 400, '<html>' ), 'http_400', 12, 18, false ),
			'202 of something else'      => array( array( 202, '{"ok":true}' ), 'http_202', 12, 18, false ),
			'429'                        => array( array( 429, $code( 'rate_limited' ), array( 'retry-after' => '120' ) ), 'rate_limited', 120, 120, false ),
			'503 for ever'               => array( array( 503, '', array( 'retry-after' => '99999' ) ), 'http_503', 3600, 3600, false ),
			'503 until a date'           => array( array( 503, '', array( 'retry-after' => gmdate( 'D, d M Y H:i:s', time() + 600 ) . ' GMT' ) ), 'http_503', 300, 600, false ),
			'401'                        => array( array( 401, $code( 'signature_invalid' ) ), 'signature_invalid', 900, 900, true ),
			'403 another shop'           => array( array( 403, $code( 'source_mismatch' ) ), 'source_mismatch', 900, 900, true ),
			'403 a copy'                 => array( array( 403, $code( 'second_writer' ) ), 'second_writer', 900, 900, true ),
			'403 of a firewall'          => array( array( 403, '<html>' ), 'http_403', 900, 900, true ),
			'400 for the headers'        => array( array( 400, $code( 'invalid_header' ) ), 'invalid_header', 900, 900, true ),
			'422 for the shop\'s address' => array( array( 422, $code( 'validation_failed' ) + array( 'errors' => array( array( 'pointer' => '/installation/site_url', 'code' => 'invalid' ) ) ) ), 'validation_failed', 900, 900, true ),
		);
	}

	public function test_the_pause_doubles_up_to_five_minutes(): void {
		$pauses = array();
		for ( $i = 0; $i < 7; $i++ ) {
			Course::failed( 'http_500', '' );
			$pauses[] = Course::read()['not_before'] - time();
		}
		foreach ( array( 15, 30, 60, 120, 240, 300, 300 ) as $at => $pause ) {
			self::assertEqualsWithDelta( $pause, $pauses[ $at ], $pause * 0.2 + 1 );
		}
	}

	public function test_F32_a_wrong_clock_is_learned_from_one_refusal_and_from_each_answer(): void {
		$this->relay->clock_ahead_s = 600;
		self::add( 'product.deleted', 1 );
		self::assertSame( Outcome::Done, $this->drain() );
		self::assertEqualsWithDelta( 600, Settings::clock_offset_s(), 2 );

		$this->relay->clock_ahead_s = 640;
		self::add( 'product.deleted', 2 );
		$this->drain();
		self::assertEqualsWithDelta( 640, Settings::clock_offset_s(), 2 );
	}

	/**
	 * @dataProvider refusals
	 */
	public function test_of_a_refused_batch_only_the_guilty_event_is_rejected( int $status, string $body, string $code ): void {
		for ( $i = 1; $i <= 9; $i++ ) {
			self::add( 'product.deleted', $i );
		}
		$this->relay->always = static fn ( array $events ): ?array => in_array( '6', array_column( array_column( $events, 'entity' ), 'id' ), true ) ? array( $status, $body ) : null;
		self::assertSame( Outcome::Done, $this->drain() );

		$states    = array_fill( 0, 9, (string) Outbox::ACKNOWLEDGED );
		$states[5] = (string) Outbox::REJECTED;
		self::assertSame( $states, self::column( 'state' ) );
		self::assertSame( $code, self::rows()[5]['code'] );
	}

	/**
	 * @return array<array-key, array{int, string, string}>
	 */
	public static function refusals(): array {
		return array(
			'400'            => array( 400, '{"code":"duplicate_key"}', 'duplicate_key' ),
			'422'            => array( 422, '{"code":"too_deep"}', 'too_deep' ),
			'413'            => array( 413, '{"code":"body_too_large"}', 'body_too_large' ),
			'413 of a proxy' => array( 413, '<html>', 'http_413' ),
		);
	}

	public function test_batches_hold_200_events_and_one_megabyte_at_most(): void {
		for ( $i = 1; $i <= 203; $i++ ) {
			self::add( 'product.deleted', $i );
		}
		foreach ( array( 301, 302, 303 ) as $id ) {
			$this->shop->things[ "product:$id" ] = array( 'description' => base64_encode( random_bytes( 300_000 ) ) );
			self::add( 'product.updated', $id );
		}
		self::assertSame( Outcome::Done, $this->drain() );
		self::assertSame( 206, count( $this->relay->events() ) );
		self::assertSame( range( 1, 206 ), array_column( $this->relay->events(), 'sequence' ) );
		foreach ( $this->relay->calls as $call ) {
			self::assertLessThanOrEqual( Batch::MOST_EVENTS, count( $call['events'] ) );
			self::assertLessThanOrEqual( Batch::MOST_BYTES, strlen( $call['text'] ) );
			self::assertSame( strlen( $call['text'] ) > 8_192, 'gzip' === ( $call['request']['headers']['content-encoding'] ?? '' ) );
		}
	}

	public function test_R4_2_B59_a_relay_on_the_own_network_is_refused_with_a_code_of_its_own(): void {
		foreach ( array( 'http://127.0.0.1:8787', 'https://10.0.0.5', 'https://192.0.9.7:3000' ) as $url ) {
			Settings::keep_relay_url( $url );
			self::add( 'product.deleted', 1 );
			self::assertSame( Outcome::Unwell, Drain::at_once( 20, $this->shop ) );
			self::assertSame( 'relay_address_not_allowed', Course::read()['code'] );
			self::assertTrue( Course::read()['needs_person'] );
		}
	}

	public function test_the_call_follows_no_redirect_and_is_made_as_an_unsafe_address(): void {
		self::add( 'product.deleted', 1 );
		$this->drain();
		$request = $this->relay->calls[0]['request'];
		self::assertSame( 0, $request['redirection'] );
		self::assertTrue( $request['reject_unsafe_urls'] );
		self::assertTrue( $request['sslverify'] );
		self::assertSame( 'c', $request['headers']['passerelle-connection'] );
	}

	public function test_a_shop_that_is_not_paired_or_whose_secrets_cannot_be_opened_sends_nothing(): void {
		self::add( 'product.deleted', 1 );
		update_option( 'passerelle_pairing', 'v1.AAAA' );
		self::assertSame( Outcome::Muted, $this->drain() );
		self::assertSame( 'secrets_lost', Course::read()['code'] );
		Settings::forget_pairing();
		self::assertSame( Outcome::Muted, $this->drain() );
		self::assertSame( array(), $this->relay->calls );
	}

	public function test_F43_a_copy_at_another_address_sends_nothing(): void {
		self::add( 'product.deleted', 1 );
		$pairing = Settings::pairing();
		self::assertNotNull( $pairing );
		Settings::keep_pairing( $pairing->with( array( 'site_url' => 'http://live.example' ) ) );
		self::assertSame( Outcome::Muted, $this->drain() );
		self::assertSame( array(), $this->relay->calls );
	}

	public function test_the_relay_may_ask_for_a_new_secret_and_gets_it_after_the_drain(): void {
		self::add( 'product.deleted', 1 );
		remove_all_actions( 'passerelle_rotation_asked' );
		$asked = 0;
		add_action(
			'passerelle_rotation_asked',
			static function () use ( &$asked ): void {
				++$asked;
			}
		);
		$this->relay->next[] = fn ( array $events ): array => array( 202, array( 'rotate' => true ) + $this->relay->accept( array_values( $events ) ) );
		$this->drain();
		self::assertSame( 1, $asked );
	}

	public function test_an_answer_that_settles_nothing_does_not_make_it_go_round_for_ever(): void {
		self::add( 'product.deleted', 1 );
		add_filter( 'query', static fn ( string $query ): string => str_contains( $query, 'SET state = 3' ) ? 'SELECT 1' : $query );
		self::assertSame( Outcome::Unwell, $this->drain() );
		self::assertCount( 1, $this->relay->calls );
		self::assertSame( 'not_settled', Course::read()['code'] );
	}

	public function test_A33_the_relay_can_take_what_waits_by_itself(): void {
		$this->shop->things = array( 'product:1' => array( 'id' => 1 ), 'product:2' => array( 'id' => 2 ), 'product:3' => array( 'id' => 3 ) );
		foreach ( array( 1, 2, 3 ) as $id ) {
			self::add( 'product.updated', $id );
		}
		self::assertSame( array( '1', '2' ), array_column( Drain::take( 2, $this->shop ), 'sequence' ) );
		self::assertSame( array( '1', '2', '3' ), array_column( Drain::take( 200, $this->shop ), 'sequence' ) );
		self::assertStringContainsString( '"events":[{"id":"', Batch::text( Drain::take( 200, $this->shop ), array() ) );

		$this->drain();
		self::assertSame( array(), Drain::take( 200, $this->shop ) );
		self::assertSame( array( '2', '3' ), array_column( Numbered::between( 2, 9 ), 'sequence' ) );
		self::assertSame( array( 4, 5 ), Numbered::unknown( 2, 5 ) );
	}
}
