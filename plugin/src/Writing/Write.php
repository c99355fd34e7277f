<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Json;

defined( 'ABSPATH' ) || exit;

/**
 * One thing that the relay wants written.
 */
final class Write {
	/**
	 * @param string                    $key The same in every retry, and of this write only.
	 * @param string                    $origin The relay's event.
	 * @param int                       $id 0 for a create.
	 * @param int                       $parent_id The product of a variation, else 0.
	 * @param array<string, mixed>      $data Fields of wc/v3.
	 * @param array<string, mixed>|null $expected Fields and the values that they must still have.
	 */
	private function __construct(
		public readonly string $key,
		public readonly string $origin,
		public readonly string $action,
		public readonly string $kind,
		public readonly int $id,
		public readonly int $parent_id,
		public readonly array $data,
		public readonly ?array $expected,
	) {}

	/**
	 * @throws Refusal With `invalid_write`.
	 */
	public static function parse( mixed $given ): self {
		$given = self::map( $given, 'write' );
		return new self(
			self::text( $given, 'key', 191 ),
			self::text( $given, 'origin', 255 ),
			self::text( $given, 'action', 64 ),
			self::text( $given, 'kind', 64 ),
			self::id( $given, 'id' ),
			self::id( $given, 'parent_id' ),
			self::map( $given['data'] ?? array(), 'data' ),
			isset( $given['expected'] ) ? self::map( $given['expected'], 'expected' ) : null,
		);
	}

	/**
	 * @return string|null The key of a write that may be none.
	 */
	public static function key_of( mixed $given ): ?string {
		$key = is_array( $given ) ? $given['key'] ?? null : null;
		return is_string( $key ) && '' !== $key && strlen( $key ) <= 191 ? $key : null;
	}

	/**
	 * @return string By which a key that is used for something else is known.
	 */
	public function mark(): string {
		return md5( Json::write( self::sorted( array( $this->action, $this->kind, $this->id, $this->parent_id, $this->data, $this->expected ) ) ) );
	}

	/**
	 * @param list<string> $allowed
	 * @throws Refusal With `field_not_allowed`.
	 */
	public function only( array $allowed ): void {
		foreach ( array_keys( $this->data ) as $field ) {
			if ( ! in_array( $field, $allowed, true ) ) {
				throw Refusal::refused( 'field_not_allowed', "{$this->action} of a {$this->kind} does not write $field" );
			}
		}
	}

	/**
	 * @param array<string, mixed> $given
	 */
	private static function text( array $given, string $name, int $most ): string {
		$text = $given[ $name ] ?? null;
		if ( ! is_string( $text ) || '' === $text || strlen( $text ) > $most ) {
			throw Refusal::refused( 'invalid_write', "$name is a text of 1 to $most bytes" );
		}
		return $text;
	}

	/**
	 * @param array<string, mixed> $given
	 */
	private static function id( array $given, string $name ): int {
		$id = $given[ $name ] ?? null;
		if ( null === $id ) {
			return 0;
		}
		if ( ! ( is_string( $id ) || is_int( $id ) ) || 1 !== preg_match( '/^[1-9]\d{0,18}\z/', (string) $id ) ) {
			throw Refusal::refused( 'invalid_write', "$name is an id of the shop, as text" );
		}
		return (int) $id;
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function map( mixed $given, string $name ): array {
		if ( ! is_array( $given ) || ( array() !== $given && array_is_list( $given ) ) ) {
			throw Refusal::refused( 'invalid_write', "$name is a map" );
		}
		return $given;
	}

	private static function sorted( mixed $value ): mixed {
		if ( ! is_array( $value ) ) {
			return $value;
		}
		if ( ! array_is_list( $value ) ) {
			ksort( $value );
		}
		return array_map( array( self::class, 'sorted' ), $value );
	}
}
