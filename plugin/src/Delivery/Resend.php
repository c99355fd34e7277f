<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * Sends rejected events again: the relay counts their numbers as seen, their ids not.
 */
final class Resend {
	/**
	 * @param list<int> $ids Rows of the outbox; what is not rejected is left alone.
	 * @return int How many are ready again.
	 */
	public static function run( array $ids ): int {
		global $wpdb;
		// A number that was given once is never given again, also where its row was the last that had it.
		Sequence::raise( Sequence::highest() );
		$count = 0;
		foreach ( $ids as $id ) {
			$row   = $wpdb->get_row( $wpdb->prepare( 'SELECT topic, kind, entity_id FROM %i WHERE id = %d AND state = %d', Schema::outbox(), $id, Outbox::REJECTED ), ARRAY_A );
			$reset = $wpdb->query(
				$wpdb->prepare(
					'UPDATE %i SET state = %d, sequence = NULL, version = NULL, payload = NULL, code = NULL, settled_at = NULL WHERE id = %d AND state = %d',
					Schema::outbox(),
					Outbox::READY,
					$id,
					Outbox::REJECTED
				)
			);
			if ( 1 !== $reset || ! is_array( $row ) ) {
				continue;
			}
			++$count;
			if ( str_ends_with( (string) $row['topic'], '.deleted' ) ) {
				// It may have come back since, and must not stay deleted there.
				Outbox::add( $row['kind'] . '.updated', (string) $row['kind'], (int) $row['entity_id'], true, null );
			}
		}
		return $count;
	}
}
