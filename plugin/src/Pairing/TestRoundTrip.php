<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Copy;
use Passerelle\Delivery\Outbox;
use Passerelle\Installation;
use Passerelle\Schema;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Sends a real event of no meaning the whole way: into the outbox, through the drain, into the relay, and has the relay call the
 * shop back. It drains by itself, so it says something also where nothing wakes the drain.
 */
final class TestRoundTrip {
	private const TIMEOUT_S = 20;

	/** @var list<array{name: string, state: string, ms: int|null, text: string}> */
	private array $hops = array();

	/** @var list<string> */
	private array $more = array();

	/**
	 * @return array{code: string, total_ms: int, hops: list<array{name: string, state: string, ms: int|null, text: string}>, more: list<string>}
	 *         `code` is empty where every hop went well, else why the first that failed did; a hop's state is ok, failed, waiting or
	 *         skipped.
	 */
	public static function run(): array {
		$test  = new self();
		$begun = hrtime( true );
		$code  = $test->go();
		return array( 'code' => $code, 'total_ms' => self::since( $begun ), 'hops' => $test->hops, 'more' => $test->more );
	}

	private function go(): string {
		$pairing = Settings::pairing();
		if ( null === $pairing ) {
			return Settings::is_paired() ? 'secrets_lost' : 'not_paired';
		}
		if ( Copy::is_copy() ) {
			return 'muted_copy';
		}
		$begun = hrtime( true );
		$id    = Outbox::add( 'connection.tested', 'ping', 1, true, null );
		$row   = self::row( $id );
		$code  = null === $row ? 'outbox_unwritable' : '';
		$this->hop( __( 'Written to the outbox', 'passerelle' ), $code, self::since( $begun ) );
		$code = '' === $code ? $this->send( $id ) : $this->skip( __( 'Sent, and stored by the relay', 'passerelle' ), $code );
		// Where the event did not get through, the relay is asked all the same: its answer tells which of the two ways is broken.
		$begun  = hrtime( true );
		$answer = RelayCall::signed( $pairing, '/v1/pairings/test', array( 'installation' => Installation::describe(), 'event_id' => '' === $code && null !== $row ? $row['event_id'] : null ), self::TIMEOUT_S );
		$ms     = self::since( $begun );
		if ( '' !== $answer->code ) {
			$this->hop( __( 'The relay answers', 'passerelle' ), $answer->code, $ms );
			$this->note( $answer->detail );
			return '' === $code ? $answer->code : $code;
		}
		$applied = $this->applied( $answer, $code );
		$back    = $this->called_back( $answer );
		return '' !== $code ? $code : ( '' !== $applied ? $applied : $back );
	}

	private function send( int $id ): string {
		$begun   = hrtime( true );
		$outcome = SendNow::run();
		$row     = self::row( $id );
		$state   = null === $row ? Outbox::ACKNOWLEDGED : (int) $row['state'];
		$code    = match ( $state ) {
			Outbox::ACKNOWLEDGED => '',
			Outbox::REJECTED     => (string) ( $row['code'] ?? 'internal' ),
			default              => $outcome->is_good() ? 'still_waiting' : $outcome->code,
		};
		$this->hop( __( 'Sent, and stored by the relay', 'passerelle' ), $code, self::since( $begun ) );
		$this->note( '' === $code ? '' : $outcome->detail );
		return $code;
	}

	private function applied( RelayAnswer $answer, string $before ): string {
		$name   = __( 'Applied by the relay', 'passerelle' );
		$event  = $answer->map( 'event' );
		$stored = strtotime( is_string( $event['stored_at'] ?? null ) ? $event['stored_at'] : '' );
		if ( '' !== $before ) {
			return $this->skip( $name, $before );
		}
		if ( 'applied' !== ( $event['state'] ?? '' ) || false === $stored ) {
			$this->hop( $name, 'not_applied', null );
			return 'not_applied';
		}
		$this->hop( $name, '', self::between( (string) $event['stored_at'], is_string( $event['applied_at'] ?? null ) ? $event['applied_at'] : '' ) );
		return '';
	}

	private function called_back( RelayAnswer $answer ): string {
		$call   = $answer->map( 'callback' );
		$failed = is_string( $call['code'] ?? null ) ? $call['code'] : '';
		$this->hop( __( 'The relay reached this shop', 'passerelle' ), '' === $failed ? '' : 'shop_not_reached', is_int( $call['ms'] ?? null ) ? $call['ms'] : null );
		$this->note( $failed );
		return '' === $failed ? '' : 'shop_not_reached';
	}

	private function hop( string $name, string $code, ?int $ms ): void {
		$state        = '' === $code ? 'ok' : ( 'still_waiting' === $code ? 'waiting' : 'failed' );
		$this->hops[] = array( 'name' => $name, 'state' => $state, 'ms' => $ms, 'text' => '' );
	}

	private function skip( string $name, string $code ): string {
		$this->hops[] = array( 'name' => $name, 'state' => 'skipped', 'ms' => null, 'text' => '' );
		return $code;
	}

	private function note( string $detail ): void {
		if ( '' !== $detail && ! in_array( $detail, $this->more, true ) ) {
			$this->more[] = $detail;
		}
	}

	/**
	 * @return array{event_id: string, state: string, code: string|null}|null
	 */
	private static function row( int $id ): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT event_id, state, code FROM %i WHERE id = %d', Schema::outbox(), $id ), ARRAY_A );
		return is_array( $row ) ? array( 'event_id' => (string) $row['event_id'], 'state' => (string) $row['state'], 'code' => $row['code'] ) : null;
	}

	private static function since( int|float $begun ): int {
		return (int) round( ( hrtime( true ) - $begun ) / 1_000_000 );
	}

	/**
	 * @return int|null Milliseconds.
	 */
	private static function between( string $from, string $to ): ?int {
		try {
			$start = new \DateTimeImmutable( $from );
			$end   = new \DateTimeImmutable( '' === $to ? $from : $to );
		} catch ( \Exception ) {
			return null;
		}
		return max( 0, (int) round( ( (float) $end->format( 'U.u' ) - (float) $start->format( 'U.u' ) ) * 1_000 ) );
	}
}
