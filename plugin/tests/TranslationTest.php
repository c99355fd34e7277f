<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Tests\Support\Environment;
use Passerelle\Tests\Support\WordPressTestCase;

final class TranslationTest extends WordPressTestCase {
	public function test_every_sentence_of_the_code_is_in_the_template(): void {
		$template = self::catalogue( 'passerelle.pot' );
		foreach ( self::sentences_of_the_code() as $sentence ) {
			self::assertArrayHasKey( $sentence, $template->entries );
		}
	}

	public function test_every_sentence_of_the_template_has_its_french(): void {
		$french = self::catalogue( 'passerelle-fr_FR.po' );
		foreach ( self::catalogue( 'passerelle.pot' )->entries as $key => $entry ) {
			self::assertArrayHasKey( $key, $french->entries );
			$translation = $french->entries[ $key ]->translations[0] ?? '';
			self::assertNotSame( '', $translation, $key );
			self::assertSame( self::placeholders( $entry->singular ), self::placeholders( $translation ), $key );
		}
	}

	public function test_a_french_site_speaks_french(): void {
		$file = Environment::dir() . '/passerelle-fr_FR.mo';
		$mo   = new \MO();
		$french = self::catalogue( 'passerelle-fr_FR.po' );
		$mo->merge_with( $french );
		$mo->export_to_file( $file );
		load_textdomain( 'passerelle', $file );
		try {
			self::assertStringContainsString( 'a besoin de WooCommerce', (string) \Passerelle\WooCommerceNotice::sentence( null ) );
		} finally {
			unload_textdomain( 'passerelle', true );
		}
	}

	/**
	 * @return list<string>
	 */
	private static function sentences_of_the_code(): array {
		$sentences = array();
		foreach ( DirectLoadTest::files() as list( $path ) ) {
			preg_match_all( "/\b(?:__|_e|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\( '((?:[^'\\\\]|\\\\.)*)', 'passerelle' \)/", (string) file_get_contents( $path ), $found );
			array_push( $sentences, ...array_map( 'stripslashes', $found[1] ) );
		}
		self::assertNotEmpty( $sentences );
		return $sentences;
	}

	/**
	 * @return list<string>
	 */
	private static function placeholders( string $sentence ): array {
		preg_match_all( '/%(?:\d+\$)?[sd]/', $sentence, $found );
		sort( $found[0] );
		return $found[0];
	}

	private static function catalogue( string $name ): \PO {
		require_once ABSPATH . WPINC . '/pomo/po.php';
		$catalogue = new \PO();
		self::assertTrue( $catalogue->import_from_file( dirname( __DIR__ ) . '/languages/' . $name ) );
		return $catalogue;
	}
}
