<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use Passerelle\Capture\Catalogue;
use Passerelle\Capture\CustomerEvents;
use Passerelle\Capture\ManyProducts;
use Passerelle\Capture\ProductEvents;
use Passerelle\Capture\ProductPosts;
use Passerelle\Capture\Recorder;
use Passerelle\Capture\TermEvents;
use Passerelle\Registerable;
use Passerelle\Schema;

/**
 * Capture of products and customers, and what it wrote.
 */
final class Capturing {
	/**
	 * @return list<Registerable>
	 */
	public static function parts( Recorder $recorder ): array {
		$catalogue = new Catalogue( $recorder );
		$many      = new ManyProducts();
		return array( new ProductPosts( $catalogue, $many ), new ProductEvents( $catalogue, $many ), new TermEvents( $many ), new CustomerEvents( $recorder ) );
	}

	/**
	 * One request with nothing but capture listening: other parts, and other tests' leftovers, do not.
	 *
	 * @param callable(Recorder): mixed $act
	 * @return list<string> Topic and id of each row that it wrote, in order.
	 */
	public static function during( callable $act ): array {
		global $wpdb;
		update_option( 'passerelle_pairing', 'paired', true );
		$last = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(id) FROM %i', Schema::outbox() ) );
		self::silence();
		$recorder = new Recorder();
		foreach ( self::parts( $recorder ) as $part ) {
			$part->register();
		}
		$act( $recorder );
		$recorder->end();
		return self::told_after( $last );
	}

	/**
	 * @return list<string>
	 */
	public static function told_after( int $row_id ): array {
		global $wpdb;
		return array_map( 'strval', array_values( $wpdb->get_col( $wpdb->prepare( "SELECT CONCAT(topic, ' ', entity_id) FROM %i WHERE id > %d ORDER BY id", Schema::outbox(), $row_id ) ) ) );
	}

	/**
	 * Takes away what the plugin itself registered when it was loaded.
	 */
	private static function silence(): void {
		global $wp_filter;
		foreach ( $wp_filter as $hook ) {
			foreach ( $hook->callbacks as $priority => $callbacks ) {
				foreach ( $callbacks as $key => $callback ) {
					if ( self::is_ours( $callback['function'] ) ) {
						unset( $hook->callbacks[ $priority ][ $key ] );
					}
				}
			}
		}
	}

	private static function is_ours( mixed $callback ): bool {
		if ( $callback instanceof \Closure ) {
			return \Passerelle\Capture\Hook::class === ( new \ReflectionFunction( $callback ) )->getClosureScopeClass()?->getName();
		}
		return is_array( $callback ) && $callback[0] instanceof Recorder;
	}
}
