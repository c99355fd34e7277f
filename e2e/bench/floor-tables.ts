import type postgres from 'postgres'

/** A plain table of events, a plain queue, and a plain table of products with as many columns as ours. */
export async function createFloorTables(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create schema floor;
    create table floor.events (id bigserial primary key, body text not null, received_at timestamptz not null default now());
    create table floor.queue (
      id bigserial primary key, body text not null, state text not null default 'waiting',
      received_at timestamptz not null default now(), done_at timestamptz);
    create index queue_waiting on floor.queue (id) where state = 'waiting';
    create table floor.products (
      id text primary key, version int, sku text, name text, description text, short_description text, kind text, status text,
      category text, partner_category text, supplier text, logo_url text, currency text, base_price bigint, price bigint,
      vat_rate numeric, features json, plans json, is_popular boolean, rating numeric, stock_quantity int, is_in_stock boolean,
      images json, attributes json, created_at timestamptz, updated_at timestamptz, deleted_at timestamptz)`)
}
