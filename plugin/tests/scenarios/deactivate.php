<?php

declare( strict_types=1 );

use Passerelle\Tests\Support\Site;

require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
deactivate_plugins( Site::PLUGIN );

return is_plugin_active( Site::PLUGIN );
