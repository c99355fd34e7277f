<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * Seals what must not be read from a copy of the database: XChaCha20-Poly1305 with a key from wp-config.php, that is
 * PASSERELLE_SECRET_KEY where it is defined, else the site's own AUTH_KEY and SECURE_AUTH_KEY.
 */
final class Vault {
	private const PREFIX      = 'v1.';
	private const PLACEHOLDER = 'put your unique phrase here';
	private const LEAST       = 32;

	/**
	 * @param string $name What it is kept as: a text sealed under one name opens under no other.
	 * @return string|null Null where wp-config.php holds no key to seal with.
	 */
	public static function seal( string $name, string $text ): ?string {
		$key = self::key();
		if ( null === $key ) {
			return null;
		}
		$nonce = random_bytes( SODIUM_CRYPTO_AEAD_XCHACHA20POLY1305_IETF_NPUBBYTES );
		return self::PREFIX . base64_encode( $nonce . sodium_crypto_aead_xchacha20poly1305_ietf_encrypt( $text, $name, $nonce, $key ) );
	}

	/**
	 * @return string|null Null where it was sealed under another key or name, or was changed since.
	 */
	public static function open( string $name, string $sealed ): ?string {
		$key   = self::key();
		$bytes = str_starts_with( $sealed, self::PREFIX ) ? base64_decode( substr( $sealed, strlen( self::PREFIX ) ), true ) : false;
		$size  = SODIUM_CRYPTO_AEAD_XCHACHA20POLY1305_IETF_NPUBBYTES;
		if ( null === $key || false === $bytes || strlen( $bytes ) <= $size ) {
			return null;
		}
		$text = sodium_crypto_aead_xchacha20poly1305_ietf_decrypt( substr( $bytes, $size ), $name, substr( $bytes, 0, $size ), $key );
		return false === $text ? null : $text;
	}

	public static function has_key(): bool {
		return null !== self::key();
	}

	private static function key(): ?string {
		$own      = self::constant( 'PASSERELLE_SECRET_KEY' );
		$material = '' !== $own ? $own : self::constant( 'AUTH_KEY' ) . self::constant( 'SECURE_AUTH_KEY' );
		return strlen( $material ) < self::LEAST ? null : hash_hkdf( 'sha256', $material, SODIUM_CRYPTO_AEAD_XCHACHA20POLY1305_IETF_KEYBYTES, 'passerelle vault v1' );
	}

	private static function constant( string $name ): string {
		$value = defined( $name ) ? (string) constant( $name ) : '';
		return self::PLACEHOLDER === $value ? '' : $value;
	}
}
