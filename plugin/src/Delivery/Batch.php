<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Installation;
use Passerelle\Json;

defined( 'ABSPATH' ) || exit;

/**
 * The text of a batch, as it is signed. What was built is put in as it stands, and never read again.
 */
final class Batch {
	public const MOST_EVENTS = 200;
	public const MOST_BYTES  = 1_048_576;
	/** What the events of a batch may have together, in bytes: the rest is who speaks. */
	public const ROOM = self::MOST_BYTES - 8_192;

	/**
	 * @param list<array<string, string|null>> $rows Numbered rows of the outbox.
	 * @param list<int>|null                   $unknown Numbers that the relay asked for and that no row has any more; null where it
	 *                                                  did not ask.
	 */
	public static function text( array $rows, ?array $unknown = null ): string {
		return self::frame( Json::write( Installation::describe() ), array_map( array( self::class, 'event' ), $rows ), $unknown );
	}

	/**
	 * @param string       $installation JSON.
	 * @param list<string> $events JSON.
	 * @param list<int>|null $unknown
	 */
	public static function frame( string $installation, array $events, ?array $unknown = null ): string {
		$text = '{"installation":' . $installation . ',"events":[' . implode( ',', $events ) . ']';
		return $text . ( null === $unknown ? '' : ',"unknown":[' . implode( ',', $unknown ) . ']' ) . '}';
	}

	/**
	 * @param array<string, string|null> $row Its `facts` and `payload` are JSON, or null.
	 */
	public static function event( array $row ): string {
		return '{"id":' . Json::write( $row['event_id'] ?? '' )
			. ',"topic":' . Json::write( $row['topic'] ?? '' )
			. ',"sequence":' . (int) ( $row['sequence'] ?? 0 )
			. ',"entity":{"kind":' . Json::write( $row['kind'] ?? '' ) . ',"id":"' . ( $row['entity_id'] ?? '' ) . '","version":' . (int) ( $row['version'] ?? 0 ) . '}'
			. ',"occurred_at":"' . str_replace( ' ', 'T', $row['occurred_at'] ?? '' ) . 'Z"'
			. ',"origin":' . Json::write( $row['origin'] ?? null )
			. ',"facts":' . ( $row['facts'] ?? '{}' )
			. ',"data":' . ( $row['payload'] ?? 'null' ) . '}';
	}
}
