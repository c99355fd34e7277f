<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * A part of the plugin that hangs itself on WordPress hooks; register() adds hooks and does no other work.
 */
interface Registerable {
	public function register(): void;
}
