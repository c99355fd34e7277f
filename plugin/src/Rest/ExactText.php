<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

defined( 'ABSPATH' ) || exit;

/**
 * JSON that goes out as it stands.
 */
final class ExactText implements \JsonSerializable {
	public function __construct( public readonly string $text ) {}

	public function jsonSerialize(): mixed {
		return json_decode( $this->text );
	}
}
