<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

use Passerelle\Copy;
use Passerelle\Delivery\Batch;
use Passerelle\Delivery\Course;
use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Numbered;
use Passerelle\Delivery\Settlement;
use Passerelle\Json;
use Passerelle\Reading\Digest;
use Passerelle\Reading\Page;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * `wp-json/passerelle/v1/relay/…`: what the relay asks the shop. Each call is signed; none of these changes the shop, so that one
 * that is played again does no harm.
 */
final class RelayDoor implements Registerable {
	private const MOST_BUCKETS = 50;

	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'open' ) );
	}

	public function open(): void {
		foreach ( array( 'outbox', 'read', 'digest' ) as $name ) {
			$this->route( $name, 'POST', array( $this, $name ), array( Verify::class, 'signed' ) );
		}
		$this->route( 'health', 'GET', array( $this, 'health' ), array( $this, 'may_ask_health' ) );
	}

	/**
	 * Anybody may, who does not pretend to be the relay.
	 *
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @return true|\WP_Error
	 */
	public function may_ask_health( \WP_REST_Request $request ): bool|\WP_Error {
		$verdict = null === $request->get_header( 'webhook-signature' ) ? true : Verify::signed( $request );
		return $verdict instanceof \WP_Error && Verify::MUTED === $verdict->get_error_code() ? true : $verdict;
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function health( \WP_REST_Request $request ): \WP_REST_Response {
		if ( null !== $request->get_header( 'webhook-signature' ) ) {
			return new \WP_REST_Response( Health::for_relay() );
		}
		$challenge = $request->get_query_params()['challenge'] ?? null;
		return new \WP_REST_Response( Health::for_anybody( is_string( $challenge ) ? $challenge : null ) );
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function outbox( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		return self::answer(
			$request,
			static function ( Ask $ask ): string {
				$limit   = max( 1, min( $ask->int( 'limit' ) ?? Batch::MOST_EVENTS, Batch::MOST_EVENTS ) );
				$settled = $ask->map( 'settled' );
				if ( null !== $settled ) {
					self::settle( $settled );
				}
				$from  = $ask->int( 'from' );
				$after = $ask->int( 'after' );
				if ( null !== $after ) {
					Settlement::catch_up( $after );
					return Batch::text( Drain::take( $limit ), array() );
				}
				if ( null === $from || $from < 1 ) {
					throw new \InvalidArgumentException( 'invalid_range' );
				}
				$to = min( $ask->int( 'to' ) ?? $from, $from + $limit - 1 );
				return Batch::text( Numbered::between( $from, $to ), Numbered::unknown( $from, $to ) );
			}
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function read( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		return self::answer(
			$request,
			static function ( Ask $ask ): string {
				$kind = $ask->kind();
				$ids  = $ask->texts( 'ids' );
				if ( null === $ids ) {
					return Page::listed( $kind, $ask->text( 'cursor' ), $ask->text( 'changed_after' ) );
				}
				if ( count( $ids ) > Page::MOST ) {
					throw new \InvalidArgumentException( 'too_many_ids' );
				}
				return Page::named( $kind, $ids );
			}
		);
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 */
	public function digest( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		return self::answer(
			$request,
			static function ( Ask $ask ): string {
				$kind   = $ask->kind();
				$bucket = $ask->int( 'bucket' );
				if ( null !== $bucket ) {
					return Json::write( array( 'entities' => Digest::entities( $kind, max( 0, $bucket ) ) ) );
				}
				$limit = max( 1, min( $ask->int( 'limit' ) ?? self::MOST_BUCKETS, self::MOST_BUCKETS ) );
				return Json::write( Digest::buckets( $kind, $ask->int( 'after' ), $limit ) );
			}
		);
	}

	private static function settle( Ask $settled ): void {
		$event_ids = $settled->texts( 'event_ids' ) ?? array();
		Settlement::obey_json( $event_ids, $settled->list( 'rejected' ), $settled->map( 'highest' )->values ?? array() );
		if ( array() !== $event_ids ) {
			Course::was_fetched();
			Copy::settle_move();
		}
	}

	/**
	 * @param \WP_REST_Request<array<string, mixed>> $request
	 * @param callable(Ask): string                  $act Gives JSON.
	 */
	private static function answer( \WP_REST_Request $request, callable $act ): \WP_REST_Response|\WP_Error {
		try {
			return new \WP_REST_Response( new ExactText( $act( Ask::from_json( (string) $request->get_body() ) ) ) );
		} catch ( \InvalidArgumentException $error ) {
			$code = 1 === preg_match( '/^[a-z_]{1,40}$/D', $error->getMessage() ) ? $error->getMessage() : 'validation_failed';
			return new \WP_Error( $code, 'The call asks for what cannot be', array( 'status' => 400 ) );
		} catch ( \Throwable $error ) {
			if ( function_exists( 'wc_get_logger' ) ) {
				wc_get_logger()->error( (string) $error, array( 'source' => 'passerelle' ) );
			}
			return new \WP_Error( 'internal', 'The shop could not answer', array( 'status' => 503 ) );
		}
	}

	private function route( string $name, string $method, callable $callback, callable $permission ): void {
		register_rest_route(
			'passerelle/v1',
			"/relay/$name",
			array(
				'methods'             => $method,
				'callback'            => $callback,
				'permission_callback' => $permission,
				'show_in_index'       => false,
			)
		);
	}
}
