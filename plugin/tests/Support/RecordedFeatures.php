<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

/**
 * Stands in for WooCommerce's FeaturesUtil where no WooCommerce can be had, and remembers what it was told.
 */
final class RecordedFeatures {
	/** @var list<array{string, string, bool}> */
	public static array $declared = array();

	public static function declare_compatibility( string $feature, string $file, bool $is_compatible ): bool {
		self::$declared[] = array( $feature, $file, $is_compatible );
		return true;
	}
}
