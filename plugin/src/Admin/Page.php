<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce > Passerelle.
 */
final class Page implements Registerable {
	public const SLUG       = 'passerelle';
	public const CAPABILITY = 'manage_woocommerce';

	private const STYLE = '.passerelle-card{max-width:52rem;margin:1rem 0;padding:.25rem 1.25rem 1rem;border:1px solid #c3c4c7;background:#fff;box-sizing:border-box}
.passerelle-card p,.passerelle-card li{max-width:40rem}
.passerelle-state{border-inline-start:4px solid #996800}.passerelle-state.is-good{border-inline-start-color:#007017}.passerelle-state.is-off{border-inline-start-color:#646970}
.passerelle-card h3{margin-bottom:0;font-size:1em}
.passerelle-facts{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.5rem 1rem;margin:1rem 0}
.passerelle-facts dt{font-weight:600}.passerelle-facts dd{margin:0;overflow-wrap:anywhere}
.passerelle-buttons{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0}.passerelle-buttons form{margin:0}
.passerelle-card label.passerelle-label{display:block;margin:1rem 0 .25rem;font-weight:600}.passerelle-card input.regular-text{width:100%;max-width:32rem}
.passerelle-card .button{min-height:2.5rem}.passerelle-card summary{cursor:pointer;min-height:24px;padding:.25rem 0}
.passerelle-card .description{margin-top:.5rem}.passerelle-card td{vertical-align:top;overflow-wrap:anywhere}
@media(max-width:600px){.passerelle-card{padding-inline:.75rem}.passerelle-facts{grid-template-columns:1fr;gap:0}.passerelle-facts dd{margin-bottom:.75rem}
.passerelle-rows thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}.passerelle-rows tr,.passerelle-rows td{display:block}.passerelle-rows tr{padding:.5rem 0}.passerelle-rows td{padding:.15rem .5rem}}';

	public function register(): void {
		add_action( 'admin_menu', array( $this, 'add' ), 60 );
		add_action( 'admin_enqueue_scripts', array( $this, 'style' ) );
	}

	public static function url(): string {
		return admin_url( 'admin.php?page=' . self::SLUG );
	}

	public function add(): void {
		add_submenu_page( 'woocommerce', 'Passerelle', 'Passerelle', self::CAPABILITY, self::SLUG, array( $this, 'render' ) );
	}

	public function style( string $screen ): void {
		if ( str_ends_with( $screen, '_page_' . self::SLUG ) ) {
			wp_register_style( 'passerelle-admin', false, array(), \Passerelle\VERSION );
			wp_add_inline_style( 'passerelle-admin', self::STYLE );
			wp_enqueue_style( 'passerelle-admin' );
		}
	}

	public function render(): void {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			return;
		}
		$standing = Desk::standing();
		$print    = require dirname( __DIR__, 2 ) . '/templates/settings.php';
		$print(
			array(
				'standing'     => $standing,
				'state'        => Words::state( $standing ),
				'facts'        => Facts::all( $standing ),
				'rejected'     => $standing->rejected > 0 ? Desk::rejected() : array(),
				'feedback'     => Feedback::take(),
				'address'      => Settings::relay_url(),
				'removes_data' => Settings::removes_data(),
			)
		);
	}
}
