<?php

declare( strict_types=1 );

namespace Passerelle\Pairing;

defined( 'ABSPATH' ) || exit;

/**
 * How it ended, for a person to be told.
 */
final class Outcome {
	/**
	 * @param string $code Empty where it went well; else why not, the relay's code or one of our own.
	 * @param string $detail What the other side said, in its own words; to be escaped.
	 */
	private function __construct( public readonly string $code, public readonly string $detail ) {}

	public static function good(): self {
		return new self( '', '' );
	}

	public static function refused( string $code, string $detail = '' ): self {
		return new self( $code, $detail );
	}

	public function is_good(): bool {
		return '' === $this->code;
	}
}
