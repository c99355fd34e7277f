CREATE TABLE "schedules" (
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"entity_kind" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"pattern" text NOT NULL,
	"time_zone" text NOT NULL,
	"next_at" timestamp with time zone,
	"error" text,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "schedules_organisation_id_name_entity_kind_entity_id_pk" PRIMARY KEY("organisation_id","name","entity_kind","entity_id")
);
--> statement-breakpoint
CREATE TABLE "timers" (
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"entity_kind" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "timers_organisation_id_name_entity_kind_entity_id_pk" PRIMARY KEY("organisation_id","name","entity_kind","entity_id")
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"installation_id" text NOT NULL,
	"site_url" text NOT NULL,
	"plugin_version" text,
	"woocommerce_version" text,
	"contiguous_to" bigint DEFAULT 0 NOT NULL,
	"highest" bigint DEFAULT 0 NOT NULL,
	"gap_since" timestamp with time zone,
	"is_behind" boolean DEFAULT false NOT NULL,
	"restored_at" timestamp with time zone,
	"paired_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"last_seen_at" timestamp with time zone,
	"last_push_at" timestamp with time zone,
	"asked_at" timestamp with time zone,
	"ask_due_at" timestamp with time zone,
	"ask_failures" integer DEFAULT 0 NOT NULL,
	"ask_error" text,
	"foreign_seen_at" timestamp with time zone,
	"foreign_installation_id" text,
	"foreign_site_url" text,
	"key_ids" uuid[] NOT NULL,
	CONSTRAINT "installations_organisation_id_connection_id_pk" PRIMARY KEY("organisation_id","connection_id")
);
--> statement-breakpoint
CREATE TABLE "pairings" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"connection_id" uuid,
	"installation_id" text,
	"tries_left" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "pairings_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "pairings_code_hash" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "plugin_sequences" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"installation_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"event_id" uuid,
	"lost_reason" text,
	CONSTRAINT "plugin_sequences_organisation_id_connection_id_installation_id_sequence_pk" PRIMARY KEY("organisation_id","connection_id","installation_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"email" text,
	"email_key" text,
	"first_name" text,
	"last_name" text,
	"username" text,
	"role" text,
	"phone" text,
	"billing" json,
	"shipping" json,
	"is_paying" boolean,
	"registered_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "customers_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "order_subscriptions" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"subscription_external_id" text NOT NULL,
	"relation" text NOT NULL,
	"order_id" uuid NOT NULL,
	CONSTRAINT "order_subscriptions_organisation_id_connection_id_subscription_external_id_relation_order_id_pk" PRIMARY KEY("organisation_id","connection_id","subscription_external_id","relation","order_id")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"raw_status" text NOT NULL,
	"currency" text NOT NULL,
	"prices_include_tax" boolean NOT NULL,
	"total" bigint NOT NULL,
	"total_tax" bigint NOT NULL,
	"shipping_total" bigint NOT NULL,
	"shipping_tax" bigint NOT NULL,
	"discount_total" bigint NOT NULL,
	"discount_tax" bigint NOT NULL,
	"refunded_amount" bigint NOT NULL,
	"customer_id" uuid,
	"customer_external_id" text,
	"billing" json,
	"shipping" json,
	"payment_method" text,
	"payment_title" text,
	"transaction_id" text,
	"customer_note" text,
	"created_via" text,
	"placed_at" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"fulfillable_at" timestamp with time zone,
	"canceled_at" timestamp with time zone,
	"lines" json DEFAULT '[]' NOT NULL,
	"taxes" json DEFAULT '[]' NOT NULL,
	"shipping_lines" json DEFAULT '[]' NOT NULL,
	"fees" json DEFAULT '[]' NOT NULL,
	"coupons" json DEFAULT '[]' NOT NULL,
	"refunds" json DEFAULT '[]' NOT NULL,
	"notes" json DEFAULT '[]' NOT NULL,
	"subscriptions" json DEFAULT '[]' NOT NULL,
	"is_in_trash" boolean NOT NULL,
	"facts" json DEFAULT '{}' NOT NULL,
	"told" json DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "orders_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "subscription_log" (
	"organisation_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"from_status" text,
	"from_reason" text,
	"to_status" text NOT NULL,
	"to_reason" text,
	"raw_status" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"connection_id" uuid,
	"event_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "subscription_log_organisation_id_subscription_id_version_pk" PRIMARY KEY("organisation_id","subscription_id","version")
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"company_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"managed_by" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"flags" json DEFAULT '[]' NOT NULL,
	"next_charge_at" timestamp with time zone,
	"cancel_at" timestamp with time zone,
	"paused_at" timestamp with time zone,
	"currency" text NOT NULL,
	"total" bigint NOT NULL,
	"total_tax" bigint NOT NULL,
	"unit" text NOT NULL,
	"interval" integer NOT NULL,
	"customer_id" uuid,
	"customer_external_id" text,
	"parent_order_id" uuid,
	"parent_order_external_id" text,
	"previous_id" uuid,
	"successor_id" uuid,
	"payment_method" text,
	"payment_title" text,
	"is_manual" boolean NOT NULL,
	"started_at" timestamp with time zone,
	"trial_end_at" timestamp with time zone,
	"billing" json,
	"shipping" json,
	"lines" json DEFAULT '[]' NOT NULL,
	"shipping_lines" json DEFAULT '[]' NOT NULL,
	"raw_status" text NOT NULL,
	"next_payment_at" timestamp with time zone,
	"payment_retry_at" timestamp with time zone,
	"last_payment_at" timestamp with time zone,
	"canceled_at" timestamp with time zone,
	"end_at" timestamp with time zone,
	"suspension_count" integer NOT NULL,
	"failed_renewal_external_id" text,
	"renewal_external_id" text,
	"behind_since" timestamp with time zone,
	"changed_by" text,
	"changed_to" text,
	"changed_at" timestamp with time zone,
	"source" json DEFAULT '{}' NOT NULL,
	"settles_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "subscriptions_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"organisation_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"idempotency_key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"status" integer NOT NULL,
	"headers" jsonb NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "idempotency_keys_organisation_id_key_id_idempotency_key_pk" PRIMARY KEY("organisation_id","key_id","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "job_items" (
	"organisation_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"is_open" boolean DEFAULT false NOT NULL,
	"event_id" uuid,
	"missing_at" timestamp with time zone,
	CONSTRAINT "job_items_organisation_id_job_id_kind_external_id_pk" PRIMARY KEY("organisation_id","job_id","kind","external_id")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"nouns" text[],
	"changed_after" timestamp with time zone,
	"progress" jsonb NOT NULL,
	"phase" text DEFAULT 'list' NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"rate" double precision,
	"failure_count" integer DEFAULT 0 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"due_at" timestamp with time zone DEFAULT app_now(),
	"again" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"started_at" timestamp with time zone,
	"moved_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "jobs_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "pull_requests" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"reason" text NOT NULL,
	"attempt_count" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT app_now(),
	"error" text,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "pull_requests_organisation_id_connection_id_kind_external_id_pk" PRIMARY KEY("organisation_id","connection_id","kind","external_id")
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "rotated_key" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "previous_ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "fold_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "rate_per_second" double precision;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "burst" integer;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "concurrency" integer;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "tokens" double precision;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "tokens_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "breaker_state" text DEFAULT 'closed' NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "breaker_opens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "failure_streak" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "misconfigured_streak" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "opened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "first_failure_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "paired_connection_id" uuid;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "is_fact" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "is_stale" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "hop" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox_heads" ADD COLUMN "to_try_singly" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "hop" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "feed_heads" ADD COLUMN "pruned_to" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("organisation_id","next_at");--> statement-breakpoint
CREATE INDEX "timers_due" ON "timers" USING btree ("organisation_id","due_at");--> statement-breakpoint
CREATE INDEX "plugin_sequences_lost" ON "plugin_sequences" USING btree ("organisation_id","connection_id","installation_id","sequence") WHERE lost_reason is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "customers_external" ON "customers" USING btree ("organisation_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "customers_email" ON "customers" USING btree ("organisation_id","email_key");--> statement-breakpoint
CREATE INDEX "customers_updated" ON "customers" USING btree ("organisation_id","updated_at");--> statement-breakpoint
CREATE INDEX "order_subscriptions_order" ON "order_subscriptions" USING btree ("organisation_id","order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_external" ON "orders" USING btree ("organisation_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "orders_customer" ON "orders" USING btree ("organisation_id","customer_id","id");--> statement-breakpoint
CREATE INDEX "orders_status" ON "orders" USING btree ("organisation_id","status","id");--> statement-breakpoint
CREATE INDEX "orders_number" ON "orders" USING btree ("organisation_id","number");--> statement-breakpoint
CREATE INDEX "orders_placed" ON "orders" USING btree ("organisation_id","placed_at");--> statement-breakpoint
CREATE INDEX "orders_updated" ON "orders" USING btree ("organisation_id","updated_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subscriptions_external" ON "subscriptions" USING btree ("organisation_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "subscriptions_parent_order" ON "subscriptions" USING btree ("organisation_id","connection_id","parent_order_external_id");--> statement-breakpoint
CREATE INDEX "subscriptions_customer" ON "subscriptions" USING btree ("organisation_id","customer_id","id");--> statement-breakpoint
CREATE INDEX "subscriptions_status" ON "subscriptions" USING btree ("organisation_id","status","id");--> statement-breakpoint
CREATE INDEX "subscriptions_updated" ON "subscriptions" USING btree ("organisation_id","updated_at");--> statement-breakpoint
CREATE INDEX "subscriptions_previous" ON "subscriptions" USING btree ("organisation_id","previous_id") WHERE previous_id is not null;--> statement-breakpoint
CREATE INDEX "subscriptions_successor" ON "subscriptions" USING btree ("organisation_id","successor_id") WHERE successor_id is not null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE INDEX "job_items_open" ON "job_items" USING btree ("organisation_id","job_id","kind","external_id") WHERE is_open;--> statement-breakpoint
CREATE INDEX "job_items_missing" ON "job_items" USING btree ("organisation_id","job_id","missing_at") WHERE missing_at is not null;--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("organisation_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "jobs_connection" ON "jobs" USING btree ("organisation_id","connection_id","kind","started_at");--> statement-breakpoint
CREATE INDEX "pull_requests_due" ON "pull_requests" USING btree ("organisation_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "events_type" ON "events" USING btree ("organisation_id","type","position") WHERE position is not null;