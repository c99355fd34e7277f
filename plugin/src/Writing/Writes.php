<?php

declare( strict_types=1 );

namespace Passerelle\Writing;

use Passerelle\Capture\Origin;
use Passerelle\Reading\Entities;
use Passerelle\Reading\Representation;

defined( 'ABSPATH' ) || exit;

/**
 * Does what the relay asks, one after the other, each once and in the name of the event that it comes from.
 */
final class Writes {
	/** @var array<string, Writer> By what they do. */
	private array $writers = array();

	/**
	 * @param list<Writer> $writers
	 */
	public function __construct( array $writers ) {
		foreach ( $writers as $writer ) {
			$this->writers += array_fill_keys( $writer->does(), $writer );
		}
	}

	/**
	 * @return array{key: string|null, status: string, code: string|null, detail: string|null, entity: array{kind: string, id: string, version: int}|null, data: array<string, mixed>|null}
	 */
	public function run( mixed $given ): array {
		try {
			$write   = Write::parse( $given );
			$outcome = Once::alone( $write->key, fn (): Outcome => $this->once( $write ) );
			return self::answer( $write->key, $outcome->status, null, null, $outcome );
		} catch ( Refusal $refusal ) {
			return self::answer( Write::key_of( $given ), $refusal->status, $refusal->reason, $refusal->getMessage() );
		} catch ( \Throwable $error ) {
			return self::answer( Write::key_of( $given ), Refusal::FAILED, 'shop_error', $error->getMessage() );
		}
	}

	/**
	 * @return array{key: string|null, status: string, code: string|null, detail: string|null, entity: array{kind: string, id: string, version: int}|null, data: array<string, mixed>|null}
	 */
	public static function put_off( mixed $given ): array {
		return self::answer( Write::key_of( $given ), Refusal::FAILED, 'out_of_time', 'The writes before it took too long; nothing of it was done' );
	}

	private function once( Write $write ): Outcome {
		$writer = $this->writers[ "{$write->kind}.{$write->action}" ] ?? null;
		if ( null === $writer ) {
			throw Refusal::refused( 'not_offered', "This shop does not offer {$write->action} of a {$write->kind} from outside" );
		}
		$begun = Once::begin( $write );
		if ( $begun instanceof Outcome ) {
			return $begun;
		}
		try {
			$outcome = Origin::during( $write->origin, static fn (): Outcome => Aftermath::within( static fn (): Outcome => $writer->write( $write, $begun ) ) );
		} catch ( Refusal $refusal ) {
			Once::forget( $write );
			throw $refusal;
		}
		Once::finish( $write, $outcome );
		return $outcome;
	}

	/**
	 * @return array{key: string|null, status: string, code: string|null, detail: string|null, entity: array{kind: string, id: string, version: int}|null, data: array<string, mixed>|null}
	 */
	private static function answer( ?string $key, string $status, ?string $code, ?string $detail, ?Outcome $outcome = null ): array {
		$entity = null;
		if ( null !== $outcome ) {
			$entity = array(
				'kind'    => $outcome->kind,
				'id'      => (string) $outcome->id,
				'version' => Entities::versions( $outcome->kind, array( $outcome->id ) )[ $outcome->id ],
			);
		}
		return array(
			'key'    => $key,
			'status' => $status,
			'code'   => $code,
			'detail' => $detail,
			'entity' => $entity,
			'data'   => null === $outcome ? null : self::shown( $outcome ),
		);
	}

	/**
	 * @return array<string, mixed>|null How it stands now, a note in the place of its order; null where it is gone or cannot be
	 *                                   shown.
	 */
	private static function shown( Outcome $outcome ): ?array {
		try {
			return null === $outcome->note_id ? Representation::of( $outcome->kind, $outcome->id ) : ShopRest::read( "/{$outcome->kind}s/{$outcome->id}/notes/{$outcome->note_id}" );
		} catch ( \Throwable ) {
			return null;
		}
	}
}
