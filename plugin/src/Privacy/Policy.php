<?php

declare( strict_types=1 );

namespace Passerelle\Privacy;

use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * Suggests to the shop what its privacy policy may say about the plugin.
 */
final class Policy implements Registerable {
	public function register(): void {
		add_action( 'admin_init', array( $this, 'suggest' ) );
	}

	public function suggest(): void {
		wp_add_privacy_policy_content( 'Passerelle', wp_kses_post( wpautop( self::text(), false ) ) );
	}

	private static function text(): string {
		return implode(
			"\n\n",
			array(
				__( 'When you place an order, change your account or take out a subscription, we pass the order, the account or the subscription on to the systems that we run our business with, such as accounting, stock and customer service. This includes your name, your addresses, your e-mail address, your telephone number and what you bought. No card numbers are passed on.', 'passerelle' ),
				__( 'Until it has arrived, and for a limited time after that, a copy of what was passed on is kept in this shop.', 'passerelle' ),
				__( 'When we erase your data on your request, these copies are emptied and the other systems are told how your orders and your account stand then.', 'passerelle' ),
			)
		);
	}
}
