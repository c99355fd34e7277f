<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

use Passerelle\Delivery\Ceiling;
use Passerelle\Delivery\Course;
use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Outcome as Ended;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Sends what waits, now and in this request, because a person asks for it; where another drain is at work, once that one is done.
 */
final class SendNow {
	private const BUDGET_S = 10;
	private const PAUSE_US = 300_000;

	/**
	 * @return Outcome Also good where the time was over before everything was sent.
	 */
	public static function run(): Outcome {
		$deadline = time() + self::BUDGET_S;
		$ended    = Drain::at_once( self::BUDGET_S );
		while ( Ended::Busy === $ended && time() < $deadline ) {
			usleep( self::PAUSE_US );
			$ended = Drain::at_once( self::BUDGET_S );
		}
		if ( Ended::Busy !== $ended ) {
			Ceiling::check( Ended::Done === $ended );
		}
		$course = Course::read();
		return match ( $ended ) {
			Ended::Done, Ended::More => Outcome::good(),
			Ended::Busy              => Outcome::refused( 'under_way' ),
			Ended::Muted             => Outcome::refused( self::why_muted() ),
			default                  => Outcome::refused( '' === $course['code'] ? 'unavailable' : $course['code'], $course['detail'] ),
		};
	}

	private static function why_muted(): string {
		return match ( true ) {
			! Settings::is_paired()      => 'not_paired',
			null === Settings::pairing() => 'secrets_lost',
			default                      => 'muted_copy',
		};
	}
}
