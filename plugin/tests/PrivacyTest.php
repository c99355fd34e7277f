<?php

declare( strict_types=1 );

namespace Passerelle\Tests;

use Passerelle\Delivery\Outbox;
use Passerelle\Installation;
use Passerelle\Pairing;
use Passerelle\Privacy\Policy;
use Passerelle\Privacy\Traces;
use Passerelle\Schema;
use Passerelle\Settings;
use Passerelle\Tests\Support\WordPressTestCase;

final class PrivacyTest extends WordPressTestCase {
	private const EMAIL = 'zoe+o\'shop@shop.example';

	protected function setUp(): void {
		parent::setUp();
		$secret = 'whsec_' . base64_encode( str_repeat( 's', 32 ) );
		Settings::keep_pairing( new Pairing( 'o', 'c', array( $secret ), 'a', 'k', Installation::site_url(), Installation::place(), '' ) );
	}

	public function test_the_export_says_which_events_were_told_and_which_wait_and_nothing_secret(): void {
		self::row( 'order.paid', 'order', 41, Outbox::ACKNOWLEDGED );
		self::row( 'order.updated', 'order', 41, Outbox::BUILT );
		self::row( 'order.updated', 'order', 99, Outbox::BUILT, 'other@shop.example' );
		$pages = array( self::exported( 1 ), self::exported( 2 ) );
		self::assertSame( array( array( 'order.paid', 'order 41', 'Sent' ), array( 'order.updated', 'order 41', 'Waits to be sent' ) ), $pages[0] );
		self::assertSame( array(), $pages[1] );
	}

	public function test_what_was_told_is_emptied_and_its_last_known_identity_is_an_id(): void {
		$paid = self::row( 'order.paid', 'order', 41, Outbox::ACKNOWLEDGED );
		$gone = self::row( 'order.deleted', 'order', 41, Outbox::ACKNOWLEDGED, null, array( 'reason' => 'deleted', 'last' => array( 'id' => 41, 'email' => self::EMAIL ) ) );
		$note = self::row( 'order.note_added', 'order', 41, Outbox::ACKNOWLEDGED, null, array( 'note' => array( 'id' => 3, 'text' => 'Called Zoé' ) ) );
		$other = self::row( 'order.paid', 'order', 99, Outbox::ACKNOWLEDGED, 'other@shop.example' );
		$answer = self::erased();
		self::assertTrue( $answer['items_removed'] );
		self::assertFalse( $answer['items_retained'] );
		self::assertNull( self::stored( $paid )['payload'] );
		self::assertSame( '{"reason":"deleted","last":{"id":41}}', self::stored( $gone )['facts'] );
		self::assertSame( '{"note":{"id":3}}', self::stored( $note )['facts'] );
		self::assertNotNull( self::stored( $other )['payload'] );
		self::assertFalse( self::erased()['items_removed'] );
	}

	public function test_what_waits_stays_keeps_its_number_and_loses_what_was_built_before(): void {
		$built    = self::row( 'order.paid', 'order', 41, Outbox::BUILT );
		$rejected = self::row( 'order.updated', 'order', 41, Outbox::REJECTED );
		$answer   = self::erased();
		self::assertTrue( $answer['items_retained'] );
		self::assertStringContainsString( 'still have to be sent', implode( ' ', $answer['messages'] ) );
		foreach ( array( $built, $rejected ) as $id ) {
			self::assertSame( array( null, (string) $id ), array( self::stored( $id )['payload'], self::stored( $id )['sequence'] ) );
		}
	}

	public function test_the_erasers_are_offered_to_wordpress_after_those_of_woocommerce(): void {
		$erasers = apply_filters( 'wp_privacy_personal_data_erasers', array() );
		self::assertSame( 'passerelle', array_key_last( $erasers ) );
		self::assertIsCallable( $erasers['passerelle']['callback'] );
		self::assertIsCallable( apply_filters( 'wp_privacy_personal_data_exporters', array() )['passerelle']['callback'] );
	}

	public function test_the_relay_is_told_how_an_erased_order_stands_from_then_on(): void {
		if ( ! self::has_woocommerce() ) {
			self::markTestSkipped( 'WOOCOMMERCE_DIR is not set: WooCommerce makes orders anonymous.' );
		}
		$order = new \WC_Order();
		$order->set_status( 'completed' );
		$order->set_billing_email( self::EMAIL );
		$order->set_billing_first_name( 'Zoé' );
		$id   = $order->save();
		$old  = self::row( 'order.updated', 'order', $id, Outbox::ACKNOWLEDGED );
		$wait = self::row( 'order.paid', 'order', $id, Outbox::BUILT );
		\WC_Privacy_Erasers::remove_order_personal_data( $order );
		self::assertNull( self::stored( $old )['payload'] );
		$payload = (string) self::stored( $wait )['payload'];
		self::assertStringContainsString( "\"id\":$id,", $payload );
		self::assertStringNotContainsString( 'Zoé', $payload );
		self::assertStringNotContainsString( 'shop@shop.example', $payload );
		global $wpdb;
		self::assertSame( '1', $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM %i WHERE kind = 'order' AND entity_id = %d AND topic IN ('order.updated', 'order.created') AND state = %d", Schema::outbox(), $id, Outbox::OPEN ) ) );
	}

	public function test_the_shop_is_offered_words_for_its_policy(): void {
		self::become( 'administrator' );
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		set_current_screen( 'dashboard' );
		remove_all_actions( 'admin_init' );
		( new Policy() )->register();
		do_action( 'admin_init' );
		$names = array_column( \WP_Privacy_Policy_Content::get_suggested_policy_text(), 'plugin_name' );
		self::assertContains( 'Passerelle', $names );
	}

	public function test_many_events_take_many_steps_and_none_is_left_out(): void {
		for ( $count = 0; $count < 405; ++$count ) {
			self::row( 'order.updated', 'order', 41, Outbox::ACKNOWLEDGED );
		}
		self::assertCount( 200, Traces::page( array( 'order' => array( 41 ) ), 2 ) );
		self::assertSame( array( 'emptied' => 405, 'waiting' => 0 ), Traces::erase( array( 'order' => array( 41 ) ) ) );
	}

	/**
	 * @param array<string, mixed> $facts
	 */
	private static function row( string $topic, string $kind, int $id, int $state, ?string $email = self::EMAIL, array $facts = array() ): int {
		global $wpdb;
		$row = Outbox::add( $topic, $kind, $id, true, null, $facts );
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = %d, sequence = id, version = 1, payload = NULLIF(%s, '') WHERE id = %d", Schema::outbox(), $state, null === $email ? '' : \Passerelle\Json::write( array( 'id' => $id, 'billing' => array( 'email' => $email ) ) ), $row ) );
		return $row;
	}

	/**
	 * @return array<string, string|null>
	 */
	private static function stored( int $id ): array {
		global $wpdb;
		return (array) $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', Schema::outbox(), $id ), ARRAY_A );
	}

	/**
	 * @return list<list<string>>
	 */
	private static function exported( int $page ): array {
		$answer = apply_filters( 'wp_privacy_personal_data_exporters', array() )['passerelle']['callback']( self::EMAIL, $page );
		self::assertSame( array() === $answer['data'], $answer['done'] );
		return array_values( array_map( static fn ( array $item ): array => array( (string) $item['data'][0]['value'], (string) $item['data'][1]['value'], (string) $item['data'][3]['value'] ), $answer['data'] ) );
	}

	/**
	 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}
	 */
	private static function erased(): array {
		return apply_filters( 'wp_privacy_personal_data_erasers', array() )['passerelle']['callback']( self::EMAIL, 1 );
	}
}
