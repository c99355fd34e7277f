<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * When a user is deleted, WooCommerce takes the user off the orders in the database, and tells no one.
 */
final class OrderOwners implements Registerable {
	/** What is beyond it, the digest finds. */
	private const MOST = 200;

	/** @var array<int, list<int>> Orders by user. */
	private array $orders = array();

	public function __construct( private readonly OrderRows $rows ) {}

	public function register(): void {
		Hook::on( 'delete_user', $this->find( ... ) );
		Hook::on( 'deleted_user', $this->tell( ... ), 20 );
	}

	private function find( mixed $user_id ): void {
		if ( ! Settings::is_paired() || (int) $user_id < 1 || ! function_exists( 'wc_get_orders' ) ) {
			return;
		}
		$found                          = wc_get_orders( array( 'customer_id' => (int) $user_id, 'type' => $this->rows->type, 'limit' => self::MOST, 'orderby' => 'id', 'order' => 'DESC', 'return' => 'ids' ) );
		$this->orders[ (int) $user_id ] = array_values( array_map( 'intval', array_filter( (array) $found, 'is_numeric' ) ) );
	}

	private function tell( mixed $user_id ): void {
		foreach ( $this->orders[ (int) $user_id ] ?? array() as $id ) {
			$this->rows->changed( wc_get_order( $id ) );
		}
		unset( $this->orders[ (int) $user_id ] );
	}
}
