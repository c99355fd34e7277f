<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * How the shop stands, in words.
 */
final class Words {
	/**
	 * @return array{name: string, sentence: string, todo: string, is_good: bool} Plain text.
	 */
	public static function state( Standing $standing ): array {
		$state = $standing->state();
		$error = Problems::explain( $standing->error );
		list( $name, $sentence, $todo ) = match ( $state ) {
			Standing::NOT_CONNECTED => array( __( 'Not connected', 'passerelle' ), __( 'This shop is not connected to a relay yet, so nothing is sent.', 'passerelle' ), '' ),
			Standing::IN_STEP       => array( __( 'In step', 'passerelle' ), __( 'What happens in this shop reaches the relay.', 'passerelle' ), '' ),
			Standing::CATCHING_UP   => array(
				__( 'Catching up', 'passerelle' ),
				sprintf(
					/* translators: %s: number of events. */
					_n( '%s event is on its way to the relay.', '%s events are on their way to the relay.', $standing->waiting, 'passerelle' ),
					number_format_i18n( $standing->waiting )
				),
				'' === $error['what'] ? __( 'There is nothing to do.', 'passerelle' ) : $error['what'] . ' ' . __( 'It is tried again by itself.', 'passerelle' ),
			),
			Standing::STOPPED       => array(
				__( 'Stopped', 'passerelle' ),
				sprintf(
					/* translators: %s: a length of time such as "3 hours". */
					__( 'Nothing has got through for %s. Everything is kept and will be sent.', 'passerelle' ),
					self::age( (int) $standing->oldest_age_s )
				),
				'' === $error['what'] ? __( 'Press Send now. If that helps, ask your host why scheduled tasks do not run on this site.', 'passerelle' ) : $error['what'] . ' ' . $error['todo'],
			),
			default                 => array( __( 'Needs you', 'passerelle' ), ...self::reason( $standing->reasons()[0] ?? '', $standing ) ),
		};
		return array( 'name' => $name, 'sentence' => $sentence, 'todo' => $todo, 'is_good' => Standing::IN_STEP === $state );
	}

	/**
	 * @param string $reason As Standing::reasons() gives it.
	 * @return array{string, string} What is the matter, and what to do.
	 */
	public static function reason( string $reason, Standing $standing ): array {
		$known = match ( $reason ) {
			'copy_address' => array( __( 'This site looks like a copy of the connected shop, which has another address. Nothing is sent from here.', 'passerelle' ), __( 'Say below which of the two this site is.', 'passerelle' ) ),
			'copy_place'   => array( __( 'This site looks like a copy of the connected shop, whose files lie in another place. Nothing is sent from here.', 'passerelle' ), __( 'Say below which of the two this site is.', 'passerelle' ) ),
			'ceiling'      => array(
				sprintf(
					/* translators: 1: number of events, 2: size such as "200 MB". */
					__( 'So much waits to be sent (%1$s events, %2$s) that changes of the same thing are now merged. No order step is left out.', 'passerelle' ),
					number_format_i18n( $standing->waiting ),
					self::size( $standing->bytes )
				),
				__( 'Make sure that the relay can be reached; the rest goes by itself.', 'passerelle' ),
			),
			'rejected'     => array(
				sprintf(
					/* translators: %s: number of events. */
					_n( 'The relay refused %s event.', 'The relay refused %s events.', $standing->rejected, 'passerelle' ),
					number_format_i18n( $standing->rejected )
				),
				__( 'See the list below: each row says why and can be sent again.', 'passerelle' ),
			),
			default        => null,
		};
		return $known ?? array_values( Problems::explain( $reason ) );
	}

	/**
	 * @return string The same for other screens, where nothing stands below.
	 */
	public static function elsewhere( string $reason, Standing $standing ): string {
		list( $what, $todo ) = self::reason( $reason, $standing );
		$todo                = match ( $reason ) {
			'copy_address', 'copy_place', 'source_mismatch', 'second_writer' => Problems::explain( 'muted_copy' )['todo'],
			'rejected' => __( 'The list on the Passerelle page says why, and sends them again.', 'passerelle' ),
			default    => $todo,
		};
		return "$what $todo";
	}

	/**
	 * @param int $seconds A length of time.
	 */
	public static function age( int $seconds ): string {
		return human_time_diff( time() - $seconds, time() );
	}

	/**
	 * @param int|null $time Unix seconds.
	 * @return string In the site's own format and time zone, with how long it is ago.
	 */
	public static function moment( ?int $time ): string {
		if ( null === $time ) {
			return __( 'never', 'passerelle' );
		}
		$format = get_option( 'date_format' ) . ' ' . get_option( 'time_format' );
		$text   = (string) wp_date( $format, $time );
		return $time > time()
			/* translators: 1: date and time, 2: a length of time such as "5 minutes". */
			? sprintf( __( '%1$s (in %2$s)', 'passerelle' ), $text, human_time_diff( $time ) )
			/* translators: 1: date and time, 2: a length of time such as "5 minutes". */
			: sprintf( __( '%1$s (%2$s ago)', 'passerelle' ), $text, human_time_diff( $time ) );
	}

	public static function size( int $bytes ): string {
		return (string) size_format( $bytes, $bytes >= 1_048_576 ? 1 : 0 );
	}
}
