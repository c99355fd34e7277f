<?php

declare( strict_types=1 );

namespace Passerelle\Rest;

use Passerelle\Reading\Existing;

defined( 'ABSPATH' ) || exit;

/**
 * What a call of the relay asks for. What is left out, null or of another type than it should be is null.
 */
final class Ask {
	private const DEPTH = 32;

	/**
	 * @param array<string, mixed> $values
	 */
	private function __construct( public readonly array $values ) {}

	/**
	 * @throws \InvalidArgumentException Where it is no JSON object.
	 */
	public static function from_json( string $text ): self {
		$values = json_decode( $text, true, self::DEPTH );
		if ( ! is_array( $values ) || ( array() !== $values && array_is_list( $values ) ) ) {
			throw new \InvalidArgumentException( 'malformed_json' );
		}
		return new self( $values );
	}

	/**
	 * @throws \InvalidArgumentException Where it is none of ours.
	 */
	public function kind(): string {
		$kind = $this->text( 'kind' ) ?? '';
		if ( ! in_array( $kind, Existing::KINDS, true ) ) {
			throw new \InvalidArgumentException( 'unknown_kind' );
		}
		return $kind;
	}

	public function int( string $name ): ?int {
		$value = $this->values[ $name ] ?? null;
		return is_int( $value ) ? $value : null;
	}

	public function text( string $name ): ?string {
		$value = $this->values[ $name ] ?? null;
		return is_string( $value ) ? $value : null;
	}

	/**
	 * @return list<mixed>
	 */
	public function list( string $name ): array {
		$value = $this->values[ $name ] ?? null;
		return is_array( $value ) ? array_values( $value ) : array();
	}

	/**
	 * @return list<string>|null Numbers among them as text.
	 */
	public function texts( string $name ): ?array {
		if ( ! is_array( $this->values[ $name ] ?? null ) ) {
			return null;
		}
		$texts = array_filter( $this->list( $name ), static fn ( mixed $value ): bool => is_string( $value ) || is_int( $value ) );
		return array_map( 'strval', array_values( $texts ) );
	}

	public function map( string $name ): ?self {
		$value = $this->values[ $name ] ?? null;
		return is_array( $value ) ? new self( $value ) : null;
	}
}
