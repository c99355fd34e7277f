<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

defined( 'ABSPATH' ) || exit;

/**
 * Why a write was not done; nothing of it was. Its message is for whoever looks at the mapping that asked for it.
 */
final class Refusal extends \RuntimeException {
	public const REFUSED  = 'refused';
	public const CONFLICT = 'conflict';
	public const GONE     = 'gone';
	public const FAILED   = 'failed';

	/**
	 * @param string $status REFUSED: the same call is refused again. CONFLICT: what was expected no longer holds. GONE: there is no
	 *                       such thing. FAILED: to be tried again.
	 * @param string $reason A code, stable.
	 */
	public function __construct( public readonly string $status, public readonly string $reason, string $message ) {
		parent::__construct( $message );
	}

	public static function refused( string $reason, string $message ): self {
		return new self( self::REFUSED, $reason, $message );
	}

	public static function gone( string $kind, int $id ): self {
		return new self( self::GONE, 'not_found', "There is no $kind $id" );
	}

	/**
	 * The relay was told that it is deleted.
	 */
	public static function in_trash( string $kind, int $id ): self {
		return new self( self::GONE, 'in_trash', "The $kind $id is in the trash" );
	}
}
