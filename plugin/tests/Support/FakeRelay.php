<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use Passerelle\Delivery\Signer;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Settings;

/**
 * Answers the calls of this process as the relay's batch door does, or as a test says. Every call must be signed well.
 */
final class FakeRelay {
	public const SECRET = 'whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=';
	// A number: no name has to be looked up. No call of a test leaves the process.
	public const URL = 'https://192.0.9.7';

	/** @var list<array{events: list<array<string, mixed>>, text: string, request: array<string, mixed>}> */
	public array $calls = array();
	/** @var list<callable(list<array<string, mixed>>): (array{0: int, 1: mixed, 2?: array<string, string>}|\WP_Error|null)> What the next calls get instead; null is the usual. */
	public array $next = array();
	/** @var (callable(list<array<string, mixed>>): (array{0: int, 1: mixed, 2?: array<string, string>}|\WP_Error|null))|null */
	public $always = null;
	public int $clock_ahead_s = 0;
	public int $highest = 0;
	/** @var array<string, int> */
	public array $versions = array();
	/** @var array<string, string> Codes by id of event. */
	public array $rejects = array();

	public static function pair(): self {
		Installation::id();
		Settings::keep_relay_url( self::URL );
		Settings::keep_pairing( new Pairing( 'o', 'c', array( self::SECRET ), '', '', Installation::site_url(), Installation::place(), '' ) );
		$relay = new self();
		add_filter( 'pre_http_request', array( $relay, 'answer' ), 20, 3 );
		return $relay;
	}

	/**
	 * @param mixed                $before
	 * @param array<string, mixed> $request
	 * @return mixed
	 */
	public function answer( mixed $before, array $request, string $url ): mixed {
		if ( self::URL . '/v1/ingest/batches' !== $url ) {
			return $before;
		}
		$headers = $request['headers'];
		$verdict = Signer::verify( $headers, $request['body'], array( self::SECRET ), time() + $this->clock_ahead_s );
		$text    = 'gzip' === ( $headers['content-encoding'] ?? '' ) ? (string) gzdecode( $request['body'] ) : $request['body'];
		$batch   = json_decode( $text, true, 512, JSON_THROW_ON_ERROR );
		if ( null !== $verdict ) {
			return self::response( 401, array( 'code' => $verdict, 'server_time' => $this->time() ) );
		}
		$this->calls[] = array( 'events' => $batch['events'], 'text' => $text, 'request' => $request );
		$say           = array_shift( $this->next ) ?? $this->always;
		$said          = null === $say ? null : $say( $batch['events'] );
		return $said instanceof \WP_Error ? $said : self::response( ...( $said ?? array( 202, $this->accept( $batch['events'] ) ) ) );
	}

	/**
	 * @return list<array<string, mixed>> Events of all calls.
	 */
	public function events(): array {
		return array_merge( array(), ...array_column( $this->calls, 'events' ) );
	}

	/**
	 * @return list<string> As `3 product.updated product:87 v1`.
	 */
	public function told(): array {
		return array_map( static fn ( array $e ): string => "{$e['sequence']} {$e['topic']} {$e['entity']['kind']}:{$e['entity']['id']} v{$e['entity']['version']}", $this->events() );
	}

	/**
	 * @param list<array<string, mixed>> $events
	 * @return array<string, mixed>
	 */
	public function accept( array $events ): array {
		$rejected = array();
		foreach ( $events as $index => $event ) {
			if ( isset( $this->rejects[ $event['id'] ] ) ) {
				$rejected[] = array( 'index' => $index, 'event_id' => $event['id'], 'code' => $this->rejects[ $event['id'] ], 'pointer' => "/events/$index" );
			}
			$this->highest = max( $this->highest, $event['sequence'] );
		}
		return array(
			'accepted'    => count( $events ) - count( $rejected ),
			'duplicates'  => 0,
			'rejected'    => $rejected,
			'server_time' => $this->time(),
			'highest'     => array( 'sequence' => $this->highest, 'versions' => array() === $this->versions ? new \stdClass() : $this->versions ),
			'missing'     => array(),
		);
	}

	private function time(): string {
		return gmdate( 'Y-m-d\TH:i:s.000\Z', time() + $this->clock_ahead_s );
	}

	/**
	 * @param array<string, string> $headers
	 * @return array<string, mixed>
	 */
	private static function response( int $status, mixed $body, array $headers = array() ): array {
		return array(
			'headers'  => new \WpOrg\Requests\Utility\CaseInsensitiveDictionary( $headers ),
			'body'     => is_string( $body ) ? $body : (string) json_encode( $body ),
			'response' => array( 'code' => $status, 'message' => '' ),
			'cookies'  => array(),
		);
	}
}
