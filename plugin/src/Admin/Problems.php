<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * What went wrong and what to do about it, by code, in words for whoever runs the shop.
 */
final class Problems {
	/**
	 * @param string $code Of the relay or of the plugin; empty gives two empty sentences.
	 * @return array{what: string, todo: string} Plain text. A code without words of its own is shown as it is.
	 */
	public static function explain( string $code ): array {
		if ( '' === $code ) {
			return array( 'what' => '', 'todo' => '' );
		}
		// A status without a code is what something on the way says.
		$code = str_starts_with( $code, 'http_' ) ? 'not_a_relay' : $code;
		list( $what, $todo ) = self::of_settings( $code ) ?? self::of_the_relay( $code ) ?? self::of_pairing( $code ) ?? self::of_events( $code ) ?? array(
			/* translators: %s: short code such as conflict or internal. */
			sprintf( __( 'The relay refused with the code %s.', 'passerelle' ), $code ),
			__( 'Try again in a minute. If it goes on, the relay’s own log says more.', 'passerelle' ),
		);
		return array( 'what' => $what, 'todo' => $todo );
	}

	/**
	 * @return array{string, string}|null
	 */
	private static function of_settings( string $code ): ?array {
		return match ( $code ) {
			'no_key'            => array(
				__( 'wp-config.php holds no keys to protect the connection’s secrets with, so nothing was stored.', 'passerelle' ),
				__( 'Fill in AUTH_KEY and SECURE_AUTH_KEY in wp-config.php, or define PASSERELLE_SECRET_KEY there with 32 characters or more, then try again.', 'passerelle' ),
			),
			'secrets_lost'      => array(
				__( 'The connection’s secrets can no longer be opened: the keys in wp-config.php have changed.', 'passerelle' ),
				__( 'Put the former keys back, or connect again with a new pairing code. Nothing that waits is lost.', 'passerelle' ),
			),
			'address_missing'   => array( __( 'The relay’s address is missing.', 'passerelle' ), __( 'Enter the address that was given to you with the pairing code.', 'passerelle' ) ),
			'address_invalid', 'invalid_url' => array( __( 'This is not a usable web address.', 'passerelle' ), __( 'An address looks like https://relay.example.com, without user name or password.', 'passerelle' ) ),
			'relay_needs_https' => array(
				__( 'This address begins with http://, so anyone on the way could read along.', 'passerelle' ),
				__( 'Use the relay’s https:// address. For a relay in your own network, define PASSERELLE_ALLOW_LOCAL_RELAY as true in wp-config.php.', 'passerelle' ),
			),
			'relay_on_lan', 'relay_address_not_allowed' => array(
				__( 'WordPress does not call this address: its name is unknown, or it lies in a private network.', 'passerelle' ),
				__( 'Check the spelling. If the relay does run in your own network, define PASSERELLE_ALLOW_LOCAL_RELAY as true in wp-config.php.', 'passerelle' ),
			),
			'relay_port'        => array(
				__( 'WordPress only calls the ports 80, 443 and 8080.', 'passerelle' ),
				__( 'Use an address of the relay without a port number. For a relay in your own network, define PASSERELLE_ALLOW_LOCAL_RELAY as true in wp-config.php.', 'passerelle' ),
			),
			'code_missing'      => array( __( 'The pairing code is missing.', 'passerelle' ), __( 'Paste the code that the relay made for this shop.', 'passerelle' ) ),
			'code_malformed'    => array( __( 'This is not a pairing code.', 'passerelle' ), __( 'A code has 26 letters and digits in groups, such as 0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3. Copy it whole.', 'passerelle' ) ),
			'not_paired'        => array( __( 'This shop is not connected.', 'passerelle' ), __( 'Connect it with a pairing code.', 'passerelle' ) ),
			'outbox_unwritable' => array( __( 'The database did not take the event: the plugin’s own table is missing or full.', 'passerelle' ), __( 'Ask your host whether the database is full or damaged.', 'passerelle' ) ),
			'under_way', 'call_superseded' => array( __( 'The same thing is already under way.', 'passerelle' ), __( 'Wait a moment, then reload this page.', 'passerelle' ) ),
			default             => null,
		};
	}

	/**
	 * @return array{string, string}|null
	 */
	private static function of_the_relay( string $code ): ?array {
		return match ( $code ) {
			'relay_unreachable'  => array(
				__( 'The relay did not answer.', 'passerelle' ),
				__( 'Check its address and that it runs. If it does, ask your host whether this site may call other servers.', 'passerelle' ),
			),
			'relay_certificate'  => array( __( 'No secure connection to the relay came about: its certificate was not accepted.', 'passerelle' ), __( 'The relay’s certificate must be valid and name its address. Have it renewed there, then try again.', 'passerelle' ) ),
			'requests_blocked'   => array( __( 'WordPress is set not to call other servers (WP_HTTP_BLOCK_EXTERNAL).', 'passerelle' ), __( 'Add the relay’s host name to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'passerelle' ) ),
			'not_a_relay', 'malformed_json' => array( __( 'Something answered at this address, but not a Passerelle relay.', 'passerelle' ), __( 'Check the address. A proxy, a firewall or a maintenance page may also stand in between.', 'passerelle' ) ),
			'rate_limited'       => array( __( 'That was tried too often in a short time.', 'passerelle' ), __( 'Wait a minute, then try again.', 'passerelle' ) ),
			'unavailable', 'internal', 'request_timeout' => array( __( 'The relay cannot answer right now.', 'passerelle' ), __( 'Nothing is lost, and it is tried again by itself. If it goes on, look after the relay.', 'passerelle' ) ),
			'timestamp_out_of_tolerance' => array( __( 'This server’s clock and the relay’s are more than five minutes apart.', 'passerelle' ), __( 'Ask your host to set the server’s clock, or set the relay’s.', 'passerelle' ) ),
			'signature_invalid', 'unauthenticated', 'invalid_header', 'invalid_key', 'connection_disabled' => array( __( 'The relay no longer knows this shop’s signature.', 'passerelle' ), __( 'Connect again with a new pairing code. Nothing that waits is lost.', 'passerelle' ) ),
			'still_waiting'      => array( __( 'The test event has not been sent yet: other events go first, or a sending is under way.', 'passerelle' ), __( 'Wait a minute and test again.', 'passerelle' ) ),
			'not_applied'        => array( __( 'The relay stored the event, but did not process it within 5 seconds.', 'passerelle' ), __( 'The relay may be busy. If it goes on, check there that its worker runs.', 'passerelle' ) ),
			'shop_not_reached'   => array( __( 'Sending works, but the relay could not call this shop back.', 'passerelle' ), __( 'The relay must be able to open this site’s address: a firewall, a password or maintenance mode may stand in the way.', 'passerelle' ) ),
			'muted_copy'         => array( __( 'This site looks like a copy of the connected shop, so it stays silent.', 'passerelle' ), __( 'Say on the Passerelle page which of the two this site is.', 'passerelle' ) ),
			'source_mismatch'    => array( __( 'The relay is connected with another shop, or with another address of this one.', 'passerelle' ), __( 'Say below which of the two this site is.', 'passerelle' ) ),
			'second_writer'      => array( __( 'Two sites speak for this shop, and the relay listens to the other one only.', 'passerelle' ), __( 'Say below which of the two this site is.', 'passerelle' ) ),
			default              => null,
		};
	}

	/**
	 * @return array{string, string}|null
	 */
	private static function of_pairing( string $code ): ?array {
		return match ( $code ) {
			'pairing_code_invalid' => array( __( 'The relay does not accept this code: it is wrong, older than 15 minutes, or was tried too often.', 'passerelle' ), __( 'Have the relay make a new code and paste it here.', 'passerelle' ) ),
			'pairing_taken'        => array( __( 'Another shop was connected with this code.', 'passerelle' ), __( 'A code is good for one shop. Have the relay make one for this shop.', 'passerelle' ) ),
			'pairing_elsewhere'    => array( __( 'The relay knows this shop at another address.', 'passerelle' ), __( 'If the shop has moved here, have the relay make a code that names its connection. If this is a copy, say so below first.', 'passerelle' ) ),
			'site_not_proven'      => array( __( 'The relay called this shop back and did not get the right answer.', 'passerelle' ), __( 'The relay must be able to open this site’s address. See what was found below, then try again with the same code.', 'passerelle' ) ),
			'forbidden_scheme'     => array( __( 'The relay only calls shops at an https:// address.', 'passerelle' ), __( 'Give the site a certificate and set both its addresses to https:// under Settings, General.', 'passerelle' ) ),
			'forbidden_port', 'destination_forbidden' => array( __( 'The relay may not call this shop’s address.', 'passerelle' ), __( 'The shop lies in a private network or on an unusual port. Its network must be named in the relay’s setting PASSERELLE_ALLOWED_PRIVATE_NETWORKS.', 'passerelle' ) ),
			default                => null,
		};
	}

	/**
	 * @return array{string, string}|null
	 */
	private static function of_events( string $code ): ?array {
		return match ( $code ) {
			'event_id_conflict'  => array( __( 'The relay already has another event with the same number.', 'passerelle' ), __( 'Send it again. If it is refused once more, save the product or order again in WooCommerce.', 'passerelle' ) ),
			'duplicate_sequence' => array( __( 'A number was given to two events, as can happen after a backup.', 'passerelle' ), __( 'Send it again: it gets a new number.', 'passerelle' ) ),
			'unstorable_text', 'invalid_utf8' => array( __( 'A text holds characters that cannot be stored.', 'passerelle' ), __( 'Correct the text in WooCommerce, then send it again.', 'passerelle' ) ),
			'invalid_amount', 'invalid_currency' => array( __( 'An amount does not fit its currency.', 'passerelle' ), __( 'Correct the amount in WooCommerce, then send it again.', 'passerelle' ) ),
			'validation_failed', 'body_too_large', 'batch_too_large', 'too_deep', 'invalid_datetime' => array( __( 'The relay could not read it.', 'passerelle' ), __( 'Save the product or order again in WooCommerce, or send it again after an update of the plugin or the relay.', 'passerelle' ) ),
			default              => null,
		};
	}
}
