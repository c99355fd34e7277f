<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * The beginning and the button of each form of the page.
 */
final class Form {
	/**
	 * Prints the opening tag with the nonce; the caller closes it.
	 *
	 * @param string $action As Actions knows it.
	 */
	public static function open( string $action ): void {
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="passerelle"><input type="hidden" name="do" value="%s">', esc_attr( $action ) );
		printf( '<input type="hidden" name="_wpnonce" value="%s">', esc_attr( wp_create_nonce( 'passerelle_' . $action ) ) );
	}

	/**
	 * A form with one button.
	 *
	 * @param string                $label Plain text.
	 * @param array<string, string> $fields Hidden.
	 * @param string                $name What a screen reader says instead, where the label alone is not clear.
	 */
	public static function button( string $action, string $label, array $fields = array(), bool $is_primary = false, string $name = '' ): void {
		self::open( $action );
		foreach ( $fields as $key => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $key ), esc_attr( $value ) );
		}
		$label_of = '' === $name ? $label : $name;
		printf( '<button type="submit" class="%s" aria-label="%s">%s</button></form>', esc_attr( $is_primary ? 'button button-primary' : 'button' ), esc_attr( $label_of ), esc_html( $label ) );
	}
}
