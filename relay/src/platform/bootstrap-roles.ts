import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from './db.ts'
import { appRole, ownerRole, systemRole } from './db.ts'

const tries = 10

/**
 * Makes the three roles that the relay acts as, none of them a superuser, since a superuser walks past row-level security. Who
 * runs it is a superuser, or may create roles and owns the database. Roles belong to the whole server, which another database
 * of it may be changing at the same moment, and advisory locks belong to one database: what collides is tried again.
 */
export async function bootstrapRoles(sql: Sql): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeRoles(sql)
      return
    } catch (error) {
      if (attempt === tries || !isCollision(error)) throw error
      await sleep(20 * attempt * Math.random())
    }
  }
}

/** Who creates a role becomes a member that may grant it, not one that may act as it: that membership has to be granted. */
async function makeRoles(sql: Sql): Promise<void> {
  await sql.unsafe(`
    do $$
    declare wanted text;
    begin
      foreach wanted in array array['${ownerRole}', '${appRole}', '${systemRole}'] loop
        if not exists (select from pg_roles where rolname = wanted) then
          execute format('create role %I nologin noinherit', wanted);
        end if;
        if not pg_has_role(current_user, wanted, 'SET') then
          execute format('grant %I to current_user with set true, inherit true', wanted);
        end if;
      end loop;
      execute format('grant create on database %I to ${ownerRole}', current_database());
      grant create, usage on schema public to ${ownerRole};
      grant usage on schema public to ${appRole}, ${systemRole};
    end $$`)
}

/** `XX000` carries "tuple concurrently updated"; the others, that the role or its grant has appeared meanwhile. */
function isCollision(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false
  return (
    error.code === '23505' || error.code === '42710' || (error.code === 'XX000' && /concurrently/.test(error.message))
  )
}
