<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * The only place where the plugin's objects are built and wired.
 */
final class Plugin {
	/**
	 * @param string $file Absolute path of the plugin's main file.
	 */
	public function __construct( private readonly string $file ) {}

	public function boot(): void {
		foreach ( $this->parts() as $part ) {
			$part->register();
		}
	}

	/**
	 * @return list<Registerable>
	 */
	private function parts(): array {
		$recorder = new Capture\Recorder();
		return array(
			new Compatibility( $this->file ),
			new WooCommerceNotice(),
			new Schema(),
			$recorder,
		);
	}
}
