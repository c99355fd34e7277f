<?php

declare( strict_types=1 );

$passerelle_file = WP_PLUGIN_DIR . '/passerelle/passerelle.php';
wp_register_plugin_realpath( $passerelle_file );
require_once $passerelle_file;
