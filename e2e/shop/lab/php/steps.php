<?php

declare( strict_types=1 );

// What a test can ask the shop to do, in a web request or in a process of its own.
$lab_steps = array(
	'activate'  => static function ( array $args ): array {
		require_once ABSPATH . 'wp-admin/includes/plugin.php';
		$errors = array();
		foreach ( $args['plugins'] as $plugin ) {
			$error = activate_plugin( $plugin );
			if ( is_wp_error( $error ) ) {
				$errors[] = $error->get_error_message();
			}
		}
		return $errors;
	},
	'php'       => static fn ( array $args ): mixed => ( static fn (): mixed => eval( $args['code'] ) )(),
	'rest'      => static function ( array $args ): array {
		$request = new WP_REST_Request( $args['method'], $args['path'] );
		$request->set_query_params( $args['query'] ?? array() );
		$answer = rest_do_request( $request );
		return array( 'status' => $answer->get_status(), 'body' => rest_get_server()->response_to_data( $answer, false ) );
	},
	'pair'      => static function ( array $args ): string {
		$outcome = Passerelle\Pairing\Pair::run( $args['relay'], $args['code'] );
		if ( ! Passerelle\Settings::is_paired() ) {
			throw new RuntimeException( 'not paired: ' . $outcome->code . ' ' . $outcome->detail );
		}
		return $outcome->code;
	},
	'drain'     => static function ( array $args ): int {
		global $wpdb;
		Passerelle\Delivery\Drain::at_once( 20 );
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE state NOT IN (%d, %d)', Passerelle\Schema::outbox(), Passerelle\Delivery\Outbox::ACKNOWLEDGED, Passerelle\Delivery\Outbox::REJECTED ) );
	},
	// Ten minutes pass for what killed requests have left open.
	'age_open_rows' => static function ( array $args ): int {
		global $wpdb;
		return (int) $wpdb->query( $wpdb->prepare( 'UPDATE %i SET occurred_at = occurred_at - INTERVAL 10 MINUTE WHERE state = %d', Passerelle\Schema::outbox(), Passerelle\Delivery\Outbox::OPEN ) );
	},
	// How many queries a step makes, its shutdown included.
	'counted'   => static function ( array $args ) use ( &$lab_steps ): int {
		global $wpdb;
		$before = $wpdb->num_queries;
		$lab_steps[ $args['act'] ]( $args['args'] );
		do_action( 'shutdown' );
		return $wpdb->num_queries - $before;
	},
	'set_price' => static function ( array $args ): int {
		$product = wc_get_product( $args['id'] );
		$product->set_regular_price( $args['price'] );
		return $product->save();
	},
	'pretend_paired' => static fn ( array $args ): bool => Passerelle\Settings::keep_pairing( new Passerelle\Pairing( 'o', 'c', array( 'whsec_' . base64_encode( str_repeat( 'x', 32 ) ) ), 'a', 'b', Passerelle\Installation::site_url(), Passerelle\Installation::place(), gmdate( 'c' ) ) ),
	'rows'      => static function ( array $args ): array {
		global $wpdb;
		return $wpdb->get_results( $wpdb->prepare( 'SELECT id, event_id, state, sequence, topic, kind, entity_id, version, origin, facts, code FROM %i WHERE id > %d ORDER BY id', Passerelle\Schema::outbox(), $args['after'] ?? 0 ), ARRAY_A );
	},
	'run_queue' => static function ( array $args ): int {
		$runs = 0;
		for ( $until = microtime( true ) + 20; microtime( true ) < $until; ++$runs ) {
			if ( 0 === ActionScheduler::runner()->run( 'lab' ) ) {
				break;
			}
		}
		return $runs;
	},
	'order'     => static function ( array $args ): int {
		$order = wc_create_order( array( 'customer_id' => $args['customer'] ?? 0, 'created_via' => 'checkout' ) );
		foreach ( $args['items'] as list( $product, $quantity ) ) {
			$order->add_product( wc_get_product( $product ), $quantity );
		}
		$address = array( 'first_name' => 'Zoé', 'last_name' => "L'Été & Fils", 'address_1' => '1 rue du Thé', 'city' => 'Lyon', 'postcode' => '69001', 'country' => 'FR', 'email' => $args['email'] ?? 'invite@exemple.test' );
		$order->set_address( $address, 'billing' );
		$order->set_address( $address, 'shipping' );
		$order->set_payment_method( 'test_card' );
		$order->calculate_totals();
		$order->save();
		if ( isset( $args['status'] ) ) {
			$order->update_status( $args['status'] );
		}
		if ( $args['pay'] ?? false ) {
			$order->payment_complete( 'txn_' . $order->get_id() );
		}
		return $order->get_id();
	},
	'on_order'  => static function ( array $args ): mixed {
		$order = wc_get_order( $args['id'] );
		return match ( $args['act'] ) {
			'pay'     => $order->payment_complete( 'txn_' . $args['id'] ),
			'status'  => $order->update_status( $args['to'] ),
			'note'    => $order->add_order_note( $args['text'], $args['customer'] ?? 0, true ),
			'trash'   => $order->delete( false ),
			'untrash' => $order->untrash(),
			'delete'  => $order->delete( true ),
			'refund'  => wc_create_refund( array( 'order_id' => $args['id'], 'amount' => $args['amount'], 'reason' => $args['reason'] ?? '', 'line_items' => $args['lines'] ?? array(), 'restock_items' => true ) )->get_id(),
		};
	},
	'on_post'   => static fn ( array $args ): bool => (bool) match ( $args['act'] ) {
		'trash'   => wp_trash_post( $args['id'] ),
		'untrash' => wp_untrash_post( $args['id'] ),
		'delete'  => wp_delete_post( $args['id'], true ),
	},
	'subscribe' => static function ( array $args ): array {
		$start = gmdate( 'Y-m-d H:i:s', time() - ( $args['days_ago'] ?? 0 ) * DAY_IN_SECONDS - 60 );
		$order = wc_create_order( array( 'customer_id' => $args['customer'], 'created_via' => 'checkout' ) );
		$order->add_product( wc_get_product( $args['product'] ), 1 );
		$order->set_payment_method( 'test_card' );
		$order->set_date_created( $start );
		$order->calculate_totals();
		$order->save();
		$subscription = wcs_create_subscription( array( 'order_id' => $order->get_id(), 'customer_id' => $args['customer'], 'billing_period' => 'month', 'billing_interval' => 1, 'start_date' => $start, 'status' => 'pending' ) );
		$subscription->add_product( wc_get_product( $args['product'] ), 1 );
		$subscription->set_payment_method( WC()->payment_gateways()->payment_gateways()['test_card'] );
		$subscription->set_requires_manual_renewal( false );
		$subscription->update_dates( array( 'next_payment' => gmdate( 'Y-m-d H:i:s', time() + ( isset( $args['days_ago'] ) ? 7200 : 30 * DAY_IN_SECONDS ) ) ) );
		$subscription->calculate_totals();
		$subscription->save();
		wc_get_order( $order->get_id() )->payment_complete( 'txn_' . $order->get_id() );
		return array( 'order' => $order->get_id(), 'subscription' => $subscription->get_id() );
	},
	'renew'     => static function ( array $args ): array {
		update_option( 'lab_card', $args['card'] ?? 'accepts' );
		$args['order'] ?? false ? do_action( 'woocommerce_scheduled_subscription_payment_retry', $args['order'] ) : do_action( 'woocommerce_scheduled_subscription_payment', $args['id'] );
		$subscription = wcs_get_subscription( $args['id'] );
		return array( 'status' => $subscription->get_status(), 'renewals' => array_values( $subscription->get_related_orders( 'ids', 'renewal' ) ) );
	},
	'on_subscription' => static function ( array $args ): string {
		$subscription = wcs_get_subscription( $args['id'] );
		match ( $args['act'] ) {
			'status'   => $subscription->update_status( $args['to'] ),
			'customer' => array( WCS_User_Change_Status_Handler::class, 'change_users_subscription' )( $subscription, $args['to'] ),
			'cancel'   => $subscription->cancel_order(),
			'expire'   => do_action( 'woocommerce_scheduled_subscription_expiration', $args['id'] ),
			'date'     => $subscription->update_dates( array( 'next_payment' => gmdate( 'Y-m-d H:i:s', time() + $args['in_days'] * DAY_IN_SECONDS ) ) ),
			'trash'    => $subscription->delete( false ),
			'delete'   => $subscription->delete( true ),
		};
		$left = wcs_get_subscription( $args['id'] );
		return $left ? $left->get_status() : '';
	},
);

return $lab_steps + ( require __DIR__ . '/dump.php' ) + ( require __DIR__ . '/backup.php' );
