<?php

declare( strict_types=1 );

use Passerelle\Tests\Support\Environment;
use Passerelle\Tests\Support\Notices;
use Passerelle\Tests\Support\Site;

require dirname( __DIR__ ) . '/vendor/autoload.php';

( static function (): void {
	$woocommerce_dir = Environment::woocommerce_dir();
	$site            = Site::install( 'main', $woocommerce_dir, '' === $woocommerce_dir );
	if ( '' !== $woocommerce_dir ) {
		$site->run( 'activate-woocommerce' );
		$site->run( 'activate' );
	}
	$site->enter();
} )();

// PHPUnit includes this file from a function, and WordPress expects to be loaded at the top level.
global $wpdb, $wp, $wp_query, $wp_the_query, $wp_rewrite, $wp_roles, $wp_locale, $wp_theme_directories, $wp_filter, $wp_plugin_paths,
	$wp_version, $wp_db_version, $required_php_version, $required_mysql_version, $wp_local_package, $shortcode_tags, $phpmailer,
	$current_site, $current_blog, $table_prefix, $pagenow, $woocommerce;

Notices::record();
require ABSPATH . 'wp-settings.php';
restore_error_handler();
