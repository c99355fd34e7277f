<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * The Plugins screen: a link in the plugin's row, and once after the activation a word on where to go on.
 */
final class PluginsScreen implements Registerable {
	private const WELCOME = 'passerelle_welcome';

	/**
	 * @param string $file Absolute path of the plugin's main file.
	 */
	public function __construct( private readonly string $file ) {}

	public function register(): void {
		add_filter( 'plugin_action_links_' . plugin_basename( $this->file ), array( $this, 'add_link' ) );
		add_action( 'load-plugins.php', array( $this, 'load' ) );
		register_activation_hook( $this->file, array( $this, 'remember' ) );
	}

	/**
	 * @param array<int|string, string> $links
	 * @return array<int|string, string>
	 */
	public function add_link( array $links ): array {
		if ( ! current_user_can( Page::CAPABILITY ) ) {
			return $links;
		}
		$label = Settings::is_paired() ? __( 'Settings', 'passerelle' ) : __( 'Connect', 'passerelle' );
		return array( 'passerelle' => sprintf( '<a href="%s">%s</a>', esc_url( Page::url() ), esc_html( $label ) ) ) + $links;
	}

	public function remember(): void {
		if ( ! Settings::is_paired() ) {
			update_option( self::WELCOME, 'yes', false );
		}
	}

	public function load(): void {
		add_action( 'admin_notices', array( $this, 'welcome' ) );
	}

	public function welcome(): void {
		if ( 'yes' !== get_option( self::WELCOME, 'no' ) || ! current_user_can( Page::CAPABILITY ) || ! class_exists( 'WooCommerce', false ) ) {
			return;
		}
		delete_option( self::WELCOME );
		if ( Settings::is_paired() ) {
			return;
		}
		wp_admin_notice(
			sprintf(
				'%s <a href="%s">%s</a>',
				esc_html__( 'Passerelle is active. To keep this shop in step with your other systems, connect it to your relay: you need the relay’s address and a pairing code.', 'passerelle' ),
				esc_url( Page::url() ),
				esc_html__( 'Connect this shop', 'passerelle' )
			),
			array( 'type' => 'info', 'dismissible' => true )
		);
	}
}
