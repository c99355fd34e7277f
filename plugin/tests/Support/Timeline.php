<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use Passerelle\Capture\Recorder;
use Passerelle\Registerable;
use Passerelle\Schema;
use RuntimeException;

/**
 * A recorded life cycle (shared-types/fixtures/woocommerce/timelines), whose hooks can be fired again, request by request, at
 * capture alone: nothing else that WordPress has hooked runs. Needs a transaction around it and no WooCommerce.
 */
final class Timeline {
	private const POSTS = array( 'WP_Post', 'WC_Product_Simple', 'WC_Product_Variable', 'WC_Product_Variation', 'WC_Product_Subscription', 'WC_Product_Subscription_Variation' );

	/** @var array<int, array{request: array<string, mixed>, hooks: list<array<string, mixed>>, states: list<array<string, mixed>>}> */
	private array $steps = array();

	private function __construct( public readonly string $name ) {}

	public static function read( string $name ): self {
		$timeline = new self( $name );
		$text     = gzdecode( (string) file_get_contents( self::folder() . "/timelines/$name.jsonl.gz" ) );
		foreach ( false === $text ? throw new RuntimeException( "No recording $name" ) : explode( "\n", trim( $text ) ) as $text ) {
			$line = json_decode( $text, true, 512, JSON_THROW_ON_ERROR );
			match ( $line['line'] ) {
				'request' => $timeline->steps[ $line['step'] ] = array( 'request' => $line, 'hooks' => array(), 'states' => array() ),
				'hook'    => $timeline->steps[ $line['step'] ]['hooks'][] = $line,
				'state'   => $timeline->steps[ $line['step'] ]['states'][] = $line,
				default   => null,
			};
		}
		return $timeline;
	}

	/**
	 * @return array<string, array{string}> Names that begin so, as a data provider gives them.
	 */
	public static function named( string ...$prefixes ): array {
		$found = array();
		foreach ( glob( self::folder() . '/timelines/*.jsonl.gz' ) ?: array() as $file ) {
			$name = basename( $file, '.jsonl.gz' );
			foreach ( $prefixes as $prefix ) {
				if ( str_starts_with( $name, $prefix ) ) {
					$found[ $name ] = array( $name );
				}
			}
		}
		return $found;
	}

	/**
	 * @param callable(Recorder): list<Registerable> $capture Builds what is to be tried, anew for each request as in PHP.
	 * @return array<int, Moment> By step.
	 */
	public function play( callable $capture ): array {
		global $wp_filter;
		$hooks   = $wp_filter;
		$moments = array();
		update_option( 'passerelle_pairing', 'paired', true );
		$this->begin();
		$known = array();
		foreach ( $this->steps as $number => $step ) {
			$after     = $known;
			$last_id   = self::last_row();
			$wp_filter = array();
			try {
				$this->run( $step, $capture );
			} catch ( \Throwable $error ) {
				World::end();
				throw $error;
			} finally {
				$wp_filter = $hooks;
			}
			foreach ( self::representations( $step['states'], $known ) as $key => $body ) {
				$after[ $key ] = $body;
				World::keep( $key, $body );
			}
			$moments[ $number ] = new Moment( $number, $step['request']['label'], $step['request']['type'], self::rows_after( $last_id ), $known, $after );
			$known              = $after;
		}
		World::end();
		return $moments;
	}

	/**
	 * @param array{request: array<string, mixed>, hooks: list<array<string, mixed>>, states: list<array<string, mixed>>} $step
	 * @param callable(Recorder): list<Registerable>                                                                     $capture
	 */
	private function run( array $step, callable $capture ): void {
		$type = $step['request']['type'];
		add_filter( 'wp_doing_cron', static fn (): bool => 'cron' === $type );
		$recorder = new Recorder();
		foreach ( array( $recorder, ...$capture( $recorder ) ) as $part ) {
			$part->register();
		}
		$user = null;
		foreach ( $step['hooks'] as $line ) {
			if ( 'shutdown' === $line['hook'] ) {
				continue;
			}
			if ( $user !== $line['user'] ) {
				$user = $line['user'];
				wp_set_current_user( (int) $user );
			}
			self::prepare( $line['hook'], $line['args'] );
			$arguments = array_map( array( World::class, 'build' ), array_values( $line['args'] ) );
			if ( in_array( $arguments[2] ?? null, array( 'wp_capabilities', 'wp_user_level' ), true ) ) {
				$arguments[2] = $GLOBALS['wpdb']->prefix . substr( $arguments[2], 3 );
			}
			empty( $line['filter'] ) ? do_action( $line['hook'], ...$arguments ) : apply_filters( $line['hook'], ...$arguments );
		}
		// What was recorded after `shutdown` fired within it, before our own part of it.
		do_action( 'shutdown' );
	}

	/**
	 * @return list<array<int, mixed>> What a hook handed over each time it fired in that request, as it was recorded.
	 */
	public function calls( int $step, string $hook ): array {
		$calls = array_filter( $this->steps[ $step ]['hooks'], static fn ( array $line ): bool => $line['hook'] === $hook );
		return array_map( static fn ( array $line ): array => array_values( $line['args'] ), array_values( $calls ) );
	}

	/**
	 * What the database says by the time a hook fires.
	 *
	 * @param array<int|string, mixed> $arguments
	 */
	private static function prepare( string $hook, array $arguments ): void {
		array_walk( $arguments, array( World::class, 'learn' ) );
		$id = is_numeric( $arguments[0] ?? null ) ? (int) $arguments[0] : 0;
		match ( $hook ) {
			'woocommerce_order_note_added' => World::store_note( $id, (int) ( $arguments[1]['id'] ?? 0 ) ),
			'deleted_post'     => World::delete_post( $id ),
			'add_user_role'    => World::store_user( $id, array_values( array_unique( array( ...get_userdata( $id )->roles ?? array(), (string) $arguments[1] ) ) ) ),
			'remove_user_role' => World::store_user( $id, array_values( array_diff( get_userdata( $id )->roles ?? array(), array( $arguments[1] ) ) ) ),
			'set_user_role'    => World::store_user( $id, array( $arguments[1] ) ),
			'deleted_user'     => World::delete_user( $id ),
			'edit_terms'       => World::store_term( $id, $arguments[1], null ),
			'edited_terms'     => World::store_term( $id, $arguments[1], $arguments[2] ),
			default            => null,
		};
	}

	/**
	 * What was there before the recording began: what its first mention does not call new.
	 */
	private function begin(): void {
		list( $bodies, $parents ) = self::shop();
		$known                    = array();
		foreach ( $this->steps as $step ) {
			foreach ( self::representations( $step['states'], $known ) as $key => $body ) {
				$known[ $key ]   = $body;
				$bodies[ $key ] ??= (array) $body;
				list( , $id )    = explode( ':', $key );
				$parents         += str_starts_with( $key, 'variation:' ) || str_starts_with( $key, 'refund:' ) ? array( (int) $id => (int) ( $body['parent_id'] ?? 0 ) ) : array();
				foreach ( $body['refunds'] ?? array() as $refund ) {
					$parents[ (int) $refund['id'] ] = (int) $id;
				}
			}
		}
		World::begin( array_filter( $bodies ), $parents );
		$made = $this->made();
		World::store_products( $made );
		$this->place_users( $bodies );
		$seen = array();
		foreach ( $made as $id ) {
			foreach ( self::POSTS as $class ) {
				$seen[ $class . $id ] = true;
			}
		}
		foreach ( $this->steps as $step ) {
			foreach ( $step['hooks'] as $line ) {
				foreach ( $line['args'] as $argument ) {
					$key = is_array( $argument ) && ! empty( $argument['id'] ) && is_string( $argument['class'] ?? null ) ? $argument['class'] . $argument['id'] : '';
					if ( '' === $key || isset( $seen[ $key ] ) ) {
						continue;
					}
					$seen[ $key ] = true;
					if ( ! in_array( 'new', $line['args'], true ) && ! str_contains( $line['hook'], '_new_' ) ) {
						World::learn( $argument );
					}
				}
			}
		}
	}

	/**
	 * @return list<int> Posts that the recording makes.
	 */
	private function made(): array {
		$made = array();
		foreach ( $this->steps as $step ) {
			foreach ( $step['hooks'] as $line ) {
				if ( 'transition_post_status' === $line['hook'] && 'new' === $line['args'][1] ) {
					$made[] = (int) $line['args'][2]['id'];
				}
			}
		}
		return $made;
	}

	/**
	 * @param array<string, array<string, mixed>> $bodies
	 */
	private function place_users( array $bodies ): void {
		$new = array();
		foreach ( $this->steps as $step ) {
			foreach ( $step['hooks'] as $line ) {
				if ( 'user_register' === $line['hook'] ) {
					$new[ (int) $line['args'][0] ] = true;
				}
			}
		}
		foreach ( $bodies as $key => $body ) {
			list( $kind, $id ) = explode( ':', $key );
			if ( 'customer' === $kind && ! isset( $new[ (int) $id ] ) ) {
				World::store_user( (int) $id, array( (string) ( $body['role'] ?? 'customer' ) ) );
			}
		}
	}

	/**
	 * @param list<array<string, mixed>>                  $states
	 * @param array<string, array<string, mixed>|null>    $known
	 * @return array<string, array<string, mixed>|null> Null where it is gone.
	 */
	private static function representations( array $states, array $known ): array {
		$found = array();
		foreach ( $states as $state ) {
			$read = (string) preg_replace( '#^GET /wp-json/wc/v3/#', '', $state['read'] );
			$body = 200 === $state['status'] ? $state['body'] : null;
			if ( 1 === preg_match( '#^products/(\d+)/variations(?:/(\d+))?(?:\?|$)#', $read, $part ) ) {
				if ( isset( $part[2] ) ) {
					$found[ "variation:$part[2]" ] = $body;
					continue;
				}
				foreach ( $known as $key => $before ) {
					if ( str_starts_with( $key, 'variation:' ) && (int) ( $before['parent_id'] ?? 0 ) === (int) $part[1] ) {
						$found[ $key ] = null;
					}
				}
				foreach ( (array) $body as $one ) {
					$found[ 'variation:' . $one['id'] ] = $one + array( 'parent_id' => (int) $part[1] );
				}
			} elseif ( 1 === preg_match( '#^orders/(\d+)/refunds#', $read, $part ) ) {
				foreach ( (array) $body as $one ) {
					$found[ 'refund:' . $one['id'] ] = $one + array( 'parent_id' => (int) $part[1] );
				}
			} elseif ( 1 === preg_match( '#^(product|order|subscription|customer)s/(\d+)$#', $read, $part ) ) {
				$found[ "$part[1]:$part[2]" ] = $body;
			} elseif ( 1 === preg_match( '#^(product|order)s\?(.*)$#', $read, $part ) ) {
				parse_str( $part[2], $query );
				$ids = is_string( $query['include'] ?? null ) ? explode( ',', $query['include'] ) : array();
				foreach ( $ids as $id ) {
					if ( isset( $known[ "$part[1]:$id" ] ) ) {
						$found[ "$part[1]:$id" ] = null;
					}
				}
				foreach ( (array) $body as $one ) {
					$found[ "$part[1]:" . $one['id'] ] = $one;
				}
			}
		}
		return $found;
	}

	/**
	 * The shop in which all was recorded.
	 *
	 * @return array{array<string, array<string, mixed>>, array<int, int>} Representations by kind and id; parents of variations.
	 */
	private static function shop(): array {
		$bodies  = array();
		$parents = array();
		foreach ( self::entries( 'catalogue' ) as $entry ) {
			$product = $entry['product'];

			$bodies[ 'product:' . $product['id'] ] = $product;
			foreach ( $product['variations'] as $variation ) {
				$parents[ (int) $variation ] = (int) $product['id'];
			}
		}
		foreach ( self::entries( 'customers' ) as $entry ) {
			if ( isset( $entry['customer']['id'] ) ) {
				$bodies[ 'customer:' . $entry['customer']['id'] ] = $entry['customer'];
			}
		}
		foreach ( self::entries( 'subscriptions' ) as $entry ) {
			$bodies[ 'subscription:' . $entry['subscription']['id'] ] = $entry['subscription'];
		}
		foreach ( self::entries( 'orders' ) as $entry ) {
			$bodies[ 'order:' . $entry['order']['id'] ] = $entry['order'];
		}
		return array( $bodies, $parents );
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	private static function entries( string $file ): array {
		return json_decode( (string) file_get_contents( self::folder() . "/$file.json" ), true, 512, JSON_THROW_ON_ERROR )['entries'];
	}

	private static function last_row(): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', Schema::outbox() ) );
	}

	/**
	 * @return list<array{topic: string, kind: string, entity_id: int, origin: string|null, state: int, facts: array<string, mixed>}>
	 */
	private static function rows_after( int $id ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT topic, kind, entity_id, origin, state, facts FROM %i WHERE id > %d ORDER BY id', Schema::outbox(), $id ), ARRAY_A );
		return array_map(
			static fn ( array $row ): array => array(
				'topic'     => $row['topic'],
				'kind'      => $row['kind'],
				'entity_id' => (int) $row['entity_id'],
				'origin'    => $row['origin'],
				'state'     => (int) $row['state'],
				'facts'     => null === $row['facts'] ? array() : json_decode( $row['facts'], true, 512, JSON_THROW_ON_ERROR ),
			),
			array_values( (array) $rows )
		);
	}

	private static function folder(): string {
		return dirname( __DIR__, 3 ) . '/shared-types/fixtures/woocommerce';
	}
}
