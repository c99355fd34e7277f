<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

defined( 'ABSPATH' ) || exit;

/**
 * Which users are customers. Everybody who has a role in this shop and cannot work in its back office: `customer`, `subscriber`
 * (what an active subscription makes of him), a role of the shop's own. Staff are no customers, and what they do to their profiles
 * is nobody's business, until they have paid an order themselves.
 */
final class Customers {
	public const OF_STAFF = array( 'edit_posts', 'manage_woocommerce', 'view_admin_dashboard' );

	public static function is_customer( \WP_User $user ): bool {
		$is_customer = ( array() !== $user->roles && ! self::works_here( $user->allcaps ) ) || '1' === (string) get_user_meta( $user->ID, 'paying_customer', true );
		/**
		 * Whether a user is told to the relay as a customer.
		 *
		 * @param bool     $is_customer
		 * @param \WP_User $user
		 */
		return (bool) apply_filters( 'passerelle_is_customer', $is_customer, $user );
	}

	/**
	 * @param array<string> $roles
	 * @return bool Whether somebody with these roles, and no paid order, is a customer.
	 */
	public static function are_of_customers( array $roles ): bool {
		foreach ( $roles as $role ) {
			if ( self::works_here( get_role( $role )->capabilities ?? array() ) ) {
				return false;
			}
		}
		return array() !== $roles;
	}

	/**
	 * @return array{id: int, email: string, username: string, name: string} His last known identity.
	 */
	public static function last( \WP_User $user ): array {
		$name = trim( $user->first_name . ' ' . $user->last_name );
		return array(
			'id'       => $user->ID,
			'email'    => $user->user_email,
			'username' => $user->user_login,
			'name'     => '' === $name ? $user->display_name : $name,
		);
	}

	/**
	 * @param array<string, bool> $capabilities
	 */
	private static function works_here( array $capabilities ): bool {
		foreach ( self::OF_STAFF as $capability ) {
			if ( ! empty( $capabilities[ $capability ] ) ) {
				return true;
			}
		}
		return false;
	}
}
