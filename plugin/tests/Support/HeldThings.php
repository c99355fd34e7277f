<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use Passerelle\Delivery\Reads;

/**
 * A shop's things as a test says they stand, without WooCommerce.
 */
final class HeldThings implements Reads {
	/** @var array<string, array<string, mixed>|\Throwable|null> By `kind:id`; null is there, and not to be told. */
	public array $things = array();
	/** @var list<string> */
	public array $asked = array();
	/** @var callable(string): void|null Runs while a thing is read. */
	public $meanwhile = null;

	public bool $can_be_read = true;

	public function can_read( string $kind ): bool {
		return $this->can_be_read;
	}

	public function mark( string $kind, int $id ): ?string {
		return array_key_exists( "$kind:$id", $this->things ) ? md5( serialize( $this->things[ "$kind:$id" ] instanceof \Throwable ? 'x' : $this->things[ "$kind:$id" ] ) ) : null;
	}

	public function data( string $kind, int $id ): ?array {
		$this->asked[] = "$kind:$id";
		$thing         = $this->things[ "$kind:$id" ] ?? null;
		if ( null !== $this->meanwhile ) {
			( $this->meanwhile )( "$kind:$id" );
		}
		if ( $thing instanceof \Throwable ) {
			throw $thing;
		}
		return $thing;
	}
}
