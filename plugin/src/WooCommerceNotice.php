<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * Says in the admin, to those who can do something about it, that WooCommerce is missing or too old.
 */
final class WooCommerceNotice implements Registerable {
	public const FLOOR = '10.0';

	public function register(): void {
		add_action( 'admin_notices', array( $this, 'render' ) );
	}

	public function render(): void {
		if ( ! current_user_can( 'manage_woocommerce' ) && ! current_user_can( 'activate_plugins' ) ) {
			return;
		}
		$sentence = self::sentence( defined( 'WC_VERSION' ) ? (string) constant( 'WC_VERSION' ) : null );
		if ( null !== $sentence ) {
			wp_admin_notice( esc_html( $sentence ), array( 'type' => 'error' ) );
		}
	}

	/**
	 * @param string|null $running Version of the WooCommerce that runs, null where none does.
	 * @return string|null What to say, null where all is well.
	 */
	public static function sentence( ?string $running ): ?string {
		if ( null === $running ) {
			return __( 'Passerelle needs WooCommerce. Nothing is sent or received until WooCommerce is active.', 'passerelle' );
		}
		if ( version_compare( $running, self::FLOOR, '<' ) ) {
			return sprintf(
				/* translators: 1: lowest WooCommerce version, 2: running WooCommerce version. */
				__( 'Passerelle needs WooCommerce %1$s or newer, and this shop runs %2$s. Update WooCommerce and Passerelle takes it from there.', 'passerelle' ),
				self::FLOOR,
				$running
			);
		}
		return null;
	}
}
