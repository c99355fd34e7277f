<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Customers who come, change and go, whether WooCommerce, WordPress or another plugin did it.
 */
final class CustomerEvents implements Registerable {
	private const CREATED = array( 'user_register', 'woocommerce_created_customer', 'woocommerce_new_customer', 'add_user_to_blog' );
	private const CHANGED = array( 'profile_update', 'woocommerce_update_customer', 'woocommerce_customer_save_address', 'woocommerce_save_account_details' );

	/** @var array<int, array{id: int, email: string, username: string, name: string}> Those who are just being deleted. */
	private array $leaving = array();

	public function __construct( private readonly Recorder $recorder ) {}

	public function register(): void {
		foreach ( self::CREATED as $hook ) {
			Hook::on( $hook, array( $this, 'create' ) );
		}
		foreach ( self::CHANGED as $hook ) {
			Hook::on( $hook, array( $this, 'change' ) );
		}
		foreach ( array( 'added_user_meta', 'updated_user_meta', 'deleted_user_meta' ) as $hook ) {
			Hook::on( $hook, array( $this, 'change_meta' ) );
		}
		Hook::on( 'set_user_role', array( $this, 'change_role' ) );
		Hook::on( 'delete_user', array( $this, 'begin_delete' ) );
		Hook::on( 'wpmu_delete_user', array( $this, 'begin_delete' ) );
		Hook::on( 'deleted_user', array( $this, 'delete' ) );
		Hook::on( 'remove_user_from_blog', array( $this, 'leave_blog' ) );
	}

	public function create( mixed $id ): void {
		$this->tell( (int) $id, true );
	}

	public function change( mixed $id ): void {
		$this->tell( (int) $id, false );
	}

	public function change_meta( mixed $meta_id, mixed $id, mixed $key ): void {
		if ( is_string( $key ) && $this->shows( $key ) ) {
			$this->tell( (int) $id, false );
		}
	}

	/**
	 * A customer who is hired is one no more.
	 *
	 * @param array<string> $before
	 */
	public function change_role( mixed $id, mixed $role, array $before = array() ): void {
		$user = Settings::is_paired() ? get_userdata( (int) $id ) : false;
		if ( false !== $user && ! Customers::is_customer( $user ) && Customers::are_of_customers( $before ) ) {
			$this->recorder->gone( 'customer', $user->ID, 'deleted', Customers::last( $user ) );
		}
	}

	public function begin_delete( mixed $id ): void {
		$user = Settings::is_paired() ? get_userdata( (int) $id ) : false;
		if ( false !== $user && Customers::is_customer( $user ) ) {
			$this->leaving[ $user->ID ] = Customers::last( $user );
		}
	}

	public function delete( mixed $id ): void {
		if ( isset( $this->leaving[ (int) $id ] ) ) {
			$this->recorder->gone( 'customer', (int) $id, 'deleted', $this->leaving[ (int) $id ] );
		}
	}

	public function leave_blog( mixed $id, mixed $blog_id = 0 ): void {
		if ( get_current_blog_id() === (int) $blog_id && ! isset( $this->leaving[ (int) $id ] ) ) {
			$this->begin_delete( $id );
			$this->delete( $id );
		}
	}

	private function tell( int $id, bool $is_new ): void {
		if ( isset( $this->leaving[ $id ] ) || ! Settings::is_paired() ) {
			return;
		}
		$user = get_userdata( $id );
		if ( false !== $user && Customers::is_customer( $user ) ) {
			$this->recorder->snapshot( 'customer', $id, $is_new );
		}
	}

	/**
	 * A new user gets his names before his role: those count only from `user_register` on, which is told anyway.
	 */
	private function shows( string $key ): bool {
		global $wpdb;
		if ( str_starts_with( $key, 'billing_' ) || str_starts_with( $key, 'shipping_' ) || 'paying_customer' === $key ) {
			return true;
		}
		if ( 'first_name' === $key || 'last_name' === $key || $wpdb->get_blog_prefix() . 'capabilities' === $key ) {
			return ! doing_action( 'added_user_meta' );
		}
		/**
		 * More meta keys of users whose change is worth telling when nothing but `update_user_meta` announces it.
		 *
		 * @param list<string> $keys
		 */
		return in_array( $key, (array) apply_filters( 'passerelle_customer_meta_keys', array() ), true );
	}
}
