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

	public function boot(): void {
		foreach ( $this->parts() as $part ) {
			$part->register();
		}
	}

	/**
	 * @return list<Registerable>
	 */
	private function parts(): array {
		$recorder      = new Capture\Recorder();
		$catalogue     = new Capture\Catalogue( $recorder );
		$many          = new Capture\ManyProducts();
		$orders        = new Capture\OrderRows( $recorder, 'order', 'shop_order' );
		$subscriptions = new Capture\OrderRows( $recorder, 'subscription', 'shop_subscription' );
		return array(
			new Compatibility( $this->file ),
			new WooCommerceNotice(),
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
			new Rest\Answers(),
			new Rest\RelayDoor(),
			new Rest\WriteDoor(
				new Writing\Writes( array( new Writing\ProductWriter(), new Writing\StockWriter(), new Writing\OrderWriter() ) ),
				Rest\Verify::signed( ... ),
				Writing\TellSoon::run( ... )
			),
			new Writing\Once(),
			new Privacy\Exporter(),
			new Privacy\Eraser( $recorder ),
			new Privacy\Policy(),
			new Pairing\Rotate(),
			new Admin\Page(),
			new Admin\Actions(),
			new Admin\SiteHealth(),
			new Admin\StatusReport(),
			new Admin\Notice(),
			new Admin\PluginsScreen( $this->file ),
		);
	}
}
