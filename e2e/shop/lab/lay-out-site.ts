import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const php = fileURLToPath(new URL('php', import.meta.url))
/** What makes a call of the test one of the administrator's. */
export const labKey = 'lab-key'

/** Lays a site out in `root`: WordPress copied, its themes linked, and what the tests add to it. */
export function layOut(root: string, wordpress: string): void {
  mkdirSync(root, { recursive: true })
  // Programs find wp-config.php by their own real path, so that a link to the folder would not do.
  for (const name of readdirSync(wordpress)) {
    if (name === 'wp-content' || name === 'wp-config.php') continue
    cpSync(join(wordpress, name), join(root, name), { recursive: true, dereference: true })
  }
  for (const name of ['plugins', 'mu-plugins/lab', 'uploads'])
    mkdirSync(join(root, 'wp-content', name), { recursive: true })
  symlinkSync(join(wordpress, 'wp-content/themes'), join(root, 'wp-content/themes'))
  cpSync(join(php, 'wp-config.php'), join(root, 'wp-config.php'))
  cpSync(join(php, 'run.php'), join(root, 'lab-run.php'))
  cpSync(join(php, 'lab.php'), join(root, 'wp-content/mu-plugins/lab.php'))
  for (const name of ['card.php', 'steps.php', 'dump.php', 'backup.php'])
    cpSync(join(php, name), join(root, 'wp-content/mu-plugins/lab', name))
}

/** Loads the plugin where WordPress would refuse to activate it, since there is no WooCommerce. */
export const loadPasserelle = `<?php
$lab_file = WP_PLUGIN_DIR . '/passerelle/passerelle.php';
wp_register_plugin_realpath( $lab_file );
require_once $lab_file;
`

/** What wp-config.php defines. */
export const constantsOf = ({ url, socket, log }: { url: string; socket: string; log: string }) => ({
  DB_NAME: 'shop',
  DB_USER: 'root',
  DB_PASSWORD: '',
  DB_HOST: `localhost:${socket}`,
  DB_CHARSET: 'utf8mb4',
  DB_COLLATE: '',
  AUTH_KEY: 'lab auth key, long enough to seal with',
  SECURE_AUTH_KEY: 'lab secure auth key',
  LOGGED_IN_KEY: 'lab logged in key',
  NONCE_KEY: 'lab nonce key',
  WP_HOME: url,
  WP_SITEURL: url,
  WP_DEBUG: true,
  WP_DEBUG_LOG: log,
  WP_DEBUG_DISPLAY: false,
  DISABLE_WP_CRON: true,
  AUTOMATIC_UPDATER_DISABLED: true,
  WP_MEMORY_LIMIT: '512M',
  LAB_KEY: labKey,
  PASSERELLE_ALLOW_LOCAL_RELAY: true,
})

/** PHP that makes of a fresh WooCommerce a French shop with a tax. */
export const setUpShop = (isHpos: boolean, isSynced: boolean) => `
  update_option('timezone_string', 'Europe/Paris');
  update_option('woocommerce_coming_soon', 'no');
  update_option('woocommerce_currency', 'EUR'); update_option('woocommerce_default_country', 'FR');
  update_option('woocommerce_calc_taxes', 'yes'); update_option('woocommerce_prices_include_tax', 'yes');
  update_option('woocommerce_enable_signup_and_login_from_checkout', 'yes');
  update_option('woocommerce_subscriptions_enable_retry', 'yes');
  // A new shop is given tables for its orders with the first look at its admin.
  update_option('woocommerce_newly_installed', 'no');
  update_option('woocommerce_custom_orders_table_enabled', '${isHpos ? 'yes' : 'no'}');
  update_option('woocommerce_custom_orders_table_data_sync_enabled', '${isSynced ? 'yes' : 'no'}');
  WC_Tax::_insert_tax_rate(array('tax_rate_country' => 'FR', 'tax_rate' => '20', 'tax_rate_name' => 'TVA', 'tax_rate_class' => ''));
  return get_option('woocommerce_custom_orders_table_enabled');`
