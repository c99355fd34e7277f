ALTER TABLE "connections" ADD COLUMN "is_new_secret_unused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "unpaired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "unpaired_by" text;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "place" text;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "foreign_place" text;--> statement-breakpoint
ALTER TABLE "installations" ADD COLUMN "rotation_signed_at" timestamp with time zone;