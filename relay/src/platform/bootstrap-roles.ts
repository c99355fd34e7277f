import type { Sql } from './db.ts'
import { appRole, ownerRole, systemRole } from './db.ts'

/**
 * Makes the three roles that the relay acts as, none of them a superuser, since a superuser walks past row-level security.
 * Roles belong to the whole server: another database of it may be making them at the same moment.
 */
export async function bootstrapRoles(sql: Sql): Promise<void> {
  await sql.unsafe(`
    do $$
    declare wanted text;
    begin
      perform pg_advisory_xact_lock(hashtext('passerelle roles'));
      foreach wanted in array array['${ownerRole}', '${appRole}', '${systemRole}'] loop
        begin
          if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin noinherit', wanted);
          end if;
        exception when duplicate_object or unique_violation then null;
        end;
        if not pg_has_role(current_user, wanted, 'member') then
          execute format('grant %I to current_user', wanted);
        end if;
      end loop;
      execute format('grant create on database %I to ${ownerRole}', current_database());
      grant create, usage on schema public to ${ownerRole};
      grant usage on schema public to ${appRole}, ${systemRole};
    end $$`)
}
