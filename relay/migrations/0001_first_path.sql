CREATE TABLE "connections" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"company_id" uuid NOT NULL,
	"connector" text NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"secrets" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"reason" text,
	"not_before" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "connections_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "connections_id" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"sku" text,
	"name" text NOT NULL,
	"description" text,
	"short_description" text,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"category" text,
	"partner_category" text,
	"supplier" text,
	"logo_url" text,
	"currency" text NOT NULL,
	"base_price" bigint,
	"price" bigint,
	"vat_rate" numeric,
	"features" json DEFAULT '[]' NOT NULL,
	"plans" json,
	"is_popular" boolean,
	"rating" numeric,
	"stock_quantity" integer,
	"is_in_stock" boolean,
	"images" json DEFAULT '[]' NOT NULL,
	"attributes" json DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "products_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "variations" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product_id" uuid,
	"connection_id" uuid NOT NULL,
	"parent_external_id" text NOT NULL,
	"sku" text,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"currency" text NOT NULL,
	"base_price" bigint,
	"price" bigint,
	"stock_quantity" integer,
	"is_in_stock" boolean,
	"options" json DEFAULT '[]' NOT NULL,
	"image_url" text,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "variations_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"networks" text[] NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "api_keys_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "api_keys_prefix" UNIQUE("prefix")
);
--> statement-breakpoint
CREATE TABLE "companies" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "companies_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "key_checks" (
	"id" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"data_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_events" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text,
	"seq" bigint,
	"topic" text NOT NULL,
	"raw" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"source_event_id" text,
	"source_version" bigint,
	"state" text NOT NULL,
	"reason" text,
	"detail" text,
	"attempt_count" integer DEFAULT 0 NOT NULL,
	"occurred_at" timestamp with time zone,
	"received_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "inbox_events_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "inbox_heads" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"last_seq" bigint NOT NULL,
	"done_seq" bigint NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"newest_hash" "bytea",
	"newest_version" bigint,
	"due_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	CONSTRAINT "inbox_heads_organisation_id_connection_id_kind_external_id_pk" PRIMARY KEY("organisation_id","connection_id","kind","external_id")
);
--> statement-breakpoint
CREATE TABLE "inbox_seen" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"source_event_id" text NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "inbox_seen_organisation_id_connection_id_source_event_id_pk" PRIMARY KEY("organisation_id","connection_id","source_event_id")
);
--> statement-breakpoint
CREATE TABLE "mappings" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"id" uuid NOT NULL,
	"agreed" json NOT NULL,
	"agreed_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "mappings_organisation_id_connection_id_kind_external_id_pk" PRIMARY KEY("organisation_id","connection_id","kind","external_id"),
	CONSTRAINT "mappings_ours" UNIQUE("organisation_id","id","connection_id","kind")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"organisation_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"connection_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"entity_kind" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"seq" bigint,
	"state" text NOT NULL,
	"reason" text,
	"attempt_count" integer DEFAULT 0 NOT NULL,
	"failure_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "deliveries_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"organisation_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"outcome" text NOT NULL,
	"http_status" integer,
	"reason" text,
	"response" text,
	CONSTRAINT "delivery_attempts_organisation_id_delivery_id_number_pk" PRIMARY KEY("organisation_id","delivery_id","number")
);
--> statement-breakpoint
CREATE TABLE "delivery_heads" (
	"organisation_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"entity_kind" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"last_seq" bigint NOT NULL,
	"done_seq" bigint NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	CONSTRAINT "delivery_heads_organisation_id_connection_id_entity_kind_entity_id_pk" PRIMARY KEY("organisation_id","connection_id","entity_kind","entity_id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"write_order" bigserial NOT NULL,
	"position" bigint,
	"type" text NOT NULL,
	"entity_kind" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"entity_version" integer NOT NULL,
	"data" json NOT NULL,
	"previous" json NOT NULL,
	"source_connection_id" uuid,
	"source_event_id" uuid,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "events_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "feed_heads" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "products_sku" ON "products" USING btree ("organisation_id","sku") WHERE sku is not null;--> statement-breakpoint
CREATE INDEX "variations_product" ON "variations" USING btree ("organisation_id","product_id");--> statement-breakpoint
CREATE INDEX "variations_parent" ON "variations" USING btree ("organisation_id","connection_id","parent_external_id");--> statement-breakpoint
CREATE INDEX "inbox_events_entity" ON "inbox_events" USING btree ("organisation_id","connection_id","kind","external_id","seq");--> statement-breakpoint
CREATE INDEX "inbox_events_held" ON "inbox_events" USING btree ("organisation_id","state","id") WHERE state in ('parked', 'quarantined');--> statement-breakpoint
CREATE INDEX "inbox_events_quarantine" ON "inbox_events" USING btree ("organisation_id","connection_id","hash") WHERE state = 'quarantined';--> statement-breakpoint
CREATE INDEX "inbox_heads_due" ON "inbox_heads" USING btree ("organisation_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_entity" ON "deliveries" USING btree ("organisation_id","connection_id","entity_kind","entity_id","seq");--> statement-breakpoint
CREATE INDEX "deliveries_event" ON "deliveries" USING btree ("organisation_id","event_id");--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("organisation_id","state","id") WHERE state not in ('delivered', 'skipped');--> statement-breakpoint
CREATE INDEX "delivery_heads_due" ON "delivery_heads" USING btree ("organisation_id","connection_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "events_position" ON "events" USING btree ("organisation_id","position") WHERE position is not null;--> statement-breakpoint
CREATE INDEX "events_unsequenced" ON "events" USING btree ("organisation_id","write_order") WHERE position is null;--> statement-breakpoint
CREATE INDEX "events_entity" ON "events" USING btree ("organisation_id","entity_kind","entity_id","write_order");