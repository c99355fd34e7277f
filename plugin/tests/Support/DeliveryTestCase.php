<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use Passerelle\Delivery\Drain;
use Passerelle\Delivery\Outbox;
use Passerelle\Delivery\Outcome;
use Passerelle\Schema;

/**
 * A paired shop with an empty outbox, a relay that answers in this process, and things that a test holds.
 */
abstract class DeliveryTestCase extends WordPressTestCase {
	protected FakeRelay $relay;
	protected HeldThings $shop;

	protected function setUp(): void {
		parent::setUp();
		$this->relay = FakeRelay::pair();
		$this->shop  = new HeldThings();
	}

	/**
	 * @param array<string, mixed> $facts
	 */
	protected static function add( string $topic, int $id, ?string $origin = null, array $facts = array() ): int {
		return Outbox::add( $topic, explode( '.', $topic )[0], $id, true, $origin, $facts );
	}

	protected function drain( int $budget_s = 20 ): Outcome {
		return Drain::run( $budget_s, $this->shop );
	}

	/**
	 * @return list<array<string, string|null>>
	 */
	protected static function rows(): array {
		global $wpdb;
		return array_values( (array) $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i ORDER BY id', Schema::outbox() ), ARRAY_A ) );
	}

	/**
	 * @return list<string|null>
	 */
	protected static function column( string $name ): array {
		return array_column( self::rows(), $name );
	}
}
