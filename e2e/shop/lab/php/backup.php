<?php

declare( strict_types=1 );

// The database as it stood, kept beside it on the same server.
$lab_copy = static function ( string $from, string $to ): int {
	global $wpdb;
	$wpdb->query( "CREATE DATABASE IF NOT EXISTS `$to`" );
	$tables = $wpdb->get_col( $wpdb->prepare( 'SELECT table_name FROM information_schema.tables WHERE table_schema = %s', $from ) );
	foreach ( $tables as $table ) {
		$wpdb->query( "DROP TABLE IF EXISTS `$to`.`$table`" );
		$wpdb->query( "CREATE TABLE `$to`.`$table` LIKE `$from`.`$table`" );
		$wpdb->query( "INSERT INTO `$to`.`$table` SELECT * FROM `$from`.`$table`" );
	}
	return count( $tables );
};

return array(
	'back_up' => static fn ( array $args ): int => $lab_copy( DB_NAME, DB_NAME . '_backup' ),
	'restore' => static fn ( array $args ): int => $lab_copy( DB_NAME . '_backup', DB_NAME ),
);
