<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * How a drain ended.
 */
enum Outcome: string {
	/** Nothing is left to be told. */
	case Done = 'done';
	/** The time was over before all was told. */
	case More = 'more';
	/** Another drain is at work. */
	case Busy = 'busy';
	/** The relay was not well lately, and it is not yet time to try again. */
	case Waiting = 'waiting';
	/** The relay could not be reached, was not well, or refused: Course says why. */
	case Unwell = 'unwell';
	/** There is nobody to tell, or this site is a silent copy of the shop. */
	case Muted = 'muted';
}
