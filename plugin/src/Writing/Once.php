<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Delivery\Wake;
use Passerelle\Json;
use Passerelle\Registerable;
use Passerelle\Schema;

defined( 'ABSPATH' ) || exit;

/**
 * What was written under which key, so that a call that comes twice writes once. A key that was begun and has no outcome belongs
 * to a call that was killed. What was refused leaves no trace: its key is free again.
 */
final class Once implements Registerable {
	private const KEPT_DAYS  = 30;
	private const PATIENCE_S = 10;
	private const PORTION    = 1_000;

	public function register(): void {
		add_action( Wake::ACTION, array( self::class, 'prune' ), 20 );
	}

	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 * @throws Refusal With `in_progress`: another call with this key does not come to an end.
	 */
	public static function alone( string $key, callable $act ): mixed {
		global $wpdb;
		$name = 'passerelle_' . md5( $wpdb->dbname . Schema::writes() . $key );
		if ( '1' !== (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, %d)', $name, self::PATIENCE_S ) ) ) {
			throw new Refusal( Refusal::FAILED, 'in_progress', 'The same write is being done by another call' );
		}
		try {
			return $act();
		} finally {
			$wpdb->query( $wpdb->prepare( 'DO RELEASE_LOCK(%s)', $name ) );
		}
	}

	/**
	 * @return Outcome|bool What came of it, where it was done; true where it was begun before, false where it is new.
	 * @throws Refusal With `key_reused`: the key stands for another write.
	 */
	public static function begin( Write $write ): Outcome|bool {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT result FROM %i WHERE write_key = %s', Schema::writes(), $write->key ) );
		if ( null === $row ) {
			$stored = $wpdb->query( $wpdb->prepare( 'INSERT INTO %i (write_key, result, begun_at) VALUES (%s, %s, UTC_TIMESTAMP())', Schema::writes(), $write->key, Json::write( array( 'mark' => $write->mark() ) ) ) );
			if ( 1 !== $stored ) {
				throw new Refusal( Refusal::FAILED, 'not_stored', 'The shop could not note that the write began' );
			}
			return false;
		}
		$kept = json_decode( (string) $row->result, true );
		$kept = is_array( $kept ) ? $kept : array();
		if ( ( $kept['mark'] ?? null ) !== $write->mark() ) {
			throw Refusal::refused( 'key_reused', 'This key stands for another write' );
		}
		return isset( $kept['status'] ) ? new Outcome( (string) $kept['status'], (string) $kept['kind'], (int) $kept['id'], $kept['note_id'] ?? null ) : true;
	}

	public static function finish( Write $write, Outcome $outcome ): void {
		global $wpdb;
		$result = Json::write( array( 'mark' => $write->mark() ) + get_object_vars( $outcome ) );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET entity_id = %d, result = %s WHERE write_key = %s', Schema::writes(), $outcome->id, $result, $write->key ) );
	}

	public static function forget( Write $write ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE write_key = %s AND entity_id IS NULL', Schema::writes(), $write->key ) );
	}

	/**
	 * @return int|null What was made or changed under this key, as far as that was noted: the id of the thing.
	 */
	public static function effect( Write $write ): ?int {
		global $wpdb;
		$id = $wpdb->get_var( $wpdb->prepare( 'SELECT entity_id FROM %i WHERE write_key = %s', Schema::writes(), $write->key ) );
		return null === $id ? null : (int) $id;
	}

	public static function note_effect( Write $write, int $id ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET entity_id = %d WHERE write_key = %s', Schema::writes(), $id, $write->key ) );
	}

	/**
	 * Goes with every drain: it is one look at an index.
	 */
	public static function prune(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE begun_at < UTC_TIMESTAMP() - INTERVAL %d DAY LIMIT %d', Schema::writes(), self::KEPT_DAYS, self::PORTION ) );
	}
}
