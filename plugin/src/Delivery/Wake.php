<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Has Action Scheduler wake the one drain every minute. It is a clock and nothing else: an action that was killed or lost is made
 * again by the next look, and what waits is not in it.
 */
final class Wake implements Registerable {
	public const ACTION = 'passerelle_drain';
	/** Once more, soon: after a drain whose time was over, or when something is not to wait for the next minute. */
	public const GOES_ON = 'passerelle_drain_on';

	private const GROUP    = 'passerelle';
	private const LOOKED   = 'passerelle_wake_looked_at';
	private const EVERY_S  = 60;
	private const BUDGET_S = 20;

	/**
	 * @param string $file Absolute path of the plugin's main file.
	 */
	public function __construct( private readonly string $file ) {}

	public function register(): void {
		add_action( self::ACTION, array( $this, 'drain' ) );
		add_action( self::GOES_ON, array( $this, 'drain' ) );
		add_action( 'action_scheduler_ensure_recurring_actions', array( $this, 'ensure' ) );
		add_action( 'admin_init', array( $this, 'look_in_admin' ) );
		add_filter( 'rest_pre_dispatch', array( $this, 'look_in_rest' ), 10, 3 );
		add_action( 'passerelle_paired', array( $this, 'begin' ) );
		add_action( 'passerelle_unpaired', array( $this, 'end' ) );
		register_deactivation_hook( $this->file, array( $this, 'end' ) );
	}

	/**
	 * Never throws: an action that fails again and again is given up.
	 */
	public function drain(): void {
		try {
			$outcome = Drain::run( self::BUDGET_S );
			Ceiling::check( Outcome::Done === $outcome );
			Prune::daily();
			if ( Outcome::More === $outcome ) {
				self::soon();
			}
		} catch ( \Throwable $thrown ) {
			Course::failed( 'drain_broke', $thrown->getMessage() );
		}
	}

	/**
	 * Has the drain run with the next turn of Action Scheduler, once however often it is asked for.
	 */
	public static function soon(): void {
		if ( Settings::is_paired() && function_exists( 'as_enqueue_async_action' ) ) {
			// The one that is running counts as well, and must not keep the next from being made.
			as_enqueue_async_action( self::GOES_ON, array(), self::GROUP, ! doing_action( self::GOES_ON ), 0 );
		}
	}

	/**
	 * Makes the action where there is none, pending or running.
	 */
	public function ensure(): void {
		if ( Settings::is_paired() && function_exists( 'as_schedule_recurring_action' ) && ! as_has_scheduled_action( self::ACTION, null, self::GROUP ) ) {
			as_schedule_recurring_action( time(), self::EVERY_S, self::ACTION, array(), self::GROUP, true, 0 );
		}
	}

	public function look_in_admin(): void {
		if ( ! wp_doing_ajax() ) {
			$this->look();
		}
	}

	/**
	 * Only by doors that shoppers do not use.
	 *
	 * @param mixed $result
	 * @param mixed $server
	 * @return mixed The result as it came.
	 */
	public function look_in_rest( mixed $result, mixed $server, \WP_REST_Request $request ): mixed {
		if ( 1 === preg_match( '#^/(passerelle/|wc/v\d|wc-admin|wc-analytics)#', $request->get_route() ) ) {
			$this->look();
		}
		return $result;
	}

	/**
	 * The relay may have seen more of this shop than the shop remembers.
	 */
	public function begin( int $highest = 0 ): void {
		Course::forget();
		Settlement::catch_up( $highest );
		$this->ensure();
	}

	public function end(): void {
		Course::forget();
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( self::ACTION, array(), self::GROUP );
			as_unschedule_all_actions( self::GOES_ON, array(), self::GROUP );
		}
	}

	private function look(): void {
		if ( ! Settings::is_paired() || ! did_action( 'action_scheduler_init' ) || abs( time() - (int) get_option( self::LOOKED, 0 ) ) < self::EVERY_S ) {
			return;
		}
		update_option( self::LOOKED, time(), false );
		$this->ensure();
	}
}
