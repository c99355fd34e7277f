<?php

declare( strict_types=1 );

namespace Passerelle\Tests\Support;

/**
 * The shop of a recording, as far as hooks and REST answers tell it: posts and users stand in the test database, where
 * WordPress' own functions find them; WooCommerce's things are doubles.
 */
final class World {
	private static bool $is_playing = false;
	/** @var array<string, array<string, mixed>> Newest representation by kind and id. */
	private static array $bodies = array();
	/** @var array<int, array<string, mixed>> Last mention in a hook, by id. */
	private static array $things = array();
	/** @var array<int, int> */
	private static array $parents = array();
	/** @var array<int, array{type: string, status: string}> Type and status of the posts that were stored. */
	private static array $posts = array();
	/** @var array<int, \WP_User> */
	private static array $users = array();
	/** Whether orders are posts. */
	public static bool $has_order_posts = false;

	/**
	 * @param array<string, array<string, mixed>> $bodies
	 * @param array<int, int>                     $parents
	 */
	public static function begin( array $bodies, array $parents ): void {
		if ( ! class_exists( 'WC_Data' ) ) {
			require __DIR__ . '/doubles/woocommerce.inc';
		}
		add_role( 'customer', 'Customer', array( 'read' => true ) );
		foreach ( array( 'product_cat', 'product_tag', 'product_brand' ) as $taxonomy ) {
			register_taxonomy( $taxonomy, 'product' );
		}
		self::$is_playing = true;

		self::$bodies  = $bodies;
		self::$parents = $parents;
		self::$things  = array();
		self::$posts   = array();
		self::$users   = array();

		self::$has_order_posts = false;
	}

	public static function is_playing(): bool {
		return self::$is_playing;
	}

	public static function end(): void {
		if ( ! self::$is_playing ) {
			return;
		}
		self::$is_playing = false;
		remove_role( 'customer' );
		foreach ( array( 'product_cat', 'product_tag', 'product_brand' ) as $taxonomy ) {
			unregister_taxonomy( $taxonomy );
		}
	}

	/**
	 * @return array<string, mixed>
	 */
	public static function body( string $kind, int $id ): array {
		return self::$bodies[ "$kind:$id" ] ?? array();
	}

	/**
	 * @param array<string, mixed>|null $body
	 */
	public static function keep( string $key, ?array $body ): void {
		if ( null === $body ) {
			unset( self::$bodies[ $key ] );
			return;
		}
		self::$bodies[ $key ] = $body;
	}

	public static function parent( int $id ): int {
		return self::$parents[ $id ] ?? 0;
	}

	/**
	 * @return object|null The double of what was last mentioned under this id.
	 */
	public static function get( int $id ): ?object {
		if ( isset( self::$things[ $id ] ) ) {
			return self::build( self::$things[ $id ] );
		}
		return isset( self::$bodies[ "order:$id" ] ) ? self::build( array( 'class' => 'WC_Order', 'id' => $id ) ) : null;
	}

	public static function is_known( int $id ): bool {
		return isset( self::$things[ $id ] );
	}

	/**
	 * Notes what a hook mentions, so that WordPress knows it from then on.
	 */
	public static function learn( mixed $argument ): void {
		if ( ! is_array( $argument ) ) {
			return;
		}
		$class = $argument['class'] ?? null;
		$id    = (int) ( $argument['id'] ?? 0 );
		if ( ! is_string( $class ) || 0 === $id ) {
			array_walk( $argument, array( self::class, 'learn' ) );
			return;
		}
		if ( 'WP_Post' === $class ) {
			self::store_post( $id, (string) $argument['post_type'], (string) $argument['post_status'] );
		} elseif ( str_starts_with( $class, 'WC_Product' ) ) {
			self::$things[ $id ] = $argument;
			self::store_post( $id, str_contains( $class, 'Variation' ) ? 'product_variation' : 'product', self::$posts[ $id ]['status'] ?? (string) ( $argument['status'] ?? 'publish' ) );
		} elseif ( is_a( $class, 'WC_Abstract_Order', true ) ) {
			self::$things[ $id ] = $argument;
		}
	}

	/**
	 * @param array<string, mixed>|null $values Null before its first change: then it gets some name.
	 */
	public static function store_term( int $id, string $taxonomy, ?array $values ): void {
		global $wpdb;
		if ( null === $values && null !== get_term( $id, $taxonomy ) ) {
			return;
		}
		$wpdb->replace( $wpdb->terms, array( 'term_id' => $id, 'name' => $values['name'] ?? 'Before', 'slug' => $values['slug'] ?? 'before' ) );
		$wpdb->replace( $wpdb->term_taxonomy, array( 'term_taxonomy_id' => $id, 'term_id' => $id, 'taxonomy' => $taxonomy, 'description' => '' ) );
		clean_term_cache( $id, $taxonomy );
	}

	/**
	 * Posts of the products that were there before.
	 *
	 * @param list<int> $later Those that the recording makes.
	 */
	public static function store_products( array $later ): void {
		foreach ( self::$bodies as $key => $body ) {
			list( $kind, $id ) = explode( ':', $key );
			if ( 'product' === $kind && ! in_array( (int) $id, $later, true ) ) {
				self::store_post( (int) $id, 'product', $body['status'] );
			}
		}
		foreach ( array_keys( self::$parents ) as $id ) {
			if ( isset( self::$bodies[ 'product:' . self::$parents[ $id ] ] ) && ! in_array( $id, $later, true ) ) {
				self::store_post( $id, 'product_variation', 'publish' );
			}
		}
	}

	/**
	 * @return list<int>
	 */
	public static function orders_of( int $customer_id ): array {
		$found = array_filter( self::$bodies, static fn ( array $body, string $key ): bool => str_starts_with( $key, 'order:' ) && ( $body['customer_id'] ?? 0 ) === $customer_id, ARRAY_FILTER_USE_BOTH );
		return array_map( static fn ( string $key ): int => (int) substr( $key, 6 ), array_keys( $found ) );
	}

	public static function store_note( int $id, int $order_id ): void {
		global $wpdb;
		$wpdb->replace(
			$wpdb->comments,
			array(
				'comment_ID'       => $id,
				'comment_post_ID'  => $order_id,
				'comment_author'   => 'WooCommerce',
				'comment_author_email' => 'woocommerce@exemple.test',
				'comment_content'  => "Note $id",
				'comment_date_gmt' => '2026-11-21 08:33:20',
				'comment_type'     => 'order_note',
			)
		);
		wp_cache_delete( $id, 'comment' );
	}

	public static function delete_post( int $id ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->posts, array( 'ID' => $id ) );
		clean_post_cache( $id );
	}

	/**
	 * @param list<string> $roles
	 */
	public static function store_user( int $id, array $roles ): void {
		global $wpdb;
		if ( 0 === $id ) {
			return;
		}
		$body = self::body( 'customer', $id );
		$wpdb->replace(
			$wpdb->users,
			array(
				'ID'           => $id,
				'user_login'   => $body['username'] ?? "user$id",
				'user_nicename' => "user$id",
				'user_email'   => $body['email'] ?? "user$id@exemple.test",
				'display_name' => trim( ( $body['first_name'] ?? '' ) . ' ' . ( $body['last_name'] ?? '' ) ),
			)
		);
		$wpdb->delete( $wpdb->usermeta, array( 'user_id' => $id, 'meta_key' => $wpdb->prefix . 'capabilities' ) );
		$wpdb->insert( $wpdb->usermeta, array( 'user_id' => $id, 'meta_key' => $wpdb->prefix . 'capabilities', 'meta_value' => serialize( array_fill_keys( $roles, true ) ) ) );
		self::forget_user( $id );
		self::$users[ $id ] = new \WP_User( $id );
	}

	public static function delete_user( int $id ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->users, array( 'ID' => $id ) );
		$wpdb->delete( $wpdb->usermeta, array( 'user_id' => $id ) );
		self::forget_user( $id );
	}

	/**
	 * What stood in the recording, as what WordPress or WooCommerce would hand over.
	 */
	public static function build( mixed $argument ): mixed {
		if ( ! is_array( $argument ) ) {
			return $argument;
		}
		$class = $argument['class'] ?? null;
		if ( ! is_string( $class ) || str_contains( $class, '(' ) || isset( $argument['label'] ) ) {
			return array_map( array( self::class, 'build' ), $argument );
		}
		$id = (int) ( $argument['id'] ?? 0 );
		return match ( true ) {
			'WP_Post' === $class => new \WP_Post( (object) ( array( 'ID' => $id, 'post_parent' => self::parent( $id ), 'post_title' => self::$bodies[ "product:$id" ]['name'] ?? '' ) + $argument ) ),
			'WP_User' === $class => self::$users[ $id ] ?? new \WP_User( $id ),
			'WP_Term' === $class => new \WP_Term( (object) array( 'term_id' => $id, 'taxonomy' => $argument['taxonomy'], 'name' => $argument['name'] ) ),
			'WP_REST_Request' === $class => self::request( $argument['method'], $argument['route'] ),
			'WP_REST_Response' === $class => new \WP_REST_Response(),
			is_a( $class, 'WC_Data', true ) => new $class( $argument ),
			default => (object) $argument,
		};
	}

	private static function request( string $method, string $route ): \WP_REST_Request {
		$request = new \WP_REST_Request( $method, $route );
		if ( 1 === preg_match( '#^/wc/v3/orders/(\d+)/refunds/(\d+)$#', $route, $part ) ) {
			$request->set_url_params( array( 'order_id' => $part[1], 'id' => $part[2] ) );
		}
		return $request;
	}

	private static function forget_user( int $id ): void {
		foreach ( array( 'users', 'user_meta' ) as $group ) {
			wp_cache_delete( $id, $group );
		}
	}

	private static function store_post( int $id, string $type, string $status ): void {
		global $wpdb;
		$post = array( 'type' => $type, 'status' => $status );
		if ( ( self::$posts[ $id ] ?? null ) === $post ) {
			return;
		}
		self::$posts[ $id ] = $post;
		$wpdb->replace(
			$wpdb->posts,
			array(
				'ID'          => $id,
				'post_type'   => $type,
				'post_status' => $status,
				'post_parent' => self::parent( $id ),
				'post_title'  => self::$bodies[ "product:$id" ]['name'] ?? '',
			)
		);
		wp_cache_delete( $id, 'posts' );
		foreach ( self::$bodies[ "product:$id" ]['categories'] ?? array() as $category ) {
			$wpdb->replace( $wpdb->term_relationships, array( 'object_id' => $id, 'term_taxonomy_id' => $category['id'] ) );
		}
	}
}
