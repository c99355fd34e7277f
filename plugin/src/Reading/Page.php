<?php

declare( strict_types=1 );

namespace Passerelle\Reading;

use Passerelle\Json;

defined( 'ABSPATH' ) || exit;

/**
 * One answer to the relay that reads: as many things as fit into its bytes and its time, as JSON.
 */
final class Page {
	public const MOST = 100;

	private const MOST_BYTES = 2_097_152;
	/** The relay waits 15 s, and the last thing takes its own time. */
	private const BUDGET_S = 7;

	/** @var list<string> JSON. */
	private array $items = array();
	/** @var list<string> */
	private array $missing = array();
	/** @var array<int, string> */
	private array $marks = array();
	private int $bytes   = 0;

	private function __construct( private readonly string $kind ) {}

	/**
	 * Of what cannot be read, `data` is null.
	 *
	 * @return string `{items: [{entity: {kind, id, version}, data}], next_cursor, total, missing_ids}`
	 * @throws \InvalidArgumentException Where what is asked for cannot be.
	 * @throws \RuntimeException Where the database did not answer.
	 */
	public static function listed( string $kind, ?string $cursor, ?string $changed_after ): string {
		$page     = new self( $kind );
		$deadline = microtime( true ) + self::BUDGET_S;
		$listing  = Listing::page( $kind, $cursor, $changed_after, self::MOST );
		$last     = $page->read( $listing['ids'], $deadline, self::MOST_BYTES );
		return $page->text( null === $last ? $listing['next'] : (string) $last, $listing['total'] );
	}

	/**
	 * All of them, however long it takes: the relay asks for few, and only once.
	 *
	 * @param list<string> $ids
	 * @return string As above; what does not exist stands in `missing_ids`.
	 * @throws \InvalidArgumentException
	 * @throws \RuntimeException
	 */
	public static function named( string $kind, array $ids ): string {
		Existing::from( $kind );
		$page   = new self( $kind );
		$wanted = array();
		foreach ( array_unique( $ids ) as $id ) {
			if ( 1 === preg_match( '/^[1-9]\d{0,17}$/D', $id ) ) {
				$wanted[] = (int) $id;
			} else {
				$page->missing[] = $id;
			}
		}
		$page->read( $wanted, INF, PHP_INT_MAX );
		return $page->text( null, null );
	}

	/**
	 * @param list<int> $ids
	 * @return int|null The last that was read, where there was no room for all.
	 */
	private function read( array $ids, float $deadline, int $most_bytes ): ?int {
		if ( array() === $ids ) {
			return null;
		}
		// First the versions and marks, then the data: what changes in between has a higher version later.
		Quiet::forget();
		$marks    = Mark::of_many( $this->kind, $ids );
		$versions = Entities::versions( $this->kind, $ids );
		return Quiet::run(
			function () use ( $ids, $marks, $versions, $deadline, $most_bytes ): ?int {
				$last = null;
				foreach ( $ids as $id ) {
					if ( null !== $last && microtime( true ) > $deadline ) {
						return $last;
					}
					$item = isset( $marks[ $id ] ) ? $this->item( $id, $versions[ $id ] ) : null;
					if ( null !== $last && null !== $item && $this->bytes + strlen( $item ) > $most_bytes ) {
						return $last;
					}
					$this->add( $id, $item, $marks[ $id ] ?? '' );
					$last = $id;
				}
				return null;
			}
		);
	}

	private function add( int $id, ?string $item, string $mark ): void {
		if ( null === $item ) {
			$this->missing[] = (string) $id;
			return;
		}
		$this->items[]      = $item;
		$this->bytes       += strlen( $item );
		$this->marks[ $id ] = $mark;
	}

	/**
	 * @return string|null Null where it is gone.
	 */
	private function item( int $id, int $version ): ?string {
		try {
			$data = Representation::of( $this->kind, $id, true );
			$text = null === $data ? null : Json::write_map( $data );
		} catch ( \RuntimeException | \JsonException $error ) {
			$text = 'null';
			if ( function_exists( 'wc_get_logger' ) ) {
				wc_get_logger()->warning( "{$this->kind} $id: {$error->getMessage()}", array( 'source' => 'passerelle' ) );
			}
		}
		return null === $text ? null : '{"entity":' . Json::write( array( 'kind' => $this->kind, 'id' => (string) $id, 'version' => $version ) ) . ',"data":' . $text . '}';
	}

	private function text( ?string $next, ?int $total ): string {
		Entities::note( $this->kind, $this->marks );
		return '{"items":[' . implode( ',', $this->items ) . '],"next_cursor":' . Json::write( $next ) . ',"total":' . Json::write( $total ) . ',"missing_ids":' . Json::write( $this->missing ) . '}';
	}
}
