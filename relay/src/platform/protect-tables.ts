import type postgres from 'postgres'
import { appRole, systemRole } from './db.ts'

/**
 * Puts every table that belongs to organisations under forced row-level security, after each migration, so that a new table
 * cannot be forgotten. A setting that a transaction set locally reads as '' afterwards, hence the nullif.
 */
export async function protectTables(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    do $$
    declare target record;
    begin
      for target in
        select c.relname as name, case when c.relname = 'organisations' then 'id' else 'organisation_id' end as key
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and (c.relname = 'organisations' or exists (
            select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped))
          and not (c.relforcerowsecurity and exists (
            select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.policyname = 'own_organisation'))
      loop
        execute format('alter table public.%I enable row level security, force row level security', target.name);
        execute format('drop policy if exists own_organisation on public.%I', target.name);
        execute format('create policy own_organisation on public.%I to ${appRole}
          using (%I = nullif(current_setting(''app.organisation_id'', true), '''')::uuid)', target.name, target.key);
        execute format('drop policy if exists every_organisation on public.%I', target.name);
        execute format('create policy every_organisation on public.%I to ${systemRole} using (true)', target.name);
      end loop;
      grant select, insert, update, delete on all tables in schema public to ${appRole}, ${systemRole};
      grant maintain on all tables in schema public to ${systemRole};
      revoke insert, update, delete on public.migrations from ${appRole}, ${systemRole};
      grant usage on all sequences in schema public to ${appRole}, ${systemRole};
      grant execute on all functions in schema public to ${appRole}, ${systemRole};
    end $$`)
}
