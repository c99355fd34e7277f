<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Does the writes of some kinds of things.
 */
interface Writer {
	/**
	 * @return list<string> What it does, as `<kind>.<action>`.
	 */
	public function does(): array;

	/**
	 * @param bool $is_repeat Whether a call with this write was killed before, at whatever point.
	 * @throws Refusal
	 */
	public function write( Write $write, bool $is_repeat ): Outcome;
}
