<?php

declare( strict_types=1 );

use Passerelle\Tests\Support\Site;

require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
$passerelle_error = activate_plugin( Site::PLUGIN );

return array(
	'is_active' => is_plugin_active( Site::PLUGIN ),
	'code'      => is_wp_error( $passerelle_error ) ? $passerelle_error->get_error_code() : null,
	'message'   => is_wp_error( $passerelle_error ) ? wp_strip_all_tags( $passerelle_error->get_error_message() ) : null,
);
