<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

use mysqli;
use RuntimeException;

/**
 * A MariaDB of our own: a folder and a socket in the temp directory, no port, gone with the PHP process that started it.
 */
final class Database {
	private const NAME            = 'wordpress';
	private const START_TIMEOUT_S = 60;

	/** @var array{resource, array<int, resource>}|null */
	private static ?array $held = null; // @phpstan-ignore property.onlyWritten (the pipe closes when it is freed)

	private function __construct( private readonly string $socket ) {}

	/**
	 * @param string $dir Empty folder that the server may fill; it is deleted when this process ends.
	 */
	public static function start( string $dir ): self {
		$socket = $dir . '/db.sock';
		$user   = 0 === posix_geteuid() ? array( '--user=root' ) : array();
		$init   = array( 'mariadb-install-db', '--no-defaults', "--datadir=$dir/db", '--auth-root-authentication-method=normal', '--skip-test-db', ...$user );
		exec( implode( ' ', array_map( 'escapeshellarg', $init ) ) . ' 2>&1', $output, $status );
		if ( 0 !== $status ) {
			exec( 'rm -rf ' . escapeshellarg( $dir ) );
			throw new RuntimeException( "mariadb-install-db failed:\n" . implode( "\n", $output ) );
		}
		$server = array( 'mariadbd', '--no-defaults', "--datadir=$dir/db", "--socket=$socket", "--pid-file=$dir/db.pid", '--skip-networking', '--innodb-flush-log-at-trx-commit=0', '--character-set-server=utf8mb4', ...$user );
		self::run_until_we_end( $server, $dir );
		self::wait( $socket, $dir );
		return new self( $socket );
	}

	/**
	 * @return array<string, string> The constants that wp-config.php would define.
	 */
	public function constants(): array {
		return array(
			'DB_NAME'     => self::NAME,
			'DB_USER'     => 'root',
			'DB_PASSWORD' => '',
			'DB_HOST'     => 'localhost:' . $this->socket,
			'DB_CHARSET'  => 'utf8mb4',
			'DB_COLLATE'  => '',
		);
	}

	/**
	 * The shell reads a pipe that closes when this process ends, however it ends, and then stops the server and cleans up.
	 *
	 * @param list<string> $command
	 */
	private static function run_until_we_end( array $command, string $dir ): void {
		$script  = '"$@" >"$0/db.log" 2>&1 & pid=$!; trap "" INT TERM HUP; read -r _; kill $pid; wait $pid; rm -rf "$0"';
		$process = proc_open( array( 'sh', '-c', $script, $dir, ...$command ), array( array( 'pipe', 'r' ), STDOUT, STDERR ), $pipes );
		if ( false === $process ) {
			throw new RuntimeException( 'sh could not be started' );
		}
		// Held until PHP has nothing left to run: WordPress and WooCommerce still write in their shutdown functions.
		self::$held = array( $process, $pipes );
	}

	private static function wait( string $socket, string $dir ): void {
		mysqli_report( MYSQLI_REPORT_OFF );
		$deadline = microtime( true ) + self::START_TIMEOUT_S;
		do {
			usleep( 50_000 );
			$connection = new mysqli();
			if ( @$connection->real_connect( 'localhost', 'root', '', null, null, $socket ) ) {
				$connection->query( 'CREATE DATABASE ' . self::NAME );
				return;
			}
		} while ( microtime( true ) < $deadline );
		throw new RuntimeException( "MariaDB did not answer:\n" . file_get_contents( $dir . '/db.log' ) );
	}
}
