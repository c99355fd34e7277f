<?php

declare( strict_types=1 );

namespace Passerelle\Delivery;

defined( 'ABSPATH' ) || exit;

/**
 * WordPress calls no private address and no unusual port. PASSERELLE_ALLOW_LOCAL_RELAY in wp-config.php permits it for the
 * relay's own host and port, and only while it is being called.
 */
final class LocalRelay {
	private readonly string $host;
	private readonly int $port;

	public function __construct( private readonly string $url ) {
		$this->host = strtolower( (string) wp_parse_url( $url, PHP_URL_HOST ) );
		$this->port = (int) wp_parse_url( $url, PHP_URL_PORT );
	}

	/**
	 * @return string|null `relay_address_not_allowed`, or `relay_unreachable` where the name has no address; null where WordPress
	 *                     would call it.
	 */
	public function refusal(): ?string {
		if ( false !== $this->during( fn (): string|false => wp_http_validate_url( $this->url ) ) ) {
			return null;
		}
		$is_name = false === filter_var( trim( $this->host, '[]' ), FILTER_VALIDATE_IP );
		return $is_name && gethostbyname( $this->host ) === $this->host ? 'relay_unreachable' : 'relay_address_not_allowed';
	}

	/**
	 * @template T
	 * @param callable(): T $act
	 * @return T
	 */
	public function during( callable $act ): mixed {
		$is_allowed = defined( 'PASSERELLE_ALLOW_LOCAL_RELAY' ) && true === (bool) constant( 'PASSERELLE_ALLOW_LOCAL_RELAY' );
		if ( ! $is_allowed ) {
			return $act();
		}
		add_filter( 'http_request_host_is_external', array( $this, 'allow_host' ), 10, 2 );
		add_filter( 'http_allowed_safe_ports', array( $this, 'allow_port' ), 10, 2 );
		try {
			return $act();
		} finally {
			remove_filter( 'http_request_host_is_external', array( $this, 'allow_host' ), 10 );
			remove_filter( 'http_allowed_safe_ports', array( $this, 'allow_port' ), 10 );
		}
	}

	public function allow_host( bool $is_external, string $host ): bool {
		return $is_external || strtolower( $host ) === $this->host;
	}

	/**
	 * @param array<int> $ports
	 * @return array<int>
	 */
	public function allow_port( array $ports, string $host ): array {
		return strtolower( $host ) === $this->host && $this->port > 0 ? array( ...$ports, $this->port ) : $ports;
	}
}
