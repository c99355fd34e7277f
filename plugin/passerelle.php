<?php
/**
 * Plugin Name:          Passerelle
 * Description:          Keeps WooCommerce and your other systems in step: products, orders, customers and subscriptions, in both directions.
 * Version:              0.1.0
 * Requires at least:    6.9
 * Requires PHP:         8.1
 * Requires Plugins:     woocommerce
 * WC requires at least: 10.0
 * WC tested up to:      10.5
 * Author:               Passerelle contributors
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/old-licenses/gpl-2.0.html
 * Text Domain:          passerelle
 * Domain Path:          /languages
 *
 * Until the guards below have passed, this file keeps to syntax that old PHP can read.
 */

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

// A second copy in another folder would declare everything twice.
if ( defined( __NAMESPACE__ . '\VERSION' ) ) {
	return;
}

const VERSION         = '0.1.0';
const PHP_FLOOR       = '8.1';
const WORDPRESS_FLOOR = '6.9';

if ( ! is_php_version_compatible( PHP_FLOOR ) || ! is_wp_version_compatible( WORDPRESS_FLOOR ) ) {
	add_action(
		'admin_notices',
		static function () {
			if ( ! current_user_can( 'activate_plugins' ) ) {
				return;
			}
			printf(
				'<div class="notice notice-error"><p>%s</p></div>',
				esc_html(
					sprintf(
						/* translators: 1: lowest WordPress version, 2: lowest PHP version, 3: running WordPress version, 4: running PHP version. */
						__( 'Passerelle needs WordPress %1$s and PHP %2$s or newer. This site runs WordPress %3$s and PHP %4$s, so Passerelle stays off until they are updated.', 'passerelle' ),
						WORDPRESS_FLOOR,
						PHP_FLOOR,
						get_bloginfo( 'version' ),
						PHP_VERSION
					)
				)
			);
		}
	);
	return;
}

spl_autoload_register(
	static function ( string $name ): void {
		if ( ! str_starts_with( $name, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$path = __DIR__ . '/src/' . strtr( substr( $name, strlen( __NAMESPACE__ ) + 1 ), '\\', '/' ) . '.php';
		if ( is_file( $path ) ) {
			require $path;
		}
	}
);

( new Plugin( __FILE__ ) )->boot();
