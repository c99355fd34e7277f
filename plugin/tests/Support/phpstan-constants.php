<?php

declare( strict_types=1 );

// The stubs of WordPress leave out what wp-config.php and wp-settings.php define; the values are never used.
define( 'ABSPATH', (string) getenv( 'ABSPATH' ) );
define( 'WPINC', (string) getenv( 'WPINC' ) );
define( 'WP_CONTENT_DIR', (string) getenv( 'WP_CONTENT_DIR' ) );
define( 'WP_PLUGIN_DIR', (string) getenv( 'WP_PLUGIN_DIR' ) );
define( 'ARRAY_A', 'ARRAY_A' );
