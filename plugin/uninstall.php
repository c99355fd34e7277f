<?php
/**
 * Runs once, when the plugin is deleted from the Plugins screen: what Passerelle stored in the options table goes with it.
 */

declare( strict_types=1 );

namespace Passerelle;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

( static function (): void {
	global $wpdb;
	$names = $wpdb->get_col(
		$wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( 'passerelle_' ) . '%' )
	);
	// One by one, because a bare DELETE would leave them in the object cache.
	array_map( 'delete_option', $names );
} )();
