<?php

declare( strict_types=1 );

namespace Passerelle;

defined( 'ABSPATH' ) || exit;

/**
 * The only place where the plugin's objects are built and wired.
 */
final class Plugin {
	/**
	 * @param string $file Absolute path of the plugin's main file.
	 */
	public function __construct( private readonly string $file ) {}

	/**
	 * What no shopper can need is not loaded for a shopper: it would be most of the files.
	 */
	public function boot(): void {
		$recorder = new Capture\Recorder();
		self::register( $this->always( $recorder ) );
		$rest = static function ( self $plugin ): void {
			if ( ! str_starts_with( (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' ), '/wc/store' ) ) {
				self::register( $plugin->doors() );
			}
		};
		if ( is_admin() || wp_doing_cron() || 'cli' === PHP_SAPI ) {
			self::register( array( ...$this->doors(), ...$this->screens() ) );
		} else {
			add_action( 'rest_api_init', fn () => $rest( $this ), 0 );
		}
	}

	/**
	 * @param list<Registerable> $parts
	 */
	private static function register( array $parts ): void {
		foreach ( $parts as $part ) {
			$part->register();
		}
	}

	/**
	 * @return list<Registerable>
	 */
	private function always( Capture\Recorder $recorder ): array {
		$catalogue     = new Capture\Catalogue( $recorder );
		$many          = new Capture\ManyProducts();
		$orders        = new Capture\OrderRows( $recorder, 'order', 'shop_order' );
		$subscriptions = new Capture\OrderRows( $recorder, 'subscription', 'shop_subscription' );
		return array(
			new Compatibility( $this->file ),
			new Schema(),
			$recorder,
			new Capture\ProductPosts( $catalogue, $many ),
			new Capture\ProductEvents( $catalogue, $many ),
			new Capture\TermEvents( $many ),
			new Capture\CustomerEvents( $recorder ),
			new Capture\OrderEvents( $orders ),
			new Capture\RefundEvents( $orders ),
			new Capture\OrderNotes( $orders ),
			new Capture\OrderOwners( $orders ),
			new Capture\SubscriptionEvents( $subscriptions ),
			new Capture\OrderParts( $orders, $subscriptions ),
			new Capture\OrderPosts( $orders, $subscriptions ),
			new Delivery\Wake( $this->file ),
			new Writing\Once(),
			new Pairing\Rotate(),
			new Privacy\Eraser( $recorder ),
		);
	}

	/**
	 * @return list<Registerable>
	 */
	private function doors(): array {
		return array(
			new Rest\Answers(),
			new Rest\RelayDoor(),
			new Rest\WriteDoor(
				new Writing\Writes( array( new Writing\ProductWriter(), new Writing\StockWriter(), new Writing\OrderWriter() ) ),
				Rest\Verify::signed( ... ),
				Writing\TellSoon::run( ... )
			),
			new Admin\SiteHealth(),
			new Admin\StatusReport(),
		);
	}

	/**
	 * @return list<Registerable>
	 */
	private function screens(): array {
		return array(
			new WooCommerceNotice(),
			new Privacy\Exporter(),
			new Privacy\Policy(),
			new Admin\Page(),
			new Admin\Actions(),
			new Admin\Notice(),
			new Admin\PluginsScreen( $this->file ),
		);
	}
}
