<?php

declare( strict_types=1 );

namespace Passerelle\Capture;

use Passerelle\Delivery\Outbox;
use Passerelle\Registerable;
use Passerelle\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Writes down what the hooks tell, at once and without building anything: one row per thing and request for how it stands, one
 * row for each step. The rows are open until the request ends, because WooCommerce goes on changing what it has announced.
 */
final class Recorder implements Registerable {
	private const MOST_OPEN = 100;
	/** Well below the age at which a drain takes open rows: what came later would be in none, were the request killed then. */
	private const FOLDS_S = 30;

	/** @var array<string, array{id: int, at: int, origin: string|null, is_new: bool}> Open snapshots, by kind and id. */
	private array $open = array();
	/** @var list<int> Open steps. */
	private array $steps  = array();
	private bool $is_over = false;
	/** The site of the network that these rows are in. */
	private int $site = 0;

	public function register(): void {
		// WooCommerce still saves in its own shutdown functions.
		add_action( 'shutdown', array( $this, 'end' ), 9999 );
	}

	/**
	 * Something is new or changed. What happens to it in the same request afterwards is in the same row.
	 *
	 * @param string $kind product, variation, order, customer or subscription.
	 */
	public function snapshot( string $kind, int $id, bool $is_new = false ): void {
		if ( ! $this->records( $id ) ) {
			return;
		}
		$key    = "$kind:$id";
		$origin = Origin::current();
		$known  = $this->open[ $key ] ?? null;
		if ( null !== $known && $known['origin'] === $origin && $this->may_fold( $known ) ) {
			if ( $is_new && ! $known['is_new'] ) {
				$this->open[ $key ]['is_new'] = true;
				Outbox::rename( $known['id'], "$kind.created" );
			}
			return;
		}
		$this->make_room();
		$row = Outbox::add( $kind . ( $is_new ? '.created' : '.updated' ), $kind, $id, $this->is_over, $origin );
		if ( null !== $known ) {
			$this->steps[] = $known['id'];
		}
		$this->open[ $key ] = array( 'id' => $row, 'at' => time(), 'origin' => $origin, 'is_new' => $is_new );
	}

	/**
	 * A step that is told for itself (`order.paid`), beside how the thing stands.
	 *
	 * @param array<string, mixed> $facts What the hook knew.
	 */
	public function step( string $topic, string $kind, int $id, array $facts = array() ): void {
		if ( ! $this->records( $id ) ) {
			return;
		}
		$this->snapshot( $kind, $id );
		$this->steps[] = Outbox::add( $topic, $kind, $id, $this->is_over, Origin::current(), $facts );
	}

	/**
	 * It is gone, or in the trash (`reason`: `deleted`, `trashed`).
	 *
	 * @param array<string, mixed> $last Its last known identity.
	 */
	public function gone( string $kind, int $id, string $reason, array $last ): void {
		if ( ! $this->records( $id ) ) {
			return;
		}
		$this->close( "$kind:$id" );
		$this->steps[] = Outbox::add( "$kind.deleted", $kind, $id, $this->is_over, Origin::current(), array( 'reason' => $reason, 'last' => $last ) );
	}

	/**
	 * It came back from the trash.
	 */
	public function restored( string $kind, int $id ): void {
		if ( ! $this->records( $id ) ) {
			return;
		}
		$this->close( "$kind:$id" );
		$this->steps[] = Outbox::add( "$kind.restored", $kind, $id, $this->is_over, Origin::current() );
		$this->snapshot( $kind, $id );
	}

	/**
	 * Lets the drain have what was written so far. What a drain took before its time, because the request was a long one, is
	 * written down once more; so is what could not be stored.
	 */
	public function settle(): void {
		if ( array() === $this->open && array() === $this->steps ) {
			return;
		}
		$is_elsewhere = get_current_blog_id() !== $this->site;
		if ( $is_elsewhere ) {
			switch_to_blog( $this->site );
		}
		$this->let_go();
		if ( $is_elsewhere ) {
			restore_current_blog();
		}
	}

	public function end(): void {
		$this->settle();
		$this->is_over = true;
	}

	private function let_go(): void {
		$open        = $this->open;
		$steps       = $this->steps;
		$this->open  = array();
		$this->steps = array();
		$taken       = Outbox::release( array( ...array_column( $open, 'id' ), ...$steps ) );
		foreach ( $open as $key => $row ) {
			if ( 0 === $row['id'] || in_array( $row['id'], $taken, true ) ) {
				list( $kind, $id ) = explode( ':', $key );
				Outbox::add( "$kind.updated", $kind, (int) $id, true, $row['origin'] );
			}
		}
	}

	private function records( int $id ): bool {
		if ( $id < 1 || Origin::is_reading() || ! Settings::is_paired() ) {
			return false;
		}
		// The same id is another thing in another site, and its row in another table.
		if ( get_current_blog_id() !== $this->site ) {
			$this->settle();
			$this->site = get_current_blog_id();
		}
		return true;
	}

	/**
	 * Whether its row shows this change too: one that was let go at once may be built by now.
	 *
	 * @param array{id: int, at: int, origin: string|null, is_new: bool} $row
	 */
	private function may_fold( array $row ): bool {
		return $row['id'] > 0 && ! $this->is_over && time() - $row['at'] < self::FOLDS_S;
	}

	private function close( string $key ): void {
		if ( isset( $this->open[ $key ] ) ) {
			$this->steps[] = $this->open[ $key ]['id'];
			unset( $this->open[ $key ] );
		}
	}

	private function make_room(): void {
		if ( count( $this->open ) + count( $this->steps ) >= self::MOST_OPEN ) {
			$this->settle();
		}
	}
}
