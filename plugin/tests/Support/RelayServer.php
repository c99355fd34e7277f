<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

/**
 * A relay in a process of its own, behind real HTTP on this machine.
 */
final class RelayServer {
	/**
	 * @param resource $process
	 */
	private function __construct( private readonly mixed $process, private readonly string $dir, public readonly string $url ) {}

	public static function start( bool $is_brief = false ): self {
		$dir = Environment::dir() . '/relay-' . bin2hex( random_bytes( 4 ) );
		mkdir( $dir );
		if ( $is_brief ) {
			touch( "$dir/brief" );
		}
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		$name   = (string) stream_socket_get_name( $socket ?: throw new \RuntimeException( 'No free port' ), false );
		fclose( $socket );
		$output  = array( array( 'file', '/dev/null', 'r' ), array( 'file', "$dir/log", 'a' ), array( 'file', "$dir/log", 'a' ) );
		$process = proc_open( array( PHP_BINARY, '-d', 'post_max_size=16M', '-d', 'memory_limit=128M', '-S', $name, __DIR__ . '/relay-server.php' ), $output, $pipes, null, array( 'RELAY_LOG' => $dir ) + getenv() );
		if ( false === $process ) {
			throw new \RuntimeException( 'PHP could not be started' );
		}
		for ( $tries = 0; $tries < 100; $tries++ ) {
			$connection = stream_socket_client( "tcp://$name", $code, $message, 1, STREAM_CLIENT_CONNECT | STREAM_CLIENT_ASYNC_CONNECT );
			usleep( 50_000 );
			if ( str_contains( (string) file_get_contents( "$dir/log" ), 'started' ) ) {
				break;
			}
		}
		return new self( $process, $dir, "http://$name" );
	}

	/**
	 * @param array{status: int, headers?: list<string>, body?: mixed}|null $answer Null: a 202.
	 */
	public function say( ?array $answer ): void {
		if ( null === $answer ) {
			unlink( $this->dir . '/say.json' );
			return;
		}
		file_put_contents( $this->dir . '/say.json', (string) json_encode( $answer ) );
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	public function calls(): array {
		$lines = is_file( $this->dir . '/calls.jsonl' ) ? (array) file( $this->dir . '/calls.jsonl', FILE_IGNORE_NEW_LINES ) : array();
		return array_map( static fn ( mixed $line ): array => (array) json_decode( (string) $line, true ), $lines );
	}

	public function stop(): void {
		proc_terminate( $this->process );
		proc_close( $this->process );
	}
}
