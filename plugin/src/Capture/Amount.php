<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

defined( 'ABSPATH' ) || exit;

/**
 * Money on the wire: integer minor units by the currency's own exponent, whatever number of decimals the shop shows.
 */
final class Amount {
	private const WITHOUT_DECIMALS = array( 'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF' );
	private const THREE_DECIMALS   = array( 'BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND' );

	/**
	 * @param mixed $number Major units as WooCommerce gives them: a decimal text or a number.
	 * @return array{amount: int, currency: string}|null Null where it is no number. What the currency has no unit for is rounded half up.
	 */
	public static function of( mixed $number, string $currency ): ?array {
		$currency = strtoupper( $currency );
		if ( ! is_numeric( $number ) ) {
			return null;
		}
		$text = is_string( $number ) ? trim( $number ) : (string) $number;
		if ( 1 !== preg_match( '/^([+-]?)(\d*)\.?(\d*)$/', $text, $part ) ) {
			$text = number_format( (float) $number, 6, '.', '' );
			preg_match( '/^([+-]?)(\d*)\.?(\d*)$/', $text, $part );
		}
		list( , $sign, $whole, $fraction ) = $part + array( '', '', '', '' );
		$digits                            = self::decimals( $currency );
		$fraction                          = str_pad( $fraction, $digits + 1, '0' );
		$amount                            = (int) ( $whole . substr( $fraction, 0, $digits ) ) + ( $fraction[ $digits ] >= '5' ? 1 : 0 );
		return array( 'amount' => '-' === $sign ? -$amount : $amount, 'currency' => $currency );
	}

	/**
	 * @return int Decimals of a currency, as the relay counts its minor units.
	 */
	public static function decimals( string $currency ): int {
		$currency = strtoupper( $currency );
		return match ( true ) {
			in_array( $currency, self::WITHOUT_DECIMALS, true ) => 0,
			in_array( $currency, self::THREE_DECIMALS, true ) => 3,
			default => 2,
		};
	}
}
