<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Capture\Catalogue;
use Passerelle\Capture\CustomerEvents;
use Passerelle\Capture\ManyProducts;
use Passerelle\Capture\ProductEvents;
use Passerelle\Capture\ProductPosts;
use Passerelle\Capture\Recorder;
use Passerelle\Capture\TermEvents;
use Passerelle\Tests\Support\Timeline;
use Passerelle\Tests\Support\WordPressTestCase;

final class ProductCaptureTest extends WordPressTestCase {
	public function test_dump(): void {
		foreach ( Timeline::named( 'product-', 'category-', 'customer-' ) as list( $name ) ) {
			fwrite( STDERR, "== $name\n" );
			foreach ( Timeline::read( $name )->play( self::capture( ... ) ) as $m ) {
				fwrite( STDERR, "$m->step $m->label\n     CHANGED " . implode( ' ', $m->changed() ) . "\n     TOLD " . implode( ', ', $m->told() ) . "\n     MISSING " . implode( ' ', array_diff( $m->changed(), $m->spoken_of() ) ) . ' TWICE ' . implode( ' ', $m->told_twice() ) . "\n" );
			}
		}
		self::assertTrue( true );
	}

	private static function capture( Recorder $recorder ): array {
		$catalogue = new Catalogue( $recorder );
		$many = new ManyProducts();
		return array( new ProductPosts( $catalogue, $many ), new ProductEvents( $catalogue, $many ), new TermEvents( $many ), new CustomerEvents( $recorder ) );
	}
}
