<?php

declare( strict_types=1 );

use Passerelle\Tests\Support\Site;

require_once ABSPATH . 'wp-admin/includes/plugin.php';
$passerelle_error = activate_plugin( Site::WOOCOMMERCE );
if ( is_wp_error( $passerelle_error ) ) {
	throw new RuntimeException( $passerelle_error->get_error_message() );
}

return is_plugin_active( Site::WOOCOMMERCE );
