<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * The plugin's own tables, and their creation.
 */
final class Schema implements Registerable {
	private const VERSION = 1;
	/** The database did not make the tables: it is asked again in wp-admin, and no shopper waits for that. */
	private const REFUSED = -1;

	public function register(): void {
		add_action( 'init', array( $this, 'upgrade' ), 0 );
	}

	/**
	 * What happened and is to be told, one row per event.
	 */
	public static function outbox(): string {
		global $wpdb;
		return $wpdb->prefix . 'passerelle_outbox';
	}

	/**
	 * How far the versions of each thing are counted, and what it looked like when it was last built.
	 */
	public static function entities(): string {
		global $wpdb;
		return $wpdb->prefix . 'passerelle_entities';
	}

	/**
	 * What the relay had us write, so that a call that is repeated writes nothing twice.
	 */
	public static function writes(): string {
		global $wpdb;
		return $wpdb->prefix . 'passerelle_writes';
	}

	/**
	 * Creates or changes the tables where this version of the plugin has others than the site; else it costs one look at an
	 * autoloaded option.
	 */
	public function upgrade(): void {
		$kept = (int) get_option( 'passerelle_schema', 0 );
		if ( self::VERSION === $kept || ( self::REFUSED === $kept && ( ! is_admin() || wp_doing_ajax() ) ) ) {
			return;
		}
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		dbDelta( self::statements() );
		Settings::prepare();
		update_option( 'passerelle_schema', self::is_there() ? self::VERSION : self::REFUSED, true );
	}

	private static function is_there(): bool {
		global $wpdb;
		$tables = array( self::outbox(), self::entities(), self::writes() );
		$found  = array_filter( $tables, static fn ( string $table ): bool => null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) );
		return count( $tables ) === count( $found );
	}

	/**
	 * Times are UTC. `state`: see Outbox. `sequence` is null until the event was built.
	 *
	 * @return list<string>
	 */
	private static function statements(): array {
		global $wpdb;
		$collate  = $wpdb->get_charset_collate();
		$outbox   = self::outbox();
		$entities = self::entities();
		$writes   = self::writes();
		return array(
			"CREATE TABLE $outbox (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  event_id char(36) NOT NULL,
  state tinyint(3) unsigned NOT NULL DEFAULT 0,
  sequence bigint(20) unsigned NULL,
  topic varchar(64) NOT NULL,
  kind varchar(20) NOT NULL,
  entity_id bigint(20) unsigned NOT NULL,
  version bigint(20) unsigned NULL,
  occurred_at datetime(3) NOT NULL,
  origin varchar(255) NULL,
  facts longtext NULL,
  payload longtext NULL,
  code varchar(64) NULL,
  settled_at datetime NULL,
  PRIMARY KEY  (id),
  UNIQUE KEY event_id (event_id),
  UNIQUE KEY sequence (sequence),
  KEY state_id (state,id),
  KEY entity (kind,entity_id,state)
) $collate;",
			"CREATE TABLE $entities (
  kind varchar(20) NOT NULL,
  entity_id bigint(20) unsigned NOT NULL,
  version bigint(20) unsigned NOT NULL DEFAULT 0,
  mark char(32) NULL,
  is_gone tinyint(1) NOT NULL DEFAULT 0,
  changed_at datetime(3) NOT NULL,
  PRIMARY KEY  (kind,entity_id),
  KEY changed (kind,changed_at)
) $collate;",
			"CREATE TABLE $writes (
  write_key varchar(191) COLLATE utf8mb4_bin NOT NULL,
  entity_id bigint(20) unsigned NULL,
  result longtext NULL,
  begun_at datetime NOT NULL,
  PRIMARY KEY  (write_key),
  KEY begun_at (begun_at)
) $collate;",
		);
	}
}
