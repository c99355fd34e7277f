<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * What the relay gave when the shop was paired, and where the shop stood then.
 */
final class Pairing {
	/**
	 * @param list<string> $signing_secrets Newest first; all are good while the secret changes.
	 * @param string       $site_url Address at which it was paired.
	 * @param string       $place Where the files lay, as Installation::place() says.
	 */
	public function __construct(
		public readonly string $organisation_id,
		public readonly string $connection_id,
		public readonly array $signing_secrets,
		public readonly string $admin_key,
		public readonly string $account_key,
		public readonly string $site_url,
		public readonly string $place,
		public readonly string $paired_at,
	) {}

	/**
	 * @param array<string, mixed> $changes
	 */
	public function with( array $changes ): self {
		return new self( ...array_merge( get_object_vars( $this ), $changes ) );
	}

	public function to_json(): string {
		return Json::write( get_object_vars( $this ) );
	}

	public static function from_json( string $text ): ?self {
		$read = json_decode( $text, true );
		if ( ! is_array( $read ) ) {
			return null;
		}
		$text_of = static fn ( string $name ): string => is_string( $read[ $name ] ?? null ) ? $read[ $name ] : '';
		$secrets = array_values( array_filter( (array) ( $read['signing_secrets'] ?? array() ), 'is_string' ) );
		if ( '' === $text_of( 'connection_id' ) || array() === $secrets ) {
			return null;
		}
		return new self(
			$text_of( 'organisation_id' ),
			$text_of( 'connection_id' ),
			$secrets,
			$text_of( 'admin_key' ),
			$text_of( 'account_key' ),
			$text_of( 'site_url' ),
			$text_of( 'place' ),
			$text_of( 'paired_at' ),
		);
	}
}
