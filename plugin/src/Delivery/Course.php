<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * How delivery goes: when the relay last acknowledged something, what went wrong since, and when it is tried again.
 */
final class Course {
	private const OPTION    = 'passerelle_delivery';
	private const FIRST_S   = 15;
	private const LONGEST_S = 300;
	private const MOST_S    = 3_600;
	private const STOPPED_S = 900;

	/**
	 * @return array{code: string, detail: string, failed_at: int, failures: int, not_before: int, needs_person: bool, acknowledged_at: int}
	 *         `code` is empty while all is well; times in Unix seconds, 0 where there is none.
	 */
	public static function read(): array {
		$known = get_option( self::OPTION, array() );
		return array_merge( self::fresh( 0 ), is_array( $known ) ? array_intersect_key( $known, self::fresh( 0 ) ) : array() );
	}

	public static function may_send(): bool {
		return self::read()['not_before'] <= time();
	}

	public static function went_well(): void {
		self::keep( self::fresh( time() ) );
	}

	/**
	 * The relay has fetched it: that it is reached from here is not said.
	 */
	public static function was_fetched(): void {
		self::keep( array( 'acknowledged_at' => time() ) + self::read() );
	}

	/**
	 * The relay is not well, or cannot be reached: it is tried again by itself.
	 *
	 * @param int|null $wait_s What the relay asks for.
	 */
	public static function failed( string $code, string $detail, ?int $wait_s = null ): void {
		$failures = self::read()['failures'] + 1;
		$pause    = min( self::LONGEST_S, self::FIRST_S * 2 ** min( 10, $failures - 1 ) );
		// Shops whose relay was away do not all come back in the same second.
		$wait = null === $wait_s ? (int) round( $pause * random_int( 80, 120 ) / 100 ) : max( 1, min( self::MOST_S, $wait_s ) );
		self::note( $code, $detail, $failures, $wait, false );
	}

	/**
	 * The relay refuses this shop: a person is needed, and it is tried only now and then.
	 */
	public static function stopped( string $code, string $detail = '' ): void {
		self::note( $code, $detail, self::read()['failures'] + 1, self::STOPPED_S, true );
	}

	/**
	 * The next drain tries at once.
	 */
	public static function reset(): void {
		self::keep( array( 'failures' => 0, 'not_before' => 0 ) + self::read() );
	}

	public static function forget(): void {
		delete_option( self::OPTION );
	}

	private static function note( string $code, string $detail, int $failures, int $wait_s, bool $needs_person ): void {
		self::keep(
			array(
				'code'         => $code,
				'detail'       => mb_substr( wp_check_invalid_utf8( $detail, true ), 0, 300 ),
				'failed_at'    => time(),
				'failures'     => $failures,
				'not_before'   => time() + $wait_s,
				'needs_person' => $needs_person,
			) + self::read()
		);
	}

	/**
	 * @return array{code: string, detail: string, failed_at: int, failures: int, not_before: int, needs_person: bool, acknowledged_at: int}
	 */
	private static function fresh( int $acknowledged_at ): array {
		return array( 'code' => '', 'detail' => '', 'failed_at' => 0, 'failures' => 0, 'not_before' => 0, 'needs_person' => false, 'acknowledged_at' => $acknowledged_at );
	}

	/**
	 * @param array<string, mixed> $course
	 */
	private static function keep( array $course ): void {
		update_option( self::OPTION, $course, false );
	}
}
