<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Origin;
use Passerelle\Delivery\Signer;
use Passerelle\Schema;
use Passerelle\Tests\Support\WordPressTestCase;
use Passerelle\Writing\Likeness;
use Passerelle\Writing\Once;
use Passerelle\Writing\Outcome;
use Passerelle\Writing\OrderWriter;
use Passerelle\Writing\ProductWriter;
use Passerelle\Writing\Refusal;
use Passerelle\Writing\StockWriter;
use Passerelle\Writing\Write;
use Passerelle\Writing\Writer;
use Passerelle\Writing\Writes;

final class WritingTest extends WordPressTestCase {
	public function test_R1_4_a_write_that_comes_twice_is_done_once_and_answered_twice(): void {
		$count  = 0;
		$writes = self::writes_by(
			static function ( Write $write ) use ( &$count ): Outcome {
				++$count;
				return Outcome::written( $write );
			}
		);
		$first  = $writes->run( self::write() );
		$second = $writes->run( self::write() );
		self::assertSame( 'written', $first['status'] );
		self::assertSame( $first, $second );
		self::assertSame( 1, $count );
	}

	public function test_a_key_that_stands_for_another_write_is_refused(): void {
		$writes = self::writes_by( static fn ( Write $write ): Outcome => Outcome::written( $write ) );
		$writes->run( self::write() );
		self::assertSame( 'key_reused', $writes->run( self::write( array( 'data' => array( 'name' => 'other' ) ) ) )['code'] );
	}

	public function test_the_order_of_the_members_makes_no_other_write(): void {
		$marks = array_map(
			static fn ( array $data ): string => Write::parse( self::write( array( 'data' => $data ) ) )->mark(),
			array( array( 'a' => 1, 'b' => array( 'c' => 1, 'd' => 2 ) ), array( 'b' => array( 'd' => 2, 'c' => 1 ), 'a' => 1 ) )
		);
		self::assertSame( $marks[0], $marks[1] );
	}

	public function test_a_write_that_was_begun_by_a_call_that_was_killed_is_done_as_a_repeat(): void {
		Once::begin( Write::parse( self::write() ) );
		$seen   = null;
		$writes = self::writes_by(
			static function ( Write $write, bool $is_repeat ) use ( &$seen ): Outcome {
				$seen = $is_repeat;
				return Outcome::written( $write );
			}
		);
		self::assertSame( 'written', $writes->run( self::write() )['status'] );
		self::assertTrue( $seen );
	}

	public function test_what_was_refused_may_be_tried_again_under_its_key(): void {
		$writes = self::writes_by( static fn (): Outcome => throw Refusal::refused( 'nope', 'No' ) );
		self::assertSame( array( 'refused', 'nope' ), array_slice( array_values( $writes->run( self::write() ) ), 1, 2 ) );
		self::assertSame( 'written', self::writes_by( static fn ( Write $write ): Outcome => Outcome::written( $write ) )->run( self::write() )['status'] );
	}

	public function test_what_broke_on_the_way_is_repeated_and_not_begun_anew(): void {
		self::assertSame( 'failed', self::writes_by( static fn (): Outcome => throw new \RuntimeException( 'Broke' ) )->run( self::write() )['status'] );
		$seen = null;
		self::writes_by(
			static function ( Write $write, bool $is_repeat ) use ( &$seen ): Outcome {
				$seen = $is_repeat;
				return Outcome::written( $write );
			}
		)->run( self::write() );
		self::assertTrue( $seen );
	}

	public function test_what_woocommerce_puts_off_is_still_done_where_a_write_broke(): void {
		$GLOBALS['wc_deferred_product_sync'] = array( 3 ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		self::writes_by(
			static function (): Outcome {
				$GLOBALS['wc_deferred_product_sync'][] = 7; // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
				throw new \RuntimeException( 'Broke' );
			}
		)->run( self::write() );
		self::assertSame( array( 3, 7 ), $GLOBALS['wc_deferred_product_sync'] );
		$GLOBALS['wc_deferred_product_sync'] = array(); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
	}

	public function test_a_write_is_done_in_the_name_of_its_event_and_nothing_after_it(): void {
		$seen = null;
		self::writes_by(
			static function ( Write $write ) use ( &$seen ): Outcome {
				$seen = Origin::current();
				return Outcome::written( $write );
			}
		)->run( self::write( array( 'origin' => 'event-7' ) ) );
		self::assertSame( 'event-7', $seen );
		self::assertNull( Origin::current() );
	}

	/**
	 * @dataProvider malformed
	 * @param array<string, mixed> $changes
	 */
	public function test_a_write_that_is_none_is_refused( array $changes ): void {
		$result = self::writes_by( static fn ( Write $write ): Outcome => Outcome::written( $write ) )->run( self::write( $changes ) );
		self::assertSame( array( 'refused', 'invalid_write' ), array( $result['status'], $result['code'] ) );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function malformed(): array {
		return array(
			'no key'         => array( array( 'key' => '' ) ),
			'a long key'     => array( array( 'key' => str_repeat( 'k', 192 ) ) ),
			'no origin'      => array( array( 'origin' => null ) ),
			'a negative id'  => array( array( 'id' => '-3' ) ),
			'an id and more' => array( array( 'id' => "3\n" ) ),
			'a list as data' => array( array( 'data' => array( 1, 2 ) ) ),
		);
	}

	public function test_what_is_not_offered_is_refused_whatever_it_is(): void {
		$writes = new Writes( array( new ProductWriter(), new StockWriter(), new OrderWriter() ) );
		foreach ( array( 'order.update', 'order.create', 'order.delete', 'order.set_stock', 'customer.update', 'coupon.create', 'subscription.create', 'subscription.delete', 'setting.update', 'product.set_status' ) as $act ) {
			list( $kind, $action ) = explode( '.', $act );
			self::assertSame( 'not_offered', $writes->run( self::write( array( 'key' => $act, 'kind' => $kind, 'action' => $action ) ) )['code'], $act );
		}
	}

	public function test_the_relay_and_the_shop_mean_the_same_call(): void {
		$golden = json_decode( (string) file_get_contents( dirname( __DIR__, 2 ) . '/shared-types/fixtures/plugin/write-call.json' ), true );
		$body   = (string) base64_decode( $golden['body_base64'], true );
		self::assertNull( Signer::verify( $golden['headers'], $body, $golden['secrets'], $golden['now'] ) );
		foreach ( json_decode( $body, true )['writes'] as $write ) {
			self::assertSame( $write['key'], Write::parse( $write )->key );
		}
		$offers = array_merge( ...array_map( static fn ( Writer $writer ): array => $writer->does(), array( new ProductWriter(), new StockWriter(), new OrderWriter() ) ) );
		sort( $offers );
		self::assertSame( $golden['offers'], $offers );
		self::assertSame( array_keys( $golden['answer']['results'][0] ), array_keys( self::writes_by( static fn ( Write $write ): Outcome => Outcome::written( $write ) )->run( self::write() ) ) );
	}

	public function test_every_code_that_is_given_is_known_to_the_relay(): void {
		$golden = json_decode( (string) file_get_contents( dirname( __DIR__, 2 ) . '/shared-types/fixtures/plugin/write-call.json' ), true );
		$given  = array();
		foreach ( (array) glob( dirname( __DIR__ ) . '/src/Writing/*.php' ) as $file ) {
			preg_match_all( "/(?:refused\(|Refusal::[A-Z]+,|self::[A-Z]+,) '([a-z_]+)'/", (string) file_get_contents( (string) $file ), $found );
			$given = array_merge( $given, $found[1] );
		}
		self::assertSame( array(), array_values( array_diff( $given, $golden['codes'] ) ) );
		self::assertGreaterThan( 15, count( array_unique( $given ) ) );
	}

	public function test_keys_are_kept_for_a_month(): void {
		global $wpdb;
		$writes = self::writes_by( static fn ( Write $write ): Outcome => Outcome::written( $write ) );
		$writes->run( self::write( array( 'key' => 'old' ) ) );
		$writes->run( self::write( array( 'key' => 'young' ) ) );
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET begun_at = UTC_TIMESTAMP() - INTERVAL IF(write_key = 'old', 31, 29) DAY", Schema::writes() ) );
		do_action( 'passerelle_drain' );
		self::assertSame( array( 'young' ), $wpdb->get_col( $wpdb->prepare( 'SELECT write_key FROM %i', Schema::writes() ) ) );
	}

	public function test_what_is_asked_for_is_found_in_what_stands_there_and_in_doubt_not(): void {
		$present = array( 'name' => 'Thé', 'price' => '12.50', 'manage_stock' => true, 'categories' => array( array( 'id' => 5, 'name' => 'X' ) ), 'meta_data' => array( array( 'id' => 1, 'key' => 'erp', 'value' => '7' ), array( 'id' => 2, 'key' => 'twice', 'value' => '1' ), array( 'id' => 3, 'key' => 'twice', 'value' => '2' ) ) );
		foreach ( array(
			array( array( 'name' => 'Thé', 'manage_stock' => true ), true ),
			array( array( 'price' => 12.5 ), false ),
			array( array( 'manage_stock' => '1' ), false ),
			array( array( 'categories' => array( array( 'id' => 5 ) ) ), true ),
			array( array( 'categories' => array() ), false ),
			array( array( 'meta_data' => array( array( 'key' => 'erp', 'value' => '7' ) ) ), true ),
			array( array( 'meta_data' => array( array( 'key' => 'erp', 'value' => '8' ) ) ), false ),
			array( array( 'meta_data' => array( array( 'key' => 'twice', 'value' => '1' ) ) ), false ),
			array( array( 'unknown' => null ), false ),
		) as list( $asked, $is_there ) ) {
			self::assertSame( $is_there, Likeness::holds( $asked, $present ), (string) wp_json_encode( $asked ) );
		}
	}

	/**
	 * @param array<string, mixed> $changes
	 * @return array<string, mixed>
	 */
	private static function write( array $changes = array() ): array {
		return array_merge( array( 'key' => 'key-1', 'origin' => 'event-1', 'action' => 'update', 'kind' => 'product', 'id' => '87', 'data' => array( 'name' => 'Tea' ) ), $changes );
	}

	/**
	 * @param \Closure(Write, bool): Outcome $act
	 */
	private static function writes_by( \Closure $act ): Writes {
		// A writer of nothing: WooCommerce may be absent here.
		return new Writes(
			array(
				new class( $act ) implements Writer {
					public function __construct( private readonly \Closure $act ) {}

					public function does(): array {
						return array( 'product.update' );
					}

					public function write( Write $write, bool $is_repeat ): Outcome {
						return ( $this->act )( $write, $is_repeat );
					}
				},
			)
		);
	}
}
