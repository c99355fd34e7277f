<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

final class Uuid {
	/**
	 * @return string A UUIDv7 in lower case: it begins with the time in milliseconds.
	 */
	public static function v7(): string {
		$time = str_pad( dechex( (int) floor( microtime( true ) * 1000 ) ), 12, '0', STR_PAD_LEFT );
		$rest = bin2hex( random_bytes( 10 ) );
		$mark = dechex( 8 | ( (int) hexdec( $rest[3] ) & 3 ) );
		return substr( $time, 0, 8 ) . '-' . substr( $time, 8 ) . '-7' . substr( $rest, 0, 3 ) . '-' . $mark . substr( $rest, 4, 3 ) . '-' . substr( $rest, 8, 12 );
	}
}
