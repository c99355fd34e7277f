<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Timeline;
use Passerelle\Tests\Support\WordPressTestCase;

final class TimelineTest extends WordPressTestCase {
	public function test_every_recording_can_be_played_again(): void {
		if ( self::has_woocommerce() ) {
			self::markTestSkipped( 'A replay builds doubles of WooCommerce classes, and the real ones are loaded.' );
		}
		foreach ( Timeline::named( '' ) as list( $name ) ) {
			$moments = Timeline::read( $name )->play( static fn (): array => array() );
			self::assertNotSame( array(), $moments, $name );
			foreach ( $moments as $moment ) {
				self::assertSame( array(), $moment->rows, $name );
			}
		}
	}
}
