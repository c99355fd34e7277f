// Made by `npm run api:client` from the routes of the relay. Not to be edited by hand.

export interface paths {
  '/v1/companies': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List companies, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_companies']
    put?: never
    /**
     * Add a company
     * @description Needs the scope `admin`.
     */
    post: operations['post_companies']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/companies/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a company
     * @description Needs the scope `read`.
     */
    get: operations['get_companies_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Rename a company
     * @description Needs the scope `admin`.
     */
    patch: operations['patch_companies_id']
    trace?: never
  }
  '/v1/connections': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List connections, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_connections']
    put?: never
    /**
     * Connect a system
     * @description The answer shows secrets that were made, this once: a call repeated under its key shows them again for 24 hours. Requests to a destination carry our own headers alone; there are no custom ones.
     *
     *     Needs the scope `admin`.
     */
    post: operations['post_connections']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a connection
     * @description Needs the scope `read`.
     */
    get: operations['get_connections_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change name, settings or limits
     * @description Needs the scope `admin`.
     */
    patch: operations['patch_connections_id']
    trace?: never
  }
  '/v1/connections/{id}/installation': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get the shop that a connection is paired with
     * @description With the numbers of events that never came, and those that are lost.
     *
     *     Needs the scope `read`.
     */
    get: operations['get_connections_id_installation']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}/pairing': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Make a code by which a shop pairs with the connection
     * @description It lives 15 minutes and takes 5 calls. Another shop that pairs with it takes the place of the one before.
     *
     *     Needs the scope `admin`.
     */
    post: operations['post_connections_id_pairing']
    /**
     * End the pairing of a connection with its shop
     * @description The secret and the keys that the pairing gave end at once, as do codes that wait for the connection. Webhooks of the shop and its REST API count again.
     *
     *     Needs the scope `admin`.
     */
    delete: operations['delete_connections_id_pairing']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}/pause': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Stop sending; what is due waits
     * @description Needs the scope `write`.
     */
    post: operations['post_connections_id_pause']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}/resume': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send again, what waited included
     * @description Needs the scope `write`.
     */
    post: operations['post_connections_id_resume']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}/rotate-secret': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Give it a new secret
     * @description The secret before the new one stays good for 24 hours, so that the other side can change over; that of a paired shop, which fetches the new one by itself, at least until it has used the new one. `end_previous` ends it at once.
     *
     *     Needs the scope `admin`.
     */
    post: operations['post_connections_id_rotate_secret']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}/sync': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Synchronise a connection
     * @description A source is read, a destination is sent every active product. The job tells how far it is.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_connections_id_sync']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/connections/{id}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Try address and secrets with one harmless call
     * @description Nothing is stored, so an Idempotency-Key has nothing to say here.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_connections_id_test']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/customers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List customers, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_customers']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/customers/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a customer, deleted ones included
     * @description Needs the scope `read`.
     */
    get: operations['get_customers_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/customers/bulk': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Get up to 200 customers by their ids
     * @description Needs the scope `read`.
     */
    post: operations['post_customers_bulk']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/customers/external/{connection_id}/{external_id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get the customer that a connection knows by an id of its own
     * @description Needs the scope `read`.
     */
    get: operations['get_customers_external_connection_id_external_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/deliveries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List deliveries, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_deliveries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/deliveries/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a delivery with its attempts
     * @description Needs the scope `read`.
     */
    get: operations['get_deliveries_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/deliveries/{id}/retry': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send a dead delivery once more
     * @description Needs the scope `write`.
     */
    post: operations['post_deliveries_id_retry']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/deliveries/replay': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send dead deliveries once more, by filter
     * @description Up to 10000 at once, oldest first; with `dry_run` it only counts them.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_deliveries_replay']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/events': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Read what happened, in the gapless order of the organisation
     * @description Begin without `after`, and go on with the `next_cursor` of each answer. With `wait` the answer comes as soon as there is news. Events are kept for 30 days.
     *
     *     Needs the scope `read`.
     */
    get: operations['get_events']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List what sources told us, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_inbox']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get an event with its bytes as they came
     * @description Needs the scope `read`.
     */
    get: operations['get_inbox_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox/{id}/replay': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Put a stored event in line again
     * @description Needs the scope `write`.
     */
    post: operations['post_inbox_id_replay']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/inbox/replay': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Put stored events in line again, by filter
     * @description Up to 10000 at once, oldest first; with `dry_run` it only counts them.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_inbox_replay']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/ingest/batches': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take a batch of events from the plugin
     * @description Signed by Standard Webhooks over the bytes as they are sent. 202 says that what is accepted is stored, what is in quarantine included. 403 is for another shop (`source_mismatch`), or a copy of the paired one that lies elsewhere (`second_writer`).
     */
    post: operations['post_ingest_batches']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/jobs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List jobs, newest first
     * @description Needs the scope `read`.
     */
    get: operations['get_jobs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/jobs/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a job
     * @description Needs the scope `read`.
     */
    get: operations['get_jobs_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/jobs/{id}/cancel': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Cancel a job
     * @description It ends for good; what it stored stays.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_jobs_id_cancel']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/jobs/{id}/pause': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Pause a job
     * @description It stops after the page under way and keeps its place.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_jobs_id_pause']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/jobs/{id}/resume': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Resume a job
     * @description One that was paused or failed goes on where it stood.
     *
     *     Needs the scope `write`.
     */
    post: operations['post_jobs_id_resume']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/keys': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List keys, oldest first, without their secrets
     * @description Needs the scope `admin`.
     */
    get: operations['get_keys']
    put?: never
    /**
     * Make a key
     * @description The key itself is in the answer and nowhere else; a call repeated under its Idempotency-Key shows it again for 24 hours, for which it is kept sealed.
     *
     *     Needs the scope `admin`.
     */
    post: operations['post_keys']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/keys/{id}/revoke': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * End a key at once
     * @description Needs the scope `admin`.
     */
    post: operations['post_keys_id_revoke']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/mappings': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List which of their ids stands for which of ours
     * @description Needs the scope `read`.
     */
    get: operations['get_mappings']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/orders': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List orders, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_orders']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/orders/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get an order, deleted ones included
     * @description Needs the scope `read`.
     */
    get: operations['get_orders_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/orders/bulk': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Get up to 200 orders by their ids
     * @description Needs the scope `read`.
     */
    post: operations['post_orders_bulk']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/orders/external/{connection_id}/{external_id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get the order that a connection knows by an id of its own
     * @description Needs the scope `read`.
     */
    get: operations['get_orders_external_connection_id_external_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/organisation': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get the organisation that the key belongs to
     * @description Needs the scope `read`.
     */
    get: operations['get_organisation']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Change its name or time zone
     * @description Needs the scope `admin`.
     */
    patch: operations['patch_organisation']
    trace?: never
  }
  '/v1/pairings': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Pair a shop by its code
     * @description The relay calls the site back to prove its address. A lost answer may be asked for again with the same code.
     */
    post: operations['post_pairings']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pairings/disconnect': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * End the pairing, from the shop
     * @description Signed by Standard Webhooks with the connection’s signing secret, as a batch is; a shop may make ten of these calls a minute. The secret and the keys that pairing gave end at once: made again after its answer was lost, the call is 401.
     */
    post: operations['post_pairings_disconnect']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pairings/rotate-secret': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take a new signing secret
     * @description Signed by Standard Webhooks with the connection’s signing secret, as a batch is; a shop may make ten of these calls a minute. The secret that signed the call stays good until 24 hours after the new one was first used, so that a lost answer may be asked for again, signed anew; a call that was signed in the same second as the last one, or earlier, is 409 `call_superseded`. The keys that pairing gave stay as they are.
     */
    post: operations['post_pairings_rotate_secret']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/pairings/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Time a round trip hop by hop
     * @description Signed by Standard Webhooks with the connection’s signing secret, as a batch is; a shop may make ten of these calls a minute. Waits up to 5 seconds for a ping that was sent before, and calls the shop back meanwhile.
     */
    post: operations['post_pairings_test']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/products': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List products, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_products']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/products/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a product, deleted ones included
     * @description Needs the scope `read`.
     */
    get: operations['get_products_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/products/bulk': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Get up to 200 products by their ids
     * @description Needs the scope `read`.
     */
    post: operations['post_products_bulk']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/products/external/{connection_id}/{external_id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get the product that a connection knows by an id of its own
     * @description Needs the scope `read`.
     */
    get: operations['get_products_external_connection_id_external_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List subscriptions, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_subscriptions']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get a subscription, deleted ones included
     * @description Needs the scope `read`.
     */
    get: operations['get_subscriptions_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions/{id}/history': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * List every change of its status or reason, oldest first
     * @description Needs the scope `read`.
     */
    get: operations['get_subscriptions_id_history']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions/bulk': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Get up to 200 subscriptions by their ids
     * @description Needs the scope `read`.
     */
    post: operations['post_subscriptions_bulk']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/v1/subscriptions/external/{connection_id}/{external_id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Get the subscription that a connection knows by an id of its own
     * @description Needs the scope `read`.
     */
    get: operations['get_subscriptions_external_connection_id_external_id']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhooks/catalogue/{organisation_id}/{connection_id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take products from the partner
     * @description Authenticated by `X-API-Key`. Where there is one such connection, its id may be left out.
     */
    post: operations['post_webhooks_catalogue_organisation_id_connection_id']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/webhooks/woocommerce/{organisation_id}/{connection_id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take WooCommerce’s own webhooks
     * @description Signed by `X-WC-Webhook-Signature`. Where there is one such connection, its id may be left out.
     */
    post: operations['post_webhooks_woocommerce_organisation_id_connection_id']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export interface webhooks {
  '/connection.paused': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The connection stopped sending
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['ConnectionNews']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/connection.recovered': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The connection sends again
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['ConnectionNews']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/customer.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The customer is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Customer']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/customer.deleted': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The customer is gone
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Customer']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/customer.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The customer was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Customer']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.canceled': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was canceled
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.deleted': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order is gone
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.fulfillable': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order may be sent
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.paid': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was paid
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.refunded': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was refunded, in part or whole
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/order.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/product.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The product is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Product']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/product.deleted': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The product is gone
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Product']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/product.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The product was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Product']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.activated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription runs
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.canceled': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription was canceled
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.expired': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription came to its end
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.past_due': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription has an unpaid renewal
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.paused': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription was paused
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.resumed': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription runs again
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/subscription.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'connection.paused': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The connection stopped sending
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['ConnectionNews']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'connection.recovered': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The connection sends again
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['ConnectionNews']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'customer.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The customer is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Customer']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'customer.deleted': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The customer is gone
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Customer']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'customer.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The customer was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Customer']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.canceled': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was canceled
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.deleted': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order is gone
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.fulfillable': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order may be sent
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.paid': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was paid
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.refunded': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was refunded, in part or whole
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'order.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The order was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Order']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'product.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The product is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Product']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'product.deleted': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The product is gone
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Product']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'product.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The product was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Product']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.activated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription runs
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.canceled': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription was canceled
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.created': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription is new
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.expired': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription came to its end
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.past_due': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription has an unpaid renewal
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.paused': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription was paused
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.resumed': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription runs again
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  'subscription.updated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The subscription was changed
     * @description Signed by Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The same event stands in `/v1/events` under the same id.
     */
    post: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': {
            data: components['schemas']['Subscription']
            entity: {
              /** Format: uuid */
              id: string
              kind: string
              version: number
            }
            /** Format: uuid */
            id: string
            /** Format: uuid */
            organisation_id: string
            previous: {
              [key: string]: unknown
            }
            source: {
              /** Format: uuid */
              connection_id: string | null
              /** Format: uuid */
              event_id: string | null
            }
            /** Format: date-time */
            timestamp: string
            type: string
          }
        }
      }
      responses: {
        /** @description Any 2xx says that it came */
        200: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
        /** @description Send nothing more to this address */
        410: {
          headers: {
            [name: string]: unknown
          }
          content?: never
        }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export interface components {
  schemas: {
    /**
     * @description An address as the source wrote it; what it left empty is null
     * @example {
     *       "first_name": "Élodie",
     *       "last_name": "Lefèvre",
     *       "company": null,
     *       "line1": "12 rue des Carmes",
     *       "line2": null,
     *       "city": "Nantes",
     *       "state": null,
     *       "postcode": "44000",
     *       "country": "FR",
     *       "email": "elodie.lefevre@exemple.test",
     *       "phone": "06 12 34 56 78"
     *     }
     */
    Address: {
      city: string | null
      company: string | null
      /** @description ISO 3166-1 alpha-2 */
      country: string | null
      email: string | null
      first_name: string | null
      last_name: string | null
      line1: string | null
      line2: string | null
      phone: string | null
      postcode: string | null
      state: string | null
    }
    Attempt: {
      duration_ms: number
      http_status: number | null
      number: number
      outcome: string
      reason: string | null
      response: string | null
      /** Format: date-time */
      started_at: string
    }
    /**
     * @example {
     *       "accepted": 1,
     *       "duplicates": 0,
     *       "rejected": [],
     *       "server_time": "2026-11-21T07:10:51.000Z",
     *       "highest": {
     *         "sequence": 1042,
     *         "versions": {
     *           "product:87": 12
     *         }
     *       },
     *       "missing": []
     *     }
     */
    BatchAnswer: {
      accepted: number
      duplicates: number
      highest: components['schemas']['Highest']
      /** @description Numbers that never came, as ranges with both ends; at most 50. The relay asks for them by itself */
      missing: [number, number][]
      rejected: {
        code: string
        event_id: string | null
        index: number
        /** @description JSON pointer into the batch */
        pointer: string
      }[]
      /**
       * @description The secret that signed the batch is not the newest one, and will end: the plugin fetches a new one by `POST /v1/pairings/rotate-secret`
       * @enum {boolean}
       */
      rotate?: true
      /** Format: date-time */
      server_time: string
    }
    BatchEvent: {
      /** @description The wc/v3 representation; null for a delete and for what is too large to be sent */
      data?:
        | {
            [key: string]: unknown
          }
        | unknown[]
        | null
      entity: {
        id: string | number
        kind: string
        /** @description Grows per entity, given at capture */
        version: number
      } & {
        [key: string]: unknown
      }
      /** @description What the hook knew: from, to, actor; of something deleted, its last known identity */
      facts?:
        | {
            [key: string]: unknown
          }
        | []
      /** @description UUIDv7 in lower case; the same in every retry */
      id: string
      /** Format: date-time */
      occurred_at: string
      /** @description The event of the relay that caused the change, if any */
      origin?: string | null
      /** @description Dense per installation, given once at the first drain */
      sequence: number
      topic: string
    } & {
      [key: string]: unknown
    }
    BulkBody: {
      ids: string[]
    }
    /**
     * @example {
     *       "name": "CRM, Paris",
     *       "limits": {
     *         "rate_per_second": 5
     *       }
     *     }
     */
    ChangeConnectionBody: {
      limits?: {
        burst?: number | null
        concurrency?: number | null
        rate_per_second?: number | null
      }
      name?: string
      /** @description Those to change, secrets among them; null takes one away */
      settings?: {
        [key: string]: string | null
      }
    }
    /**
     * @example {
     *       "time_zone": "Europe/Paris"
     *     }
     */
    ChangeOrganisationBody: {
      name?: string
      time_zone?: string
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000002",
     *       "version": 1,
     *       "name": "Purea Café",
     *       "created_at": "2026-11-21T08:00:00.000Z"
     *     }
     */
    Company: {
      /** Format: date-time */
      created_at: string
      /** Format: uuid */
      id: string
      name: string
      version: number
    }
    /**
     * @example {
     *       "name": "Purea Distribution"
     *     }
     */
    CompanyBody: {
      name: string
    }
    /**
     * @description One of the systems that we talk to
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "version": 1,
     *       "company_id": "0199f3a2-7c1e-7000-8000-000000000002",
     *       "connector": "crm",
     *       "name": "CRM",
     *       "state": "active",
     *       "reason": null,
     *       "settings": {
     *         "url": "https://crm.example/hooks/passerelle"
     *       },
     *       "limits": {
     *         "rate_per_second": null,
     *         "burst": null,
     *         "concurrency": null
     *       },
     *       "breaker": {
     *         "state": "closed",
     *         "opens": 0,
     *         "next_try_at": null
     *       },
     *       "previous_secret_ends_at": null,
     *       "created_at": "2026-11-21T08:00:00.000Z"
     *     }
     */
    Connection: {
      breaker: components['schemas']['ConnectionBreaker']
      /** Format: uuid */
      company_id: string
      connector: string
      /** Format: date-time */
      created_at: string
      /** Format: uuid */
      id: string
      limits: components['schemas']['ConnectionLimits']
      name: string
      /**
       * Format: date-time
       * @description Until then the secret before the present one is good as well
       */
      previous_secret_ends_at: string | null
      /** @description Why it does not send, as a code */
      reason: string | null
      /** @description Without the secrets, which are never shown again */
      settings: {
        [key: string]: string
      }
      /** @enum {string} */
      state: 'active' | 'paused' | 'disabled'
      version: number
    }
    ConnectionBreaker: {
      /**
       * Format: date-time
       * @description When the next delivery is tried
       */
      next_try_at: string | null
      /** @description How often in a row it opened */
      opens: number
      /**
       * @description Only while it is closed everything is sent; half open, one delivery is tried
       * @enum {string}
       */
      state: 'closed' | 'open' | 'half_open'
    }
    ConnectionInstallation: {
      /** @description Another shop that came with the secret of this one, such as a copy; it was refused */
      foreign: {
        /**
         * @description `second_writer`: the same id and address, but another place. `source_mismatch`: another id or address
         * @enum {string}
         */
        code: 'source_mismatch' | 'second_writer'
        installation_id: string
        place: string | null
        /** Format: date-time */
        seen_at: string
        site_url: string
      } | null
      id: string
      /** @description It has not caught up with the numbers that it gave before */
      is_behind: boolean
      /**
       * Format: date-time
       * @description When it last sent something or answered us
       */
      last_seen_at: string | null
      /**
       * Format: date-time
       * @description When it last moved from one place to another
       */
      moved_at: string | null
      /** Format: date-time */
      paired_at: string
      /** @description Where its files lie, in its own words; null until it says so */
      place: string | null
      plugin_version: string | null
      /**
       * Format: date-time
       * @description When its numbers last went back, as after a backup
       */
      restored_at: string | null
      sequence: {
        /** @description Every number up to here came, or is known to be lost */
        contiguous_to: number
        highest: number
        /** @description Why the shop could not be asked, the last time */
        last_error: string | null
        /** @description Numbers that the shop has no more, newest first; what they told comes with a reconcile */
        lost: {
          count: number
          from: number
          reason: string
          to: number
        }[]
        /** @description Numbers that never came; they are asked for. At most 50 ranges */
        missing: {
          from: number
          to: number
        }[]
        /** Format: date-time */
        missing_since: string | null
      }
      site_url: string
      woocommerce_version: string | null
    }
    ConnectionLimits: {
      /** @description Calls that may go at once after a rest; null is what a second allows */
      burst: number | null
      /** @description Calls under way at once; null is the connector’s own */
      concurrency: number | null
      /** @description Calls per second over all replicas; null sets no limit */
      rate_per_second: number | null
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "connector": "crm",
     *       "name": "CRM",
     *       "state": "paused",
     *       "reason": "unauthorized",
     *       "breaker": {
     *         "state": "closed",
     *         "opens": 0,
     *         "next_try_at": null
     *       }
     *     }
     */
    ConnectionNews: {
      breaker: {
        /** Format: date-time */
        next_try_at: string | null
        /** @description How often in a row it opened */
        opens: number
        /** @enum {string} */
        state: 'closed' | 'open' | 'half_open'
      }
      connector: string
      /** Format: uuid */
      id: string
      name: string
      reason: string | null
      /** @enum {string} */
      state: 'active' | 'paused' | 'disabled'
    }
    /**
     * @example {
     *       "connector": "crm",
     *       "name": "CRM",
     *       "settings": {
     *         "url": "https://crm.example/hooks/passerelle"
     *       }
     *     }
     */
    CreateConnectionBody: {
      /** @description The first company where it is left out */
      company_id?: string
      connector: string
      name: string
      /**
       * @description Secrets among them; one that is needed and not given is made and shown once
       * @default {}
       */
      settings: {
        [key: string]: string | string[]
      }
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "version": 1,
     *       "company_id": "0199f3a2-7c1e-7000-8000-000000000002",
     *       "connector": "crm",
     *       "name": "CRM",
     *       "state": "active",
     *       "reason": null,
     *       "settings": {
     *         "url": "https://crm.example/hooks/passerelle"
     *       },
     *       "limits": {
     *         "rate_per_second": null,
     *         "burst": null,
     *         "concurrency": null
     *       },
     *       "breaker": {
     *         "state": "closed",
     *         "opens": 0,
     *         "next_try_at": null
     *       },
     *       "previous_secret_ends_at": null,
     *       "created_at": "2026-11-21T08:00:00.000Z",
     *       "webhook_url": null,
     *       "secret": null,
     *       "generated": {
     *         "secret": "whsec_…"
     *       }
     *     }
     */
    CreatedConnection: {
      breaker: components['schemas']['ConnectionBreaker']
      /** Format: uuid */
      company_id: string
      connector: string
      /** Format: date-time */
      created_at: string
      /** @description Secrets that were made; shown once */
      generated: {
        [key: string]: string
      }
      /** Format: uuid */
      id: string
      limits: components['schemas']['ConnectionLimits']
      name: string
      /**
       * Format: date-time
       * @description Until then the secret before the present one is good as well
       */
      previous_secret_ends_at: string | null
      /** @description Why it does not send, as a code */
      reason: string | null
      /** @description What the other side must present to us; shown once */
      secret: string | null
      /** @description Without the secrets, which are never shown again */
      settings: {
        [key: string]: string
      }
      /** @enum {string} */
      state: 'active' | 'paused' | 'disabled'
      version: number
      /** @description Where the other side sends to */
      webhook_url: string | null
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000003",
     *       "prefix": "Ab3dE6gH",
     *       "scopes": [
     *         "read"
     *       ],
     *       "networks": [
     *         "203.0.113.0/24"
     *       ],
     *       "expires_at": "2027-02-19T08:00:00.000Z",
     *       "revoked_at": null,
     *       "last_used_at": null,
     *       "created_at": "2026-11-21T08:00:00.000Z",
     *       "key": "psr_live_Ab3dE6gH_…"
     *     }
     */
    CreatedKey: {
      /** Format: date-time */
      created_at: string
      /** Format: date-time */
      expires_at: string | null
      /** Format: uuid */
      id: string
      /** @description The key itself; shown once */
      key: string
      /**
       * Format: date-time
       * @description To the minute
       */
      last_used_at: string | null
      /** @description CIDRs it may be used from; anywhere where there are none */
      networks: string[]
      /** @description The part of the key by which it may be told */
      prefix: string
      /** Format: date-time */
      revoked_at: string | null
      scopes: ('admin' | 'read' | 'write' | 'ops' | 'account')[]
    }
    /**
     * @example {
     *       "scopes": [
     *         "read"
     *       ],
     *       "networks": [
     *         "203.0.113.0/24"
     *       ]
     *     }
     */
    CreateKeyBody: {
      /**
       * Format: date-time
       * @default null
       */
      expires_at: string | null
      /** @default [] */
      networks: string[]
      scopes: ('admin' | 'read' | 'write' | 'ops' | 'account')[]
    }
    /**
     * @description A customer of the shop
     * @example {
     *       "id": "0199f3a2-5b1c-7d3e-8f40-2a6b9c1d0e11",
     *       "version": 3,
     *       "connection_id": "0199f3a2-0c44-7a10-9b21-6f5e4d3c2b1a",
     *       "external_id": "3",
     *       "email": "elodie.lefevre@exemple.test",
     *       "first_name": "Élodie",
     *       "last_name": "Lefèvre",
     *       "username": "elodie",
     *       "role": "customer",
     *       "phone": "06 12 34 56 78",
     *       "billing": null,
     *       "shipping": null,
     *       "is_paying": true,
     *       "registered_at": "2026-11-21T07:40:56.000Z",
     *       "created_at": "2026-11-21T07:40:58.120Z",
     *       "updated_at": "2026-11-21T08:33:23.480Z",
     *       "deleted_at": null
     *     }
     */
    Customer: {
      billing: components['schemas']['Address'] | null
      /** Format: uuid */
      connection_id: string
      /** Format: date-time */
      created_at: string
      /** Format: date-time */
      deleted_at: string | null
      /** @description As it was written; lists find it whatever its capitals */
      email: string | null
      external_id: string
      first_name: string | null
      /** Format: uuid */
      id: string
      is_paying: boolean | null
      last_name: string | null
      phone: string | null
      /** Format: date-time */
      registered_at: string | null
      /** @description The shop's own word */
      role: string | null
      shipping: components['schemas']['Address'] | null
      /** Format: date-time */
      updated_at: string
      username: string | null
      version: number
    }
    /**
     * @description One of our events for one destination
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000200",
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "event_id": "0199f3a2-7c1e-7000-8000-000000000300",
     *       "type": "product.updated",
     *       "entity": {
     *         "kind": "product",
     *         "id": "0199f3a2-7c1e-7000-8000-000000000087"
     *       },
     *       "state": "delivered",
     *       "reason": null,
     *       "attempt_count": 1,
     *       "next_attempt_at": null,
     *       "created_at": "2026-11-21T07:10:51.000Z",
     *       "finished_at": "2026-11-21T07:10:51.200Z"
     *     }
     */
    Delivery: {
      attempt_count: number
      /** Format: uuid */
      connection_id: string
      /** Format: date-time */
      created_at: string
      entity: {
        /** Format: uuid */
        id: string
        kind: string
      }
      /** Format: uuid */
      event_id: string
      /** Format: date-time */
      finished_at: string | null
      /** Format: uuid */
      id: string
      /** Format: date-time */
      next_attempt_at: string | null
      reason: string | null
      /** @enum {string} */
      state: 'pending' | 'delivered' | 'retrying' | 'unknown' | 'paused' | 'dead' | 'skipped'
      type: string
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000200",
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "event_id": "0199f3a2-7c1e-7000-8000-000000000300",
     *       "type": "product.updated",
     *       "entity": {
     *         "kind": "product",
     *         "id": "0199f3a2-7c1e-7000-8000-000000000087"
     *       },
     *       "state": "delivered",
     *       "reason": null,
     *       "attempt_count": 1,
     *       "next_attempt_at": null,
     *       "created_at": "2026-11-21T07:10:51.000Z",
     *       "finished_at": "2026-11-21T07:10:51.200Z",
     *       "attempts": [
     *         {
     *           "number": 1,
     *           "started_at": "2026-11-21T07:10:51.050Z",
     *           "duration_ms": 140,
     *           "outcome": "delivered",
     *           "http_status": 200,
     *           "reason": null,
     *           "response": ""
     *         }
     *       ]
     *     }
     */
    DeliveryDetail: {
      attempt_count: number
      attempts: components['schemas']['Attempt'][]
      /** Format: uuid */
      connection_id: string
      /** Format: date-time */
      created_at: string
      entity: {
        /** Format: uuid */
        id: string
        kind: string
      }
      /** Format: uuid */
      event_id: string
      /** Format: date-time */
      finished_at: string | null
      /** Format: uuid */
      id: string
      /** Format: date-time */
      next_attempt_at: string | null
      reason: string | null
      /** @enum {string} */
      state: 'pending' | 'delivered' | 'retrying' | 'unknown' | 'paused' | 'dead' | 'skipped'
      type: string
    }
    DigestAsk:
      | {
          /** @description Only buckets with a higher number; null: from the first one */
          after: number | null
          /**
           * @description What is in the trash is deleted and not listed, but for subscriptions, whose status says so
           * @enum {string}
           */
          kind: 'product' | 'variation' | 'order' | 'customer' | 'subscription'
          /** @description Buckets in the answer at most */
          limit: number
        }
      | {
          bucket: number
          /**
           * @description What is in the trash is deleted and not listed, but for subscriptions, whose status says so
           * @enum {string}
           */
          kind: 'product' | 'variation' | 'order' | 'customer' | 'subscription'
        }
    /**
     * @example {
     *       "bucket": 3,
     *       "count": 61,
     *       "hash": "abababababababababababababababababababababababababababababababab"
     *     }
     */
    DigestBucket: {
      /** @description The id divided by 500, without the rest */
      bucket: number
      count: number
      /** @description SHA-256 in lower-case hexadecimal over `<id>:<version>` of each entity, in the numeric order of the ids, joined by commas; the version of what was never told is 0 */
      hash: string
    } & {
      [key: string]: unknown
    }
    /**
     * @example {
     *       "entities": [
     *         {
     *           "id": "1502",
     *           "version": 4
     *         }
     *       ]
     *     }
     */
    DigestEntities: {
      entities: ({
        id: string | number
        version: number
      } & {
        [key: string]: unknown
      })[]
    } & {
      [key: string]: unknown
    }
    DigestPage: {
      buckets: components['schemas']['DigestBucket'][]
      /** @description What `after` is for the next page: the highest bucket that was looked at; null: there is no more */
      next: number | null
    } & {
      [key: string]: unknown
    }
    /** @description The same event in the feed, with its gapless position within the organisation */
    FeedEvent: {
      data: {
        [key: string]: unknown
      }
      entity: {
        /** Format: uuid */
        id: string
        kind: string
        version: number
      }
      /** Format: uuid */
      id: string
      /** Format: uuid */
      organisation_id: string
      position: number
      previous: {
        [key: string]: unknown
      }
      source: {
        /** Format: uuid */
        connection_id: string | null
        /** Format: uuid */
        event_id: string | null
      }
      /** Format: date-time */
      timestamp: string
      type: string
    }
    /** @description A plugin whose own counter is lower than `sequence` was restored from a backup: it raises its counters above these, and numbers what it still has to send anew */
    Highest: {
      /** @description The highest number that was seen of this installation */
      sequence: number
      /** @description The newest version of each entity in the batch, by `<kind>:<id>` as in `order:123`; one without a version is left out */
      versions: {
        [key: string]: number
      }
    }
    /**
     * @description Something that a source told us
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000100",
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "topic": "product.updated",
     *       "entity": {
     *         "kind": "product",
     *         "id": "87"
     *       },
     *       "state": "parked",
     *       "reason": "invalid_amount",
     *       "detail": "regular_price is no amount",
     *       "attempt_count": 1,
     *       "occurred_at": "2026-11-21T07:10:50.000Z",
     *       "received_at": "2026-11-21T07:10:51.000Z",
     *       "finished_at": "2026-11-21T07:10:51.100Z"
     *     }
     */
    InboxEvent: {
      attempt_count: number
      /** Format: uuid */
      connection_id: string
      detail: string | null
      entity: {
        id: string | null
        kind: string
      }
      /** Format: date-time */
      finished_at: string | null
      /** Format: uuid */
      id: string
      /** Format: date-time */
      occurred_at: string | null
      reason: string | null
      /** Format: date-time */
      received_at: string
      /** @enum {string} */
      state: 'pending' | 'applied' | 'superseded' | 'echo' | 'parked' | 'quarantined'
      topic: string
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000100",
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "topic": "product.updated",
     *       "entity": {
     *         "kind": "product",
     *         "id": "87"
     *       },
     *       "state": "parked",
     *       "reason": "invalid_amount",
     *       "detail": "regular_price is no amount",
     *       "attempt_count": 1,
     *       "occurred_at": "2026-11-21T07:10:50.000Z",
     *       "received_at": "2026-11-21T07:10:51.000Z",
     *       "finished_at": "2026-11-21T07:10:51.100Z",
     *       "raw": "eyJpZCI6ODd9"
     *     }
     */
    InboxEventDetail: {
      attempt_count: number
      /** Format: uuid */
      connection_id: string
      detail: string | null
      entity: {
        id: string | null
        kind: string
      }
      /** Format: date-time */
      finished_at: string | null
      /** Format: uuid */
      id: string
      /** Format: date-time */
      occurred_at: string | null
      raw: string
      reason: string | null
      /** Format: date-time */
      received_at: string
      /** @enum {string} */
      state: 'pending' | 'applied' | 'superseded' | 'echo' | 'parked' | 'quarantined'
      topic: string
    }
    /** @description A shop with the plugin */
    Installation: {
      /** @description Made once by the plugin; 1 to 128 visible characters */
      id: string
      /** @description The place before, where a person said that the shop has moved: the new place is then the one that counts */
      moved_from?: string | null
      /** @description Names the place where the files of the shop lie; 1 to 128 visible characters. The first that is told is kept, and another is refused with `second_writer`: a copy of the shop has its id, and may have its address */
      place?: string | null
      plugin_version?: string | null
      /** @description The highest number that the plugin has ever given an event, those of this call included; 0 on a new site. Below the highest that was seen, it says that the shop was restored from a backup */
      sequence?: number | null
      /**
       * Format: uri
       * @description The address that `wp-json/` stands below
       */
      site_url: string
      woocommerce_version?: string | null
    } & {
      [key: string]: unknown
    }
    /**
     * @description Long work with a connection, which survives a restart
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000500",
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "kind": "backfill",
     *       "state": "running",
     *       "reason": null,
     *       "changed_after": null,
     *       "nouns": [
     *         {
     *           "noun": "product",
     *           "done": 1067,
     *           "total": 1067,
     *           "is_done": true,
     *           "error": null
     *         },
     *         {
     *           "noun": "order",
     *           "done": 300,
     *           "total": 1200,
     *           "is_done": false,
     *           "error": null
     *         }
     *       ],
     *       "total": 2267,
     *       "done": 1367,
     *       "changed": 1290,
     *       "unchanged": 77,
     *       "failed": 0,
     *       "missing": 0,
     *       "rate_per_second": 180.5,
     *       "finishes_at": "2026-11-21T08:00:12.000Z",
     *       "created_by": "schedule",
     *       "created_at": "2026-11-21T08:00:00.000Z",
     *       "started_at": "2026-11-21T08:00:00.200Z",
     *       "moved_at": "2026-11-21T08:00:07.000Z",
     *       "finished_at": null
     *     }
     */
    Job: {
      /** @description Things that changed something with us; counted at the end */
      changed: number
      /**
       * Format: date-time
       * @description It reads only what changed after; null: all
       */
      changed_after: string | null
      /** Format: uuid */
      connection_id: string
      /** Format: date-time */
      created_at: string
      /** @description `schedule`, or the id of the key */
      created_by: string
      /** @description Things read, compared or sent so far */
      done: number
      /** @description Things that could not be stored or applied; the rest went on */
      failed: number
      /** Format: date-time */
      finished_at: string | null
      /**
       * Format: date-time
       * @description An estimate, from the rate of the last pages
       */
      finishes_at: string | null
      /** Format: uuid */
      id: string
      /**
       * @description `backfill` reads everything, `reconcile` what changed, `compare` what differs by the versions that the source keeps (it becomes `backfill` where the source keeps none), `push` sends what we hold
       * @enum {string}
       */
      kind: 'backfill' | 'reconcile' | 'compare' | 'push'
      /** @description Things that are not at the source any more */
      missing: number
      /**
       * Format: date-time
       * @description When the last page was done
       */
      moved_at: string | null
      /** @description In the order of reading; empty before it began */
      nouns: {
        done: number
        /** @description Why the noun could not be read */
        error: string | null
        is_done: boolean
        noun: string
        /** @description As the source says; null while it is not known */
        total: number | null
      }[]
      rate_per_second: number | null
      /** @description Why it waits, stopped or failed, as a code */
      reason: string | null
      /** Format: date-time */
      started_at: string | null
      /** @enum {string} */
      state: 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'canceled'
      /** @description Of all nouns; null while it is not known of each */
      total: number | null
      unchanged: number
    }
    /**
     * @description An API key, without its secret
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000003",
     *       "prefix": "Ab3dE6gH",
     *       "scopes": [
     *         "read"
     *       ],
     *       "networks": [
     *         "203.0.113.0/24"
     *       ],
     *       "expires_at": "2027-02-19T08:00:00.000Z",
     *       "revoked_at": null,
     *       "last_used_at": null,
     *       "created_at": "2026-11-21T08:00:00.000Z"
     *     }
     */
    Key: {
      /** Format: date-time */
      created_at: string
      /** Format: date-time */
      expires_at: string | null
      /** Format: uuid */
      id: string
      /**
       * Format: date-time
       * @description To the minute
       */
      last_used_at: string | null
      /** @description CIDRs it may be used from; anywhere where there are none */
      networks: string[]
      /** @description The part of the key by which it may be told */
      prefix: string
      /** Format: date-time */
      revoked_at: string | null
      scopes: ('admin' | 'read' | 'write' | 'ops' | 'account')[]
    }
    /**
     * @description Our id beside theirs
     * @example {
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "kind": "product",
     *       "id": "0199f3a2-7c1e-7000-8000-000000000087",
     *       "external_id": "87",
     *       "agreed": {},
     *       "agreed_at": "2026-11-21T08:00:00.000Z"
     *     }
     */
    Mapping: {
      /** @description What both sides last held to be true, in their terms */
      agreed: {
        [key: string]: unknown
      }
      /** Format: date-time */
      agreed_at: string
      /** Format: uuid */
      connection_id: string
      external_id: string
      /** Format: uuid */
      id: string
      kind: string
    }
    /**
     * @description Integer minor units of an ISO 4217 currency
     * @example {
     *       "amount": 1290,
     *       "currency": "EUR"
     *     }
     */
    Money: {
      amount: number
      currency: string
    }
    /**
     * @description An order of the shop; drafts of checkouts are none
     * @example {
     *       "id": "0199f3a2-6d20-7b4f-9a51-3c7d0e2f1a22",
     *       "version": 2,
     *       "connection_id": "0199f3a2-0c44-7a10-9b21-6f5e4d3c2b1a",
     *       "external_id": "339",
     *       "number": "339",
     *       "status": "processing",
     *       "raw_status": "processing",
     *       "currency": "EUR",
     *       "prices_include_tax": true,
     *       "total": {
     *         "amount": 1280,
     *         "currency": "EUR"
     *       },
     *       "total_tax": {
     *         "amount": 66,
     *         "currency": "EUR"
     *       },
     *       "shipping_total": {
     *         "amount": 408,
     *         "currency": "EUR"
     *       },
     *       "shipping_tax": {
     *         "amount": 22,
     *         "currency": "EUR"
     *       },
     *       "discount_total": {
     *         "amount": 0,
     *         "currency": "EUR"
     *       },
     *       "discount_tax": {
     *         "amount": 0,
     *         "currency": "EUR"
     *       },
     *       "refunded_amount": {
     *         "amount": 0,
     *         "currency": "EUR"
     *       },
     *       "customer_id": null,
     *       "customer_external_id": null,
     *       "billing": null,
     *       "shipping": null,
     *       "payment_method": "test_card",
     *       "payment_title": "Carte bancaire",
     *       "transaction_id": "ch_test_339",
     *       "customer_note": null,
     *       "created_via": "store-api",
     *       "placed_at": "2026-11-21T08:33:27.000Z",
     *       "paid_at": "2026-11-21T08:33:28.000Z",
     *       "completed_at": null,
     *       "fulfillable_at": "2026-11-21T08:33:28.000Z",
     *       "canceled_at": null,
     *       "lines": [
     *         {
     *           "external_id": "61",
     *           "name": "Brésil Cerrado 250 g",
     *           "sku": "CAF-BR-250",
     *           "product_id": "0199f3a1-1111-7abc-8def-0123456789ab",
     *           "product_external_id": "20",
     *           "variation_id": null,
     *           "variation_external_id": null,
     *           "quantity": 1,
     *           "subtotal": {
     *             "amount": 806,
     *             "currency": "EUR"
     *           },
     *           "subtotal_tax": {
     *             "amount": 44,
     *             "currency": "EUR"
     *           },
     *           "total": {
     *             "amount": 806,
     *             "currency": "EUR"
     *           },
     *           "total_tax": {
     *             "amount": 44,
     *             "currency": "EUR"
     *           },
     *           "taxes": [
     *             {
     *               "rate_external_id": "2",
     *               "total": {
     *                 "amount": 44,
     *                 "currency": "EUR"
     *               }
     *             }
     *           ],
     *           "options": []
     *         }
     *       ],
     *       "taxes": [
     *         {
     *           "external_id": "63",
     *           "rate_external_id": "2",
     *           "label": "TVA 5,5 %",
     *           "rate": "5.5",
     *           "total": {
     *             "amount": 44,
     *             "currency": "EUR"
     *           },
     *           "shipping_total": {
     *             "amount": 22,
     *             "currency": "EUR"
     *           }
     *         }
     *       ],
     *       "shipping_lines": [
     *         {
     *           "external_id": "62",
     *           "method": "flat_rate",
     *           "title": "Colissimo",
     *           "total": {
     *             "amount": 408,
     *             "currency": "EUR"
     *           },
     *           "total_tax": {
     *             "amount": 22,
     *             "currency": "EUR"
     *           }
     *         }
     *       ],
     *       "fees": [],
     *       "coupons": [],
     *       "refunds": [],
     *       "notes": [],
     *       "subscription_ids": [],
     *       "created_at": "2026-11-21T08:33:28.310Z",
     *       "updated_at": "2026-11-21T08:33:29.020Z",
     *       "deleted_at": null
     *     }
     */
    Order: {
      billing: components['schemas']['Address'] | null
      /**
       * Format: date-time
       * @description Null unless it is canceled now
       */
      canceled_at: string | null
      /** Format: date-time */
      completed_at: string | null
      /** Format: uuid */
      connection_id: string
      coupons: components['schemas']['OrderCoupon'][]
      /** Format: date-time */
      created_at: string
      created_via: string | null
      currency: string
      customer_external_id: string | null
      /**
       * Format: uuid
       * @description Null for a guest
       */
      customer_id: string | null
      customer_note: string | null
      /** Format: date-time */
      deleted_at: string | null
      discount_tax: components['schemas']['Money']
      discount_total: components['schemas']['Money']
      external_id: string
      fees: components['schemas']['OrderFee'][]
      /**
       * Format: date-time
       * @description Since when it is to be shipped, as far as known
       */
      fulfillable_at: string | null
      /** Format: uuid */
      id: string
      lines: components['schemas']['OrderLine'][]
      notes: components['schemas']['OrderNote'][]
      number: string
      /** Format: date-time */
      paid_at: string | null
      payment_method: string | null
      payment_title: string | null
      /** Format: date-time */
      placed_at: string | null
      prices_include_tax: boolean
      /** @description The shop's own word */
      raw_status: string
      refunded_amount: components['schemas']['Money']
      refunds: components['schemas']['OrderRefund'][]
      shipping: components['schemas']['Address'] | null
      shipping_lines: components['schemas']['OrderShipping'][]
      shipping_tax: components['schemas']['Money']
      shipping_total: components['schemas']['Money']
      status: components['schemas']['OrderStatus']
      subscription_ids: components['schemas']['OrderSubscription'][]
      taxes: components['schemas']['OrderTax'][]
      total: components['schemas']['Money']
      total_tax: components['schemas']['Money']
      transaction_id: string | null
      /** Format: date-time */
      updated_at: string
      version: number
    }
    OrderCoupon: {
      code: string
      discount: components['schemas']['Money']
      discount_tax: components['schemas']['Money']
      external_id: string
    }
    OrderFee: {
      external_id: string
      name: string
      total: components['schemas']['Money']
      total_tax: components['schemas']['Money']
    }
    /** @description What was bought; amounts are without tax, which stands beside them */
    OrderLine: {
      external_id: string
      name: string
      options: {
        name: string
        value: string
      }[]
      product_external_id: string | null
      /** Format: uuid */
      product_id: string | null
      quantity: number
      sku: string | null
      /**
       * @description Before discounts
       * @example {
       *       "amount": 1290,
       *       "currency": "EUR"
       *     }
       */
      subtotal: {
        amount: number
        currency: string
      }
      subtotal_tax: components['schemas']['Money']
      taxes: {
        rate_external_id: string
        total: components['schemas']['Money']
      }[]
      total: components['schemas']['Money']
      total_tax: components['schemas']['Money']
      variation_external_id: string | null
      /** Format: uuid */
      variation_id: string | null
    }
    OrderNote: {
      author: string | null
      external_id: string
      is_for_customer: boolean
      text: string
      /** Format: date-time */
      written_at: string | null
    }
    /** @description Money given back */
    OrderRefund: {
      /**
       * @description Positive
       * @example {
       *       "amount": 1290,
       *       "currency": "EUR"
       *     }
       */
      amount: {
        amount: number
        currency: string
      }
      external_id: string
      reason: string | null
      /** Format: date-time */
      refunded_at: string | null
    }
    OrderShipping: {
      external_id: string
      method: string
      title: string
      total: components['schemas']['Money']
      total_tax: components['schemas']['Money']
    }
    /**
     * @description Our word for the status; `unknown` is one that we have no word for
     * @enum {string}
     */
    OrderStatus:
      | 'draft'
      | 'pending'
      | 'on_hold'
      | 'processing'
      | 'completed'
      | 'canceled'
      | 'refunded'
      | 'failed'
      | 'unknown'
    /** @description A subscription that the order renews, switches or takes up again */
    OrderSubscription: {
      external_id: string
      /** Format: uuid */
      id: string | null
      /** @enum {string} */
      relation: 'renewal' | 'switch' | 'resubscribe'
    }
    /** @description What one tax rate comes to */
    OrderTax: {
      external_id: string
      label: string
      /** @description Percent, as an exact decimal */
      rate: string | null
      rate_external_id: string
      shipping_total: components['schemas']['Money']
      total: components['schemas']['Money']
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000001",
     *       "version": 1,
     *       "name": "Purea Café",
     *       "time_zone": "Europe/Paris",
     *       "currency": "EUR",
     *       "created_at": "2026-11-21T08:00:00.000Z"
     *     }
     */
    Organisation: {
      /** Format: date-time */
      created_at: string
      currency: string
      /** Format: uuid */
      id: string
      name: string
      time_zone: string
      version: number
    }
    OutboxAnswer: {
      events: components['schemas']['BatchEvent'][]
      installation: components['schemas']['Installation']
      unknown?: number[]
    } & {
      [key: string]: unknown
    }
    OutboxAsk: {
      after?: number
      from?: number
      limit: number
      settled: {
        event_ids: string[]
        highest: components['schemas']['Highest']
        rejected: {
          code: string
          event_id: string | null
          /** @description JSON pointer into the batch */
          pointer: string
        }[]
      } | null
      to?: number
    }
    /**
     * @description One of our events: the body of a webhook; `previous` holds the changed fields’ old values
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000300",
     *       "type": "product.updated",
     *       "timestamp": "2026-11-21T07:10:51.000Z",
     *       "organisation_id": "0199f3a2-7c1e-7000-8000-000000000001",
     *       "entity": {
     *         "kind": "product",
     *         "id": "0199f3a2-7c1e-7000-8000-000000000087",
     *         "version": 3
     *       },
     *       "data": {
     *         "id": "0199f3a2-7c1e-7000-8000-000000000087",
     *         "name": "Café moulu 250 g"
     *       },
     *       "previous": {
     *         "name": "Café moulu"
     *       },
     *       "source": {
     *         "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *         "event_id": "0199f3a2-7c1e-7000-8000-000000000100"
     *       }
     *     }
     */
    OutgoingEnvelope: {
      data: {
        [key: string]: unknown
      }
      entity: {
        /** Format: uuid */
        id: string
        kind: string
        version: number
      }
      /** Format: uuid */
      id: string
      /** Format: uuid */
      organisation_id: string
      previous: {
        [key: string]: unknown
      }
      source: {
        /** Format: uuid */
        connection_id: string | null
        /** Format: uuid */
        event_id: string | null
      }
      /** Format: date-time */
      timestamp: string
      type: string
    }
    PairingAnswer: {
      /** @description Scope account: for My Account, with a signed actor */
      account_key: string
      /** @description Scope admin: for the admin proxy */
      admin_key: string
      /**
       * Format: uuid
       * @description Goes in the header Passerelle-Connection
       */
      connection_id: string
      highest: {
        /** @description The highest number seen of this installation; 0 at first */
        sequence: number
      }
      /** Format: uuid */
      organisation_id: string
      /** Format: date-time */
      server_time: string
      /** @description A Standard Webhooks secret, for both directions */
      signing_secret: string
    }
    /**
     * @example {
     *       "code": "0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3",
     *       "installation": {
     *         "id": "5f0c9f3e-0c7a-4a57-9b7c-3a0c8f3f7a10",
     *         "site_url": "https://shop.example",
     *         "plugin_version": "1.0.0",
     *         "woocommerce_version": "10.5.2",
     *         "sequence": 0
     *       }
     *     }
     */
    PairingBody: {
      /** @description As `pairing create` gave it; case and separators do not count */
      code: string
      installation: components['schemas']['Installation']
    } & {
      [key: string]: unknown
    }
    /**
     * @example {
     *       "code": "0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3",
     *       "expires_at": "2026-11-21T08:15:00.000Z"
     *     }
     */
    PairingCode: {
      code: string
      /** Format: date-time */
      expires_at: string
    }
    PairingProof: {
      installation_id: string
      /** @description Base64 of HMAC-SHA256 over `<challenge>.<installation id>`; the key is the ASCII of the code in upper case without separators */
      proof: string
    } & {
      [key: string]: unknown
    }
    PluginBatch: {
      events: components['schemas']['BatchEvent'][]
      installation: components['schemas']['Installation']
    } & {
      [key: string]: unknown
    }
    /**
     * @description RFC 9457; `code` is stable, `pointer` is a JSON pointer into the request
     * @example {
     *       "type": "urn:passerelle:problem:validation_failed",
     *       "title": "The request does not have the expected shape",
     *       "status": 422,
     *       "code": "validation_failed",
     *       "detail": "limit: Too big: expected number to be <=200",
     *       "errors": [
     *         {
     *           "pointer": "/limit",
     *           "code": "out_of_range"
     *         }
     *       ],
     *       "request_id": "3f0f3b0e-6a62-4c57-9a6b-2f7a0f0f3c55"
     *     }
     */
    Problem: {
      code: string
      detail: string
      errors?: {
        code: string
        pointer: string
      }[]
      request_id: string
      status: number
      title: string
      type: string
    }
    /**
     * @description A product as the API and our events show it; `vat_rate` is in percent
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000087",
     *       "version": 3,
     *       "sku": "CAFE-250",
     *       "name": "Café moulu 250 g",
     *       "description": null,
     *       "short_description": null,
     *       "kind": "simple",
     *       "status": "active",
     *       "category": "Cafés",
     *       "partner_category": null,
     *       "supplier": null,
     *       "logo_url": null,
     *       "currency": "EUR",
     *       "base_price": {
     *         "amount": 1490,
     *         "currency": "EUR"
     *       },
     *       "price": {
     *         "amount": 1290,
     *         "currency": "EUR"
     *       },
     *       "vat_rate": 5.5,
     *       "features": [],
     *       "plans": null,
     *       "is_popular": null,
     *       "rating": null,
     *       "stock_quantity": 40,
     *       "is_in_stock": true,
     *       "images": [],
     *       "attributes": {},
     *       "variations": [],
     *       "created_at": "2026-11-20T10:00:00.000Z",
     *       "updated_at": "2026-11-21T07:10:51.000Z",
     *       "deleted_at": null
     *     }
     */
    Product: {
      attributes: {
        [key: string]: unknown
      }
      base_price: components['schemas']['Money'] | null
      category: string | null
      /** Format: date-time */
      created_at: string
      currency: string
      /** Format: date-time */
      deleted_at: string | null
      description: string | null
      features: unknown[]
      /** Format: uuid */
      id: string
      images: {
        alt: string | null
        url: string
      }[]
      is_in_stock: boolean | null
      is_popular: boolean | null
      kind: string
      logo_url: string | null
      name: string
      partner_category: string | null
      plans?: unknown
      price: components['schemas']['Money'] | null
      rating: number | null
      short_description: string | null
      sku: string | null
      /** @enum {string} */
      status: 'active' | 'inactive' | 'draft'
      stock_quantity: number | null
      supplier: string | null
      /** Format: date-time */
      updated_at: string
      variations: components['schemas']['Variation'][]
      vat_rate: number | null
      version: number
    }
    /** @description The order as it now is, and the refund that is told of */
    RefundedOrder: {
      billing: components['schemas']['Address'] | null
      /**
       * Format: date-time
       * @description Null unless it is canceled now
       */
      canceled_at: string | null
      /** Format: date-time */
      completed_at: string | null
      /** Format: uuid */
      connection_id: string
      coupons: components['schemas']['OrderCoupon'][]
      /** Format: date-time */
      created_at: string
      created_via: string | null
      currency: string
      customer_external_id: string | null
      /**
       * Format: uuid
       * @description Null for a guest
       */
      customer_id: string | null
      customer_note: string | null
      /** Format: date-time */
      deleted_at: string | null
      discount_tax: components['schemas']['Money']
      discount_total: components['schemas']['Money']
      external_id: string
      fees: components['schemas']['OrderFee'][]
      /**
       * Format: date-time
       * @description Since when it is to be shipped, as far as known
       */
      fulfillable_at: string | null
      /** Format: uuid */
      id: string
      lines: components['schemas']['OrderLine'][]
      notes: components['schemas']['OrderNote'][]
      number: string
      /** Format: date-time */
      paid_at: string | null
      payment_method: string | null
      payment_title: string | null
      /** Format: date-time */
      placed_at: string | null
      prices_include_tax: boolean
      /** @description The shop's own word */
      raw_status: string
      refund: {
        amount: components['schemas']['Money'] | null
        external_id: string
        reason: string | null
        /** Format: date-time */
        refunded_at: string | null
      }
      refunded_amount: components['schemas']['Money']
      refunds: components['schemas']['OrderRefund'][]
      shipping: components['schemas']['Address'] | null
      shipping_lines: components['schemas']['OrderShipping'][]
      shipping_tax: components['schemas']['Money']
      shipping_total: components['schemas']['Money']
      status: components['schemas']['OrderStatus']
      subscription_ids: components['schemas']['OrderSubscription'][]
      taxes: components['schemas']['OrderTax'][]
      total: components['schemas']['Money']
      total_tax: components['schemas']['Money']
      transaction_id: string | null
      /** Format: date-time */
      updated_at: string
      version: number
    }
    /**
     * @example {
     *       "connection_id": "0199f3a2-7c1e-7000-8000-000000000010",
     *       "created_after": "2026-11-20T00:00:00Z"
     *     }
     */
    ReplayDeliveriesBody: {
      connection_id?: string
      /** Format: date-time */
      created_after?: string
      /** Format: date-time */
      created_before?: string
      /** @description `next_cursor` of the call before, with the same conditions; no condition itself */
      cursor?: string
      /**
       * @description Only count; nothing is changed
       * @default false
       */
      dry_run: boolean
      kind?: string
      reason?: string
      /** @enum {string} */
      state?: 'dead'
      type?: string
    }
    /**
     * @example {
     *       "matched": 12,
     *       "replayed": 12,
     *       "is_complete": true,
     *       "next_cursor": null
     *     }
     */
    Replayed: {
      is_complete: boolean
      /** @description How many the conditions name, up to what one call takes */
      matched: number
      /** @description Where the rest begins */
      next_cursor: string | null
      /** @description How many stand in line again */
      replayed: number
    }
    /**
     * @example {
     *       "state": "pending"
     *     }
     */
    ReplayedEvent: {
      /** @enum {string} */
      state: 'pending' | 'superseded'
    }
    /**
     * @example {
     *       "state": "parked",
     *       "reason": "invalid_amount",
     *       "dry_run": true
     *     }
     */
    ReplayInboxBody: {
      connection_id?: string
      /** @description `next_cursor` of the call before, with the same conditions; no condition itself */
      cursor?: string
      /**
       * @description Only count; nothing is changed
       * @default false
       */
      dry_run: boolean
      kind?: string
      reason?: string
      /** Format: date-time */
      received_after?: string
      /** Format: date-time */
      received_before?: string
      /** @enum {string} */
      state?: 'applied' | 'superseded' | 'echo' | 'parked' | 'quarantined'
      topic?: string
    }
    /**
     * @example {
     *       "id": "0199f3a2-7c1e-7000-8000-000000000200",
     *       "state": "pending"
     *     }
     */
    RetriedDelivery: {
      /** Format: uuid */
      id: string
      /** @enum {string} */
      state: 'pending'
    }
    /**
     * @example {
     *       "secret": "whsec_…",
     *       "previous_secret_ends_at": "2026-11-22T08:00:00.000Z"
     *     }
     */
    RotatedSecret: {
      /** Format: date-time */
      previous_secret_ends_at: string | null
      secret: string
    }
    RotateSecretBody: {
      /**
       * @description The secrets before the new one end at once, and not after 24 hours
       * @default false
       */
      end_previous: boolean
    }
    ShopDisconnectBody: {
      installation: components['schemas']['Installation']
    } & {
      [key: string]: unknown
    }
    ShopRotateAnswer: {
      /**
       * Format: date-time
       * @description The secret that signed this call stays good at least so long, and in any case until the new one was used: it ends 24 hours after the first call that is signed with the new one
       */
      previous_ends_at: string
      /** Format: date-time */
      server_time: string
      /** @description The newest one: to sign with from now on */
      signing_secret: string
    }
    ShopRotateBody: {
      installation: components['schemas']['Installation']
    } & {
      [key: string]: unknown
    }
    ShopTestAnswer: {
      /** @description A call to `relay/health` of the shop, at the address that it is paired with */
      callback: {
        /** @description Null where the shop answered as itself; else `http_<status>`, `bad_response`, `other_shop`, or why the call failed: `timeout`, `dns_error`, `connection_refused`, `tls_error`, `destination_forbidden` … */
        code: string | null
        ms: number
        status: number | null
      }
      /** @description The ping, waited for up to 5 seconds; null where none with this id was stored. Its state is that of an inbox event */
      event: {
        /** Format: date-time */
        applied_at: string | null
        state: string
        /** Format: date-time */
        stored_at: string
      } | null
      /**
       * Format: date-time
       * @description When the call came, by the clock of the relay
       */
      received_at: string
      /** Format: date-time */
      server_time: string
      /** @description How long one write in the database of the relay took */
      store_ms: number
    }
    ShopTestBody: {
      /**
       * Format: uuid
       * @description The id of an event of the kind `ping` that was sent before; null asks for the rest alone
       */
      event_id: string | null
      installation: components['schemas']['Installation']
    } & {
      [key: string]: unknown
    }
    /**
     * @description A subscription; one that the shop manages is mirrored with what its orders say
     * @example {
     *       "id": "0199f3a2-7f31-7c02-8d11-5a4b3c2d1e0f",
     *       "version": 3,
     *       "company_id": "0199f3a2-0b10-7e21-9c33-1f2e3d4c5b6a",
     *       "connection_id": "0199f3a2-0c44-7a10-9b21-6f5e4d3c2b1a",
     *       "external_id": "328",
     *       "managed_by": "woo",
     *       "number": "328",
     *       "status": "past_due",
     *       "reason": "payment",
     *       "flags": [],
     *       "next_charge_at": null,
     *       "retry_at": "2026-11-21T20:34:03.000Z",
     *       "cancel_at": null,
     *       "ends_at": null,
     *       "paused_at": null,
     *       "started_at": "2026-09-21T08:33:58.000Z",
     *       "trial_end_at": null,
     *       "total": {
     *         "amount": 1720,
     *         "currency": "EUR"
     *       },
     *       "total_tax": {
     *         "amount": 89,
     *         "currency": "EUR"
     *       },
     *       "unit": "month",
     *       "interval": 1,
     *       "customer_id": "0199f3a2-1d52-7f3c-8e44-2b3a4c5d6e7f",
     *       "customer_external_id": "4",
     *       "parent_order_id": "0199f3a2-6d20-7b4f-9a51-3c7d0e2f1a22",
     *       "parent_order_external_id": "327",
     *       "previous_id": null,
     *       "successor_id": null,
     *       "payment_method": "test_card",
     *       "payment_title": "Carte bancaire",
     *       "is_manual": false,
     *       "billing": null,
     *       "shipping": null,
     *       "lines": [],
     *       "shipping_lines": [],
     *       "source": {
     *         "raw_status": "on-hold",
     *         "next_payment_at": "2026-11-21T08:34:01.000Z",
     *         "payment_retry_at": "2026-11-21T20:34:03.000Z",
     *         "canceled_at": null,
     *         "end_at": null
     *       },
     *       "created_at": "2026-11-21T08:33:59.000Z",
     *       "updated_at": "2026-11-21T08:34:04.000Z",
     *       "deleted_at": null
     *     }
     */
    Subscription: {
      billing: components['schemas']['Address'] | null
      /**
       * Format: date-time
       * @description Canceled to the end of what is paid: active until then
       */
      cancel_at: string | null
      /**
       * Format: uuid
       * @description That of the connection
       */
      company_id: string
      /** Format: uuid */
      connection_id: string
      /** Format: date-time */
      created_at: string
      customer_external_id: string | null
      /**
       * Format: uuid
       * @description May be of a customer that has not arrived yet
       */
      customer_id: string | null
      /** Format: date-time */
      deleted_at: string | null
      /**
       * Format: date-time
       * @description The end of its term, or when it ended
       */
      ends_at: string | null
      external_id: string
      flags: ('trial' | 'unknown_status')[]
      /** Format: uuid */
      id: string
      /** @description A cycle is so many units */
      interval: number
      /** @description The customer pays each renewal by hand */
      is_manual: boolean
      lines: components['schemas']['OrderLine'][]
      /**
       * @description Who charges and decides; of `woo` this is a mirror
       * @enum {string}
       */
      managed_by: 'woo' | 'relay'
      /**
       * Format: date-time
       * @description Null unless it is active and no end is set by a cancellation
       */
      next_charge_at: string | null
      number: string
      parent_order_external_id: string | null
      /**
       * Format: uuid
       * @description The order that began it
       */
      parent_order_id: string | null
      /**
       * Format: date-time
       * @description Since when it is paused, as far as known
       */
      paused_at: string | null
      payment_method: string | null
      payment_title: string | null
      /**
       * Format: uuid
       * @description The subscription that this one took up again or replaced
       */
      previous_id: string | null
      /** @description Of `pending`: `awaiting_payment`. Of `paused`: `customer`, `shop`. Of `past_due`: `payment`, `manual_renewal_due`, `dispute`. Of `canceled`: `switched`, `trashed`, `deleted`. Null where there is nothing to add */
      reason: string | null
      /**
       * Format: date-time
       * @description When a failed payment is tried again
       */
      retry_at: string | null
      shipping: components['schemas']['Address'] | null
      shipping_lines: components['schemas']['OrderShipping'][]
      /** @description The shop's own word and dates when last settled, stale ones included */
      source: {
        /** Format: date-time */
        canceled_at: string | null
        /** Format: date-time */
        end_at: string | null
        /** Format: date-time */
        next_payment_at: string | null
        /** Format: date-time */
        payment_retry_at: string | null
        raw_status: string
      }
      /**
       * Format: date-time
       * @description As the shop says
       */
      started_at: string | null
      status: components['schemas']['SubscriptionStatus']
      /**
       * Format: uuid
       * @description The subscription that took this one up again or replaced it
       */
      successor_id: string | null
      /**
       * @description Of one cycle, with tax
       * @example {
       *       "amount": 1290,
       *       "currency": "EUR"
       *     }
       */
      total: {
        amount: number
        currency: string
      }
      total_tax: components['schemas']['Money']
      /**
       * Format: date-time
       * @description As the shop says
       */
      trial_end_at: string | null
      /** @enum {string} */
      unit: 'day' | 'week' | 'month' | 'year'
      /** Format: date-time */
      updated_at: string
      version: number
    }
    /**
     * @description Settled: a renewal under way changes nothing
     * @enum {string}
     */
    SubscriptionStatus: 'pending' | 'active' | 'paused' | 'past_due' | 'canceled' | 'expired'
    /** @description A change of status or reason; never altered afterwards */
    SubscriptionStatusChange: {
      /**
       * Format: date-time
       * @description When we knew
       */
      created_at: string
      /** @description Null for the first */
      from: {
        reason: string | null
        status: components['schemas']['SubscriptionStatus']
      } | null
      /**
       * Format: date-time
       * @description When it happened, as the source says
       */
      occurred_at: string
      /** @description The shop's own word */
      raw_status: string
      source: {
        /** Format: uuid */
        connection_id: string | null
        /** Format: uuid */
        event_id: string | null
      }
      to: {
        reason: string | null
        status: components['schemas']['SubscriptionStatus']
      }
      /** @description The subscription's version that the change made */
      version: number
    }
    /**
     * @example {
     *       "full": true
     *     }
     */
    SyncConnectionBody: {
      /**
       * Format: date-time
       * @description Where left out: since the last time; everything, the first time
       */
      changed_after?: string
      /** @description Compares everything with the source, and reads only what differs: as every night, at once */
      compare?: boolean
      /** @description Reads everything, and not only what changed */
      full?: boolean
      /** @description All of them where left out */
      nouns?: string[]
    }
    /**
     * @example {
     *       "kind": "ok",
     *       "detail": "WooCommerce 10.5.2 answers"
     *     }
     */
    TestedConnection:
      | {
          detail: string
          /** @enum {string} */
          kind: 'ok'
        }
      | {
          code: string
          detail: string
          /** @enum {string} */
          kind: 'failed'
        }
    Variation: {
      base_price: components['schemas']['Money'] | null
      /** Format: uuid */
      id: string
      image_url: string | null
      is_in_stock: boolean | null
      name: string
      options: {
        name: string
        value: string
      }[]
      price: components['schemas']['Money'] | null
      sku: string | null
      /** @enum {string} */
      status: 'active' | 'inactive' | 'draft'
      stock_quantity: number | null
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  get_companies: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description How many at most */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Company'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_companies: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CompanyBody']
      }
    }
    responses: {
      /** @description The company */
      201: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Company']
        }
      }
      /** @description `malformed_json`, `duplicate_key`, `idempotency_key_required` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_companies_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The company */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Company']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  patch_companies_id: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match': string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CompanyBody']
      }
    }
    responses: {
      /** @description The company as it now is */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Company']
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_required` */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_connections: {
    parameters: {
      query?: {
        connector?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description How many at most */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Connection'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateConnectionBody']
      }
    }
    responses: {
      /** @description The connection */
      201: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CreatedConnection']
        }
      }
      /** @description `malformed_json`, `duplicate_key`, `idempotency_key_required` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused`, `connector_unknown`, `setting_unknown`, `setting_missing`, `destination_forbidden`, `forbidden_scheme`, `forbidden_port`, `invalid_url`, `loop` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_connections_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The connection */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Connection']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  patch_connections_id: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match': string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeConnectionBody']
      }
    }
    responses: {
      /** @description The connection as it now is */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Connection']
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `connection_paired` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused`, `setting_unknown`, `setting_missing`, `destination_forbidden`, `forbidden_scheme`, `forbidden_port`, `invalid_url`, `loop` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_required` */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_connections_id_installation: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The shop */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ConnectionInstallation']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections_id_pairing: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The code, shown once */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PairingCode']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `connection_cannot_pair` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  delete_connections_id_pairing: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The connection */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Connection']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections_id_pause: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The connection as it now is */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Connection']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `connection_disabled` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections_id_resume: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The connection as it now is */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Connection']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `connection_disabled` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections_id_rotate_secret: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['RotateSecretBody']
      }
    }
    responses: {
      /** @description The new secret, shown once */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RotatedSecret']
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `conflict` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections_id_sync: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key': string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        'application/json': components['schemas']['SyncConnectionBody']
      }
    }
    responses: {
      /** @description The job that does it */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Job']
        }
      }
      /** @description `malformed_json`, `duplicate_key`, `idempotency_key_required` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `job_in_progress`, `connection_cannot_sync`, `connection_disabled` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_connections_id_test: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What came of it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TestedConnection']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `test_unsupported` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_customers: {
    parameters: {
      query?: {
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description With the deleted ones */
        deleted?: 'true' | 'false'
        /** @description Whatever its capitals */
        email?: string
        /** @description How many at most */
        limit?: number
        updated_since?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Customer'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_customers_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The customer */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Customer']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_customers_bulk: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['BulkBody']
      }
    }
    responses: {
      /** @description What was found, in the order of the ids */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Customer'][]
            /** @description Ids that name nothing here */
            missing: string[]
          }
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_customers_external_connection_id_external_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        connection_id: string
        /** @description The id that the connection knows it by */
        external_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The customer */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Customer']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_deliveries: {
    parameters: {
      query?: {
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description How many at most */
        limit?: number
        state?: 'pending' | 'delivered' | 'retrying' | 'unknown' | 'paused' | 'dead' | 'skipped'
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Delivery'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_deliveries_id: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The delivery */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['DeliveryDetail']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_deliveries_id_retry: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description It waits again */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RetriedDelivery']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `delivery_not_dead` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_deliveries_replay: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ReplayDeliveriesBody']
      }
    }
    responses: {
      /** @description What a call without dry_run would do */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Replayed']
        }
      }
      /** @description What was done */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Replayed']
        }
      }
      /** @description `malformed_json`, `duplicate_key`, `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused`, `filter_required`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_events: {
    parameters: {
      query?: {
        /** @description `next_cursor` of an earlier answer */
        after?: string
        limit?: number
        /** @description Topics, separated by commas */
        types?: string
        /** @description Seconds to wait for news */
        wait?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The next events */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['FeedEvent'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `cursor_expired` */
      410: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_inbox: {
    parameters: {
      query?: {
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        external_id?: string
        kind?: string
        /** @description How many at most */
        limit?: number
        state?: 'pending' | 'applied' | 'superseded' | 'echo' | 'parked' | 'quarantined'
        topic?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['InboxEvent'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_inbox_id: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The event */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['InboxEventDetail']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_inbox_id_replay: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Where it now stands */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ReplayedEvent']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `event_still_pending`, `event_not_identified` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_inbox_replay: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ReplayInboxBody']
      }
    }
    responses: {
      /** @description What a call without dry_run would do */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Replayed']
        }
      }
      /** @description What was done */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Replayed']
        }
      }
      /** @description `malformed_json`, `duplicate_key`, `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused`, `filter_required`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_ingest_batches: {
    parameters: {
      query?: never
      header: {
        'passerelle-connection': string
        'webhook-id': string
        'webhook-signature': string
        'webhook-timestamp': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['PluginBatch']
      }
    }
    responses: {
      /** @description What became of each event */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['BatchAnswer']
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `source_mismatch`, `second_writer` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_jobs: {
    parameters: {
      query?: {
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description `backfill` reads everything, `reconcile` what changed, `compare` what differs by the versions that the source keeps (it becomes `backfill` where the source keeps none), `push` sends what we hold */
        kind?: 'backfill' | 'reconcile' | 'compare' | 'push'
        /** @description How many at most */
        limit?: number
        state?: 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'canceled'
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Job'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_jobs_id: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The job */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Job']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_jobs_id_cancel: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The job */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Job']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `job_over`, `job_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_jobs_id_pause: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The job */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Job']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `job_over`, `job_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_jobs_id_resume: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The job */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Job']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress`, `job_over`, `job_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_keys: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description How many at most */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Key'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_keys: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateKeyBody']
      }
    }
    responses: {
      /** @description The key */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CreatedKey']
        }
      }
      /** @description `malformed_json`, `duplicate_key`, `idempotency_key_required` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_keys_id_revoke: {
    parameters: {
      query?: never
      header?: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The key as it now is */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Key']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_mappings: {
    parameters: {
      query?: {
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        external_id?: string
        id?: string
        kind?: string
        /** @description How many at most */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Mapping'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_orders: {
    parameters: {
      query?: {
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        customer_id?: string
        /** @description With the deleted ones */
        deleted?: 'true' | 'false'
        /** @description How many at most */
        limit?: number
        number?: string
        placed_after?: string
        placed_before?: string
        /** @description Drafts of checkouts are listed only by `draft` */
        status?:
          | 'draft'
          | 'pending'
          | 'on_hold'
          | 'processing'
          | 'completed'
          | 'canceled'
          | 'refunded'
          | 'failed'
          | 'unknown'
        updated_since?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Order'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_orders_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The order */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Order']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_orders_bulk: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['BulkBody']
      }
    }
    responses: {
      /** @description What was found, in the order of the ids */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Order'][]
            /** @description Ids that name nothing here */
            missing: string[]
          }
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_orders_external_connection_id_external_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        connection_id: string
        /** @description The id that the connection knows it by */
        external_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The order */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Order']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_organisation: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The organisation */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Organisation']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  patch_organisation: {
    parameters: {
      query?: never
      header: {
        /** @description Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer */
        'idempotency-key'?: string
        /** @description The ETag of what is to be changed, or * */
        'if-match': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeOrganisationBody']
      }
    }
    responses: {
      /** @description The organisation as it now is */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Organisation']
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `request_in_progress` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_failed` */
      412: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `idempotency_key_reused` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `precondition_required` */
      428: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_pairings: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['PairingBody']
      }
    }
    responses: {
      /** @description Connection and secrets, shown once */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PairingAnswer']
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_pairings_disconnect: {
    parameters: {
      query?: never
      header: {
        'passerelle-connection': string
        'webhook-id': string
        'webhook-signature': string
        'webhook-timestamp': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ShopDisconnectBody']
      }
    }
    responses: {
      /** @description The pairing is ended */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': Record<string, never>
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `source_mismatch`, `second_writer` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_pairings_rotate_secret: {
    parameters: {
      query?: never
      header: {
        'passerelle-connection': string
        'webhook-id': string
        'webhook-signature': string
        'webhook-timestamp': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ShopRotateBody']
      }
    }
    responses: {
      /** @description The secret, shown once */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ShopRotateAnswer']
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `source_mismatch`, `second_writer` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `call_superseded` */
      409: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_pairings_test: {
    parameters: {
      query?: never
      header: {
        'passerelle-connection': string
        'webhook-id': string
        'webhook-signature': string
        'webhook-timestamp': string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ShopTestBody']
      }
    }
    responses: {
      /** @description What became of it */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ShopTestAnswer']
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `source_mismatch`, `second_writer` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_products: {
    parameters: {
      query?: {
        /** @description `next_cursor` of the page before */
        cursor?: string
        /** @description With the deleted ones */
        deleted?: 'true' | 'false'
        /** @description How many at most */
        limit?: number
        sku?: string
        updated_since?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Product'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_products_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The product */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Product']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_products_bulk: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['BulkBody']
      }
    }
    responses: {
      /** @description What was found, in the order of the ids */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Product'][]
            /** @description Ids that name nothing here */
            missing: string[]
          }
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_products_external_connection_id_external_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        connection_id: string
        /** @description The id that the connection knows it by */
        external_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The product */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Product']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_subscriptions: {
    parameters: {
      query?: {
        company_id?: string
        connection_id?: string
        /** @description `next_cursor` of the page before */
        cursor?: string
        customer_id?: string
        /** @description With those that the shop deleted */
        deleted?: 'true' | 'false'
        /** @description How many at most */
        limit?: number
        /** @description Settled: a renewal under way changes nothing */
        status?: components['schemas']['SubscriptionStatus']
        updated_since?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Subscription'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `invalid_cursor` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `invalid_datetime` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_subscriptions_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The subscription */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Subscription']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_subscriptions_id_history: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Our id */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description All of them */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['SubscriptionStatusChange'][]
            next_cursor: string | null
          }
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_subscriptions_bulk: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['BulkBody']
      }
    }
    responses: {
      /** @description What was found, in the order of the ids */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            data: components['schemas']['Subscription'][]
            /** @description Ids that name nothing here */
            missing: string[]
          }
        }
      }
      /** @description `malformed_json`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  get_subscriptions_external_connection_id_external_id: {
    parameters: {
      query?: never
      header?: {
        /** @description An ETag; 304 where it is still the version */
        'if-none-match'?: string
      }
      path: {
        connection_id: string
        /** @description The id that the connection knows it by */
        external_id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The subscription */
      200: {
        headers: {
          /** @description The version, in quotes */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Subscription']
        }
      }
      /** @description It is still that version */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `insufficient_scope`, `ip_not_allowed` */
      403: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `rate_limited` */
      429: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description Any other refusal, told by its code */
      default: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_webhooks_catalogue_organisation_id_connection_id: {
    parameters: {
      query?: never
      header?: never
      path: {
        connection_id: string
        organisation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': unknown
      }
    }
    responses: {
      /** @description What became of each item */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            accepted: number
            duplicates: number
            rejected: {
              code: string
              event_id: string | null
              index: number
              pointer: string
            }[]
            /** Format: date-time */
            server_time: string
          }
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  post_webhooks_woocommerce_organisation_id_connection_id: {
    parameters: {
      query?: never
      header?: never
      path: {
        connection_id: string
        organisation_id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': unknown
      }
    }
    responses: {
      /** @description What became of each item */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': {
            accepted: number
            duplicates: number
            rejected: {
              code: string
              event_id: string | null
              index: number
              pointer: string
            }[]
            /** Format: date-time */
            server_time: string
          }
        }
      }
      /** @description `malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key` */
      400: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key` */
      401: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `not_found` */
      404: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `body_too_large` */
      413: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `unsupported_media_type` */
      415: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `validation_failed`, `batch_too_large` */
      422: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
}
