<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Wake;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Has the events of what was just written told soon: right after the answer, where the server lets the caller go before the
 * process ends, else with the next run of the scheduler. The relay does not wait for it.
 */
final class TellSoon {
	private const BUDGET_S = 5;

	/**
	 * To be called last of all in a request.
	 */
	public static function run(): void {
		if ( ! Settings::is_paired() ) {
			return;
		}
		try {
			if ( function_exists( 'fastcgi_finish_request' ) ) {
				fastcgi_finish_request();
				Drain::run( self::BUDGET_S );
			} else {
				Wake::soon();
			}
		} catch ( \Throwable ) {
			// The next drain tells it.
			return;
		}
	}
}
