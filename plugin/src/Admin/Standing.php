<?php

declare( strict_types=1 );

namespace Passerelle\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * How the shop stands with its relay, as the settings page, Site Health, the status report and the notice tell it.
 */
final class Standing {
	public const NOT_CONNECTED = 'not_connected';
	public const IN_STEP       = 'in_step';
	public const CATCHING_UP   = 'catching_up';
	public const NEEDS_YOU     = 'needs_you';
	public const STOPPED       = 'stopped';

	public const STOPPED_AFTER_S = 7_200;
	public const SLOW_AFTER_S    = 900;

	private const LATE_AFTER_S = 60;

	/** Refusals that only a new pairing mends. */
	private const FOR_A_CODE = array( 'signature_invalid', 'unauthenticated', 'invalid_key', 'connection_disabled', 'source_mismatch', 'second_writer' );

	/**
	 * @param bool     $has_secrets Whether the pairing's secrets can be opened.
	 * @param string   $difference As Copy::difference() says.
	 * @param int      $waiting Events that the relay has not acknowledged.
	 * @param int      $bytes What the outbox takes up.
	 * @param int|null $oldest_age_s Of the oldest that waits.
	 * @param bool     $is_full Whether the outbox is over its ceiling.
	 * @param int|null $acknowledged_at Unix seconds of the last acknowledgement.
	 * @param int|null $next_try_at Unix seconds; null where it is sent as soon as something waits.
	 * @param string   $error Code of what went wrong the last time; empty where nothing did.
	 * @param string   $error_detail In the other side's words.
	 * @param bool     $needs_person Whether no retry mends that.
	 * @param int      $rejected Events that the relay refused.
	 * @param bool     $is_woken Whether something wakes the sending.
	 */
	public function __construct(
		public readonly bool $is_paired,
		public readonly bool $has_secrets,
		public readonly string $difference = '',
		public readonly int $waiting = 0,
		public readonly int $bytes = 0,
		public readonly ?int $oldest_age_s = null,
		public readonly bool $is_full = false,
		public readonly ?int $acknowledged_at = null,
		public readonly ?int $next_try_at = null,
		public readonly string $error = '',
		public readonly string $error_detail = '',
		public readonly bool $needs_person = false,
		public readonly int $rejected = 0,
		public readonly bool $is_woken = true,
		public readonly int $clock_offset_s = 0,
	) {}

	/**
	 * @return list<string> What only a person can mend, most urgent first: `secrets_lost`, `copy_address`, `copy_place`, a code of
	 *                      the relay, `ceiling`, `rejected`.
	 */
	public function reasons(): array {
		if ( ! $this->is_paired ) {
			return array();
		}
		return array_values(
			array_filter(
				array(
					$this->has_secrets ? '' : 'secrets_lost',
					'' === $this->difference ? '' : 'copy_' . $this->difference,
					'' === $this->difference && $this->needs_person && 'secrets_lost' !== $this->error ? $this->error : '',
					$this->is_full ? 'ceiling' : '',
					$this->rejected > 0 ? 'rejected' : '',
				)
			)
		);
	}

	/**
	 * @return string One of the constants.
	 */
	public function state(): string {
		$age = (int) $this->oldest_age_s;
		return match ( true ) {
			! $this->is_paired             => self::NOT_CONNECTED,
			array() !== $this->reasons()   => self::NEEDS_YOU,
			$age > self::STOPPED_AFTER_S   => self::STOPPED,
			$age > self::LATE_AFTER_S || '' !== $this->error && $this->waiting > 0 => self::CATCHING_UP,
			default                        => self::IN_STEP,
		};
	}

	/**
	 * @return bool Whether the relay hears nothing of this site until a person says what it is.
	 */
	public function asks_which(): bool {
		return $this->is_paired && ( '' !== $this->difference || in_array( $this->error, array( 'source_mismatch', 'second_writer' ), true ) );
	}

	/**
	 * @return bool Whether only a new pairing code helps.
	 */
	public function must_pair(): bool {
		return ! $this->is_paired || ! $this->has_secrets || 'address' === $this->difference || in_array( $this->error, self::FOR_A_CODE, true );
	}
}
