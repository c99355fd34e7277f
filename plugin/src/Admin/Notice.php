<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

use Passerelle\Delivery\OutboxState;
use Passerelle\Registerable;

defined( 'ABSPATH' ) || exit;

/**
 * One notice in the admin, only when a person must act; who has put it away sees it again when something else is the matter, or
 * the same thing anew.
 */
final class Notice implements Registerable {
	private const DISMISSED = 'passerelle_dismissed';

	public function register(): void {
		add_action( 'admin_notices', array( $this, 'render' ) );
		add_action( 'admin_post_passerelle_dismiss', array( $this, 'dismiss' ) );
	}

	public function render(): void {
		if ( ! current_user_can( Page::CAPABILITY ) || self::is_own_page() ) {
			return;
		}
		$brief  = Desk::brief();
		$reason = $brief->reasons()[0] ?? '';
		$matter = self::matter( $reason );
		if ( '' === $reason ) {
			$brief->is_paired && self::is_over();
			return;
		}
		if ( ( self::dismissed()[ get_current_user_id() ] ?? '' ) === $matter ) {
			return;
		}
		$standing = Desk::standing();
		$url      = wp_nonce_url( admin_url( 'admin-post.php?action=passerelle_dismiss&reason=' . $matter ), 'passerelle_dismiss' );
		wp_admin_notice(
			sprintf(
				'<p><strong>%s</strong> %s</p><p><a class="button" href="%s">%s</a> <a href="%s">%s</a></p>',
				esc_html__( 'Passerelle needs you.', 'passerelle' ),
				esc_html( Words::reason( $reason, $standing )[0] ),
				esc_url( Page::url() ),
				esc_html__( 'See what to do', 'passerelle' ),
				esc_url( $url ),
				esc_html__( 'Do not show this again', 'passerelle' )
			),
			array( 'type' => 'warning', 'paragraph_wrap' => false, 'dismissible' => true )
		);
	}

	public function dismiss(): void {
		check_admin_referer( 'passerelle_dismiss' );
		if ( current_user_can( Page::CAPABILITY ) && isset( $_GET['reason'] ) ) {
			$this->put_away( sanitize_key( wp_unslash( $_GET['reason'] ) ) );
		}
		$back = wp_get_referer();
		wp_safe_redirect( false === $back ? admin_url() : $back );
		exit;
	}

	/**
	 * @param string $matter As the notice's own link has it.
	 */
	public function put_away( string $matter ): void {
		update_option( self::DISMISSED, array( get_current_user_id() => $matter ) + self::dismissed(), false );
	}

	/**
	 * @return string What the notice is about, so that events refused later are another matter.
	 */
	private static function matter( string $reason ): string {
		return 'rejected' === $reason ? 'rejected-' . ( OutboxState::rejected( 1 )[0]['id'] ?? 0 ) : $reason;
	}

	private static function is_over(): void {
		if ( array() !== self::dismissed() ) {
			update_option( self::DISMISSED, array(), false );
		}
	}

	/**
	 * @return array<int, string>
	 */
	private static function dismissed(): array {
		$kept = get_option( self::DISMISSED, array() );
		return is_array( $kept ) ? $kept : array();
	}

	private static function is_own_page(): bool {
		$screen = function_exists( 'get_current_screen' ) ? get_current_screen() : null;
		return null !== $screen && str_ends_with( $screen->id, '_page_' . Page::SLUG );
	}
}
