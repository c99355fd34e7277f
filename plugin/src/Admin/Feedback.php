<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * What the page says after an action, once, to the person who took it.
 */
final class Feedback {
	private const KEEP_S = 600;

	/**
	 * @param 'success'|'warning'|'error' $kind
	 * @param list<string>                $more Plain sentences.
	 * @param list<array{name: string, state: string, ms: int|null, text: string}> $hops Of a test.
	 * @param string                      $address What stood in the form, to be mended there.
	 */
	public static function keep( string $kind, string $what, string $todo = '', array $more = array(), array $hops = array(), string $address = '' ): void {
		set_transient( self::name(), compact( 'kind', 'what', 'todo', 'more', 'hops', 'address' ), self::KEEP_S );
	}

	/**
	 * @return array{kind: 'success'|'warning'|'error', what: string, todo: string, more: list<string>, hops: list<array{name: string, state: string, ms: int|null, text: string}>, address: string}|null
	 */
	public static function take(): ?array {
		$kept = get_transient( self::name() );
		delete_transient( self::name() );
		if ( ! is_array( $kept ) || ! isset( $kept['kind'], $kept['what'], $kept['todo'], $kept['more'], $kept['hops'], $kept['address'] ) ) {
			return null;
		}
		return $kept;
	}

	private static function name(): string {
		return 'passerelle_feedback_' . get_current_user_id();
	}
}
