<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Site;
use Passerelle\Tests\Support\WordPressTestCase;

final class UninstallTest extends WordPressTestCase {
	public function test_deleting_the_plugin_takes_its_options_along_and_no_others(): void {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		update_option( 'passerelle_settings', 'ours' );
		update_option( 'passerelles', 'not ours' );

		uninstall_plugin( Site::PLUGIN );

		self::assertFalse( get_option( 'passerelle_settings' ) );
		self::assertSame( 'not ours', get_option( 'passerelles' ) );
	}
}
