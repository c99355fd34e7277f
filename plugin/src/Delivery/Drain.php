<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Copy;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Tells the relay what waits, in order, batch after batch. There is one drain at a time, whoever wakes it.
 */
final class Drain {
	private const TAKES_S      = 6;
	private const LOCK_WAIT_S  = 3;
	private const TIMEOUT_S    = 10;
	private const GRACE_S      = 5;
	private const LEAST_LEFT_S = 3;

	private readonly Builder $builder;
	private bool $must_rotate = false;

	private function __construct( private readonly Sender $sender, Reads $reads, private readonly float $deadline ) {
		$this->builder = new Builder( $reads );
	}

	/**
	 * @param int $budget_s Seconds after which no batch is begun; the last one may take 5 more.
	 */
	public static function run( int $budget_s, ?Reads $reads = null ): Outcome {
		$sender = self::sender();
		if ( null === $sender ) {
			return Outcome::Muted;
		}
		if ( ! Course::may_send() ) {
			return Outcome::Waiting;
		}
		if ( ! Lock::take( 0 ) ) {
			return Outcome::Busy;
		}
		try {
			$drain   = new self( $sender, $reads ?? new LiveReads(), microtime( true ) + $budget_s );
			$outcome = $drain->tell();
		} catch ( NumberTaken ) {
			return Outcome::Busy;
		} finally {
			Sequence::raise( Sequence::highest() );
			Lock::release();
		}
		if ( $drain->must_rotate ) {
			/** Fires when the relay has asked the shop to fetch a new secret. */
			do_action( 'passerelle_rotation_asked' );
		}
		return $outcome;
	}

	/**
	 * The same, whatever went wrong before: a person asks for it.
	 */
	public static function at_once( int $budget_s, ?Reads $reads = null ): Outcome {
		Course::reset();
		return self::run( $budget_s, $reads );
	}

	/**
	 * Builds and numbers what waits, for the relay that asks for it.
	 *
	 * @return list<array<string, string|null>> The first of it that fit into one batch. While another drain is at work, only what
	 *                                          that one has built.
	 */
	public static function take( int $limit, ?Reads $reads = null ): array {
		$limit = max( 1, min( $limit, Batch::MOST_EVENTS ) );
		if ( ! Lock::take( self::LOCK_WAIT_S ) ) {
			return Numbered::waiting( $limit );
		}
		try {
			Builder::adopt();
			$waiting = Numbered::waiting( $limit );
			if ( count( $waiting ) < $limit ) {
				( new Builder( $reads ?? new LiveReads() ) )->build( $limit - count( $waiting ), microtime( true ) + self::TAKES_S );
			}
		} catch ( NumberTaken ) {
			return Numbered::waiting( $limit );
		} finally {
			Lock::release();
		}
		return Numbered::waiting( $limit );
	}

	private static function sender(): ?Sender {
		if ( ! Settings::is_paired() || Copy::is_copy() ) {
			return null;
		}
		$pairing = Settings::pairing();
		if ( null === $pairing ) {
			Course::stopped( 'secrets_lost' );
			return null;
		}
		return new Sender( $pairing, Settings::relay_url() );
	}

	private function tell(): Outcome {
		Builder::adopt();
		$last = '';
		while ( microtime( true ) < $this->deadline ) {
			$rows = Numbered::waiting( Batch::MOST_EVENTS );
			if ( array() === $rows ) {
				$built = $this->builder->build( Batch::MOST_EVENTS, $this->deadline );
				if ( 0 === $built && $this->builder->is_exhausted() ) {
					return Outcome::Done;
				}
				continue;
			}
			$first = (string) $rows[0]['event_id'];
			if ( $first === $last ) {
				Course::failed( 'not_settled', '' );
				return Outcome::Unwell;
			}
			$last    = $first;
			$outcome = $this->deliver( $rows );
			if ( null !== $outcome ) {
				return $outcome;
			}
		}
		return Outcome::More;
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 * @return Outcome|null Null where it may go on.
	 */
	private function deliver( array $rows ): ?Outcome {
		$left = $this->deadline - microtime( true );
		if ( $left <= 0 ) {
			return Outcome::More;
		}
		$answer = $this->sender->send( Batch::text( $rows ), (int) max( self::LEAST_LEFT_S, min( self::TIMEOUT_S, $left + self::GRACE_S ) ) );
		if ( $answer->is_accepted() ) {
			$this->settle( $rows, $answer );
			return null;
		}
		if ( $answer->blames_an_event() ) {
			return $this->bisect( $rows, $answer );
		}
		if ( $answer->needs_person() ) {
			Course::stopped( $answer->code, $answer->detail );
		} else {
			Course::failed( $answer->code, $answer->detail, $answer->wait_s );
		}
		return Outcome::Unwell;
	}

	/**
	 * @param list<array<string, string|null>> $rows
	 */
	private function settle( array $rows, Answer $answer ): void {
		$at = array();
		foreach ( (array) $answer->body['rejected'] as $one ) {
			if ( is_array( $one ) && is_int( $one['index'] ?? null ) ) {
				$at[ $one['index'] ] = array( 'event_id' => $rows[ $one['index'] ]['event_id'] ?? null, 'code' => $one['code'] ?? null );
			}
		}
		$accepted = array_map( 'strval', array_column( array_diff_key( $rows, $at ), 'event_id' ) );
		Settlement::obey_json( $accepted, $at, (array) $answer->body['highest'] );
		Course::went_well();
		Copy::settle_move();
		$this->must_rotate = $this->must_rotate || true === ( $answer->body['rotate'] ?? null );
	}

	/**
	 * One of them is at fault: halves find it, and the rest goes its way.
	 *
	 * @param list<array<string, string|null>> $rows
	 */
	private function bisect( array $rows, Answer $answer ): ?Outcome {
		if ( 1 === count( $rows ) ) {
			Settlement::reject( (string) $rows[0]['event_id'], $answer->code );
			return null;
		}
		list( $first, $second ) = array_chunk( $rows, max( 1, (int) ceil( count( $rows ) / 2 ) ) );
		return $this->deliver( $first ) ?? $this->deliver( $second );
	}
}
