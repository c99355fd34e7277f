<?php

declare( strict_types=1 );

use Passerelle\Installation;
use Passerelle\Schema;
use Passerelle\Tests\Support\Site;

require_once ABSPATH . 'wp-admin/includes/admin.php';

global $wpdb;
( new Schema() )->upgrade();
$passerelle_posts = array_map(
	static fn ( string $mark ): int => (int) wp_insert_post( array( 'post_type' => 'product', 'post_title' => 'Tea', 'post_content_filtered' => $mark ) ),
	array( 'passerelle:key', 'of another plugin' )
);
Installation::id();
Installation::place();
update_option( 'passerelle_pairing', 'sealed' );
update_option( 'passerelle_remove_data', constant( 'PASSERELLE_TEST_REMOVES' ) );
set_transient( 'passerelle_seen', 1, 3600 );
update_option( 'passerelles', 'not ours' );
wp_schedule_event( time() + 60, 'hourly', 'passerelle_drain' );
if ( function_exists( 'as_schedule_single_action' ) && did_action( 'action_scheduler_init' ) ) {
	as_schedule_single_action( time() + 60, 'passerelle_drain', array(), 'passerelle' );
}
uninstall_plugin( Site::PLUGIN );
wp_cache_flush();

$passerelle_queue = $wpdb->prefix . 'actionscheduler_actions';
return array(
	'tables'    => array_values( array_filter( array( 'outbox', 'entities', 'writes' ), static fn ( string $name ): bool => null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . 'passerelle_' . $name ) ) ) ) ),
	'options'   => $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%passerelle\\_%'" ),
	'scheduled' => array_merge(
		array_values( array_filter( array_merge( ...array_map( static fn ( mixed $events ): array => is_array( $events ) ? array_keys( $events ) : array(), array_values( (array) get_option( 'cron' ) ) ) ), static fn ( int|string $hook ): bool => str_starts_with( (string) $hook, 'passerelle_' ) ) ),
		$passerelle_queue === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $passerelle_queue ) ) ) ? $wpdb->get_col( "SELECT hook FROM $passerelle_queue WHERE status = 'pending' AND hook LIKE 'passerelle\\_%'" ) : array()
	),
	'has_place' => is_file( wp_upload_dir( null, false )['basedir'] . '/passerelle-place.txt' ),
	'marks'     => array_map( static fn ( int $id ): string => get_post( $id )->post_content_filtered ?? '', $passerelle_posts ),
	'other'     => get_option( 'passerelles' ),
);
