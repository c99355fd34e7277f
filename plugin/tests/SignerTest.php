<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Signer;
use Passerelle\Tests\Support\Golden;
use PHPUnit\Framework\TestCase;

final class SignerTest extends TestCase {
	private const NOW    = 1_790_000_000;
	private const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';

	public function test_signatures_are_those_of_the_golden_vectors(): void {
		foreach ( Golden::read( 'signature-vectors.json' ) as $vector ) {
			$headers = Signer::sign( $vector['id'], $vector['timestamp'], $vector['body'], array( $vector['secret'] ) );
			self::assertSame( $vector['signature'], $headers['webhook-signature'] );
			self::assertNull( Signer::verify( $headers, $vector['body'], array( $vector['secret'] ), $vector['timestamp'] ) );
		}
	}

	/**
	 * @dataProvider golden_calls
	 */
	public function test_the_verdict_on_a_golden_call_is_the_relays( string $file ): void {
		$call     = Golden::read( "plugin/$file" );
		$code     = $call['expected']['code'] ?? null;
		$expected = in_array( $code, array( 'invalid_header', 'timestamp_out_of_tolerance', 'signature_invalid' ), true ) ? $code : null;
		self::assertSame( $expected, Signer::verify( $call['headers'], (string) base64_decode( $call['body_base64'], true ), $call['secrets'], $call['now'] ) );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function golden_calls(): array {
		$files = Golden::names( 'plugin/batch-*.json' );
		return array_combine( $files, array_map( static fn ( string $file ): array => array( $file ), $files ) );
	}

	/**
	 * @dataProvider crooked_headers
	 * @param array<string, string|null> $changes
	 */
	public function test_a_crooked_call_gets_the_code_that_the_relay_would_give( ?string $code, array $changes, int $late_s = 0 ): void {
		$headers = array_filter( array_merge( Signer::sign( 'msg_1', self::NOW, 'body', array( self::SECRET ) ), $changes ), 'is_string' );
		self::assertSame( $code, Signer::verify( $headers, 'body', array( self::SECRET ), self::NOW + $late_s ) );
	}

	/**
	 * @return array<string, array{0: string|null, 1: array<string, string|null>, 2?: int}>
	 */
	public static function crooked_headers(): array {
		$good = Signer::sign( 'msg_1', self::NOW, 'body', array( self::SECRET ) )['webhook-signature'];
		$bad  = 'v1,' . base64_encode( str_repeat( 'x', 32 ) );
		return array(
			'no signature'              => array( 'signature_invalid', array( 'webhook-signature' => null ) ),
			'only spaces'               => array( 'signature_invalid', array( 'webhook-signature' => '  ' ) ),
			'no signature, no id'       => array( 'signature_invalid', array( 'webhook-signature' => null, 'webhook-id' => null ) ),
			'no id'                     => array( 'invalid_header', array( 'webhook-id' => null ) ),
			'id of 128'                 => array( 'signature_invalid', array( 'webhook-id' => str_repeat( 'a', 128 ) ) ),
			'id of 129'                 => array( 'invalid_header', array( 'webhook-id' => str_repeat( 'a', 129 ) ) ),
			'id with a line end'        => array( 'invalid_header', array( 'webhook-id' => "msg_1\n" ) ),
			'id that is not ASCII'      => array( 'invalid_header', array( 'webhook-id' => 'é' ) ),
			'time with a zero'          => array( 'invalid_header', array( 'webhook-timestamp' => '0' . self::NOW ) ),
			'time with a line end'      => array( 'invalid_header', array( 'webhook-timestamp' => self::NOW . "\n" ) ),
			'time in other digits'      => array( 'invalid_header', array( 'webhook-timestamp' => '١٧٩٠٠٠٠٠٠٠' ) ),
			'300 s late'                => array( null, array(), 300 ),
			'301 s late'                => array( 'timestamp_out_of_tolerance', array(), 301 ),
			'301 s early'               => array( 'timestamp_out_of_tolerance', array(), -301 ),
			'late and wrongly signed'   => array( 'timestamp_out_of_tolerance', array( 'webhook-signature' => $bad ), 301 ),
			'16 signatures, fifth good' => array( null, array( 'webhook-signature' => str_repeat( "$bad ", 4 ) . $good . str_repeat( " $bad", 11 ) ) ),
			'sixth good'                => array( 'signature_invalid', array( 'webhook-signature' => str_repeat( "$bad ", 5 ) . $good ) ),
			'sixth good, others v1a'    => array( null, array( 'webhook-signature' => str_repeat( 'v1a,x ', 5 ) . $good ) ),
			'17 signatures'             => array( 'invalid_header', array( 'webhook-signature' => "$good" . str_repeat( " $bad", 16 ) ) ),
		);
	}

	/**
	 * @dataProvider texts_that_are_no_secrets
	 */
	public function test_a_text_that_is_no_secret_signs_nothing_and_matches_nothing( string $secret ): void {
		$headers = Signer::sign( 'msg_1', self::NOW, 'body', array( self::SECRET ) );
		self::assertSame( 'signature_invalid', Signer::verify( $headers, 'body', array( $secret ), self::NOW ) );
		self::assertNull( Signer::verify( $headers, 'body', array( $secret, self::SECRET ), self::NOW ) );
		$this->expectException( \InvalidArgumentException::class );
		Signer::sign( 'msg_1', self::NOW, 'body', array( $secret ) );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function texts_that_are_no_secrets(): array {
		return array(
			'empty'           => array( '' ),
			'no prefix'       => array( substr( self::SECRET, 6 ) ),
			'23 bytes'        => array( 'whsec_' . base64_encode( str_repeat( 'x', 23 ) ) ),
			'65 bytes'        => array( 'whsec_' . base64_encode( str_repeat( 'x', 65 ) ) ),
			'space in base64' => array( substr_replace( self::SECRET, ' ', 10, 0 ) ),
			'no padding'      => array( 'whsec_' . rtrim( base64_encode( str_repeat( 'x', 25 ) ), '=' ) ),
			'loose last bits' => array( 'whsec_' . substr( base64_encode( str_repeat( "\0", 25 ) ), 0, -3 ) . 'B==' ),
			'base64 for urls' => array( 'whsec_' . strtr( base64_encode( str_repeat( "\xff", 24 ) ), '+/', '-_' ) ),
		);
	}
}
