<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * What became of a write that was done.
 */
final class Outcome {
	public const WRITTEN   = 'written';
	public const UNCHANGED = 'unchanged';

	/**
	 * @param string   $status WRITTEN, or UNCHANGED where it stood as asked before.
	 * @param int|null $note_id The note that was added to it.
	 */
	public function __construct(
		public readonly string $status,
		public readonly string $kind,
		public readonly int $id,
		public readonly ?int $note_id = null,
	) {}

	/**
	 * @param bool $is_repeat Whether a call that was killed may have written it.
	 */
	public static function as_asked( Write $write, int $id, bool $is_repeat ): self {
		return new self( $is_repeat ? self::WRITTEN : self::UNCHANGED, $write->kind, $id );
	}

	public static function written( Write $write, ?int $id = null ): self {
		return new self( self::WRITTEN, $write->kind, $id ?? $write->id );
	}
}
