<?php

declare( strict_types=1 );

require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Shop', 'admin', 'admin@shop.example', true, '', 'password' );

return get_option( 'siteurl' );
