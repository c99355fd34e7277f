<?php
/**
 * Runs once, when the plugin is deleted from the Plugins screen. What it stored stays, so that whoever installs it again goes on
 * where it stopped; with the setting that says so, all of it goes. What would run without it goes either way.
 */

declare( strict_types=1 );

namespace Passerelle;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

( static function (): void {
	$end_schedules = static function ( bool $and_their_log ): void {
		global $wpdb;
		$queue = $wpdb->prefix . 'actionscheduler_actions';
		if ( $queue === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $queue ) ) ) ) {
			$wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE hook LIKE %s AND (status = 'pending' OR %d = 1)", $queue, $wpdb->esc_like( 'passerelle_' ) . '%', $and_their_log ? 1 : 0 ) );
		}
		foreach ( (array) get_option( 'cron' ) as $events ) {
			foreach ( is_array( $events ) ? array_keys( $events ) : array() as $hook ) {
				if ( str_starts_with( (string) $hook, 'passerelle_' ) ) {
					wp_unschedule_hook( (string) $hook );
				}
			}
		}
	};

	$remove_everything = static function (): void {
		global $wpdb;
		foreach ( array( 'outbox', 'entities', 'writes' ) as $table ) {
			$wpdb->query( $wpdb->prepare( 'DROP TABLE IF EXISTS %i', $wpdb->prefix . 'passerelle_' . $table ) );
		}
		$names = array();
		foreach ( array( 'passerelle_', '_transient_passerelle_', '_transient_timeout_passerelle_', '_site_transient_passerelle_', '_site_transient_timeout_passerelle_' ) as $prefix ) {
			$names = array_merge( $names, $wpdb->get_col( $wpdb->prepare( 'SELECT option_name FROM %i WHERE option_name LIKE %s', $wpdb->options, $wpdb->esc_like( $prefix ) . '%' ) ) );
		}
		// One by one, because a bare DELETE would leave them in the object cache.
		array_map( 'delete_option', $names );
		// The mark of products that were being created when the shop's server stopped.
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET post_content_filtered = '' WHERE post_type IN ('product', 'product_variation') AND post_content_filtered LIKE %s", $wpdb->posts, $wpdb->esc_like( 'passerelle:' ) . '%' ) );
		$file = wp_upload_dir( null, false )['basedir'] . '/passerelle-place.txt';
		if ( is_file( $file ) ) {
			wp_delete_file( $file );
		}
	};

	$leave = static function () use ( $end_schedules, $remove_everything ): void {
		$is_wanted = 'yes' === get_option( 'passerelle_remove_data', 'no' );
		$end_schedules( $is_wanted );
		if ( $is_wanted ) {
			$remove_everything();
		}
	};

	if ( ! is_multisite() ) {
		$leave();
		return;
	}
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
		switch_to_blog( (int) $site );
		$leave();
		restore_current_blog();
	}
} )();
