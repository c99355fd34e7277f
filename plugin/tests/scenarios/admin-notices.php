<?php

declare( strict_types=1 );

require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
do_action( 'admin_init' );
ob_start();
do_action( 'admin_notices' );

return ob_get_clean();
