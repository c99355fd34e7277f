<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * What the relay took for granted when it asked.
 */
final class Expected {
	/**
	 * @param array<string, mixed> $present
	 * @throws Refusal A conflict, with `expectation_failed`.
	 */
	public static function check( Write $write, array $present ): void {
		$field = null === $write->expected ? null : Likeness::first_difference( $write->expected, $present );
		if ( null !== $field ) {
			throw new Refusal( Refusal::CONFLICT, 'expectation_failed', "$field is no longer what was expected" );
		}
	}
}
