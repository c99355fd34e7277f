import type { TestDatabase } from '../../relay/test/database.ts'

export type Fences = {
  /** Moves of a line that were made without holding its lease, or twice from the same place. */
  findViolations: () => Promise<string[]>
  countMoves: () => Promise<number>
}

/** Logs, from now on, each lease and each move of the lines of inbox and outbox, as the database saw them. */
export async function watchFences({ admin }: TestDatabase): Promise<Fences> {
  await admin.unsafe(`
    create schema watch;
    create table watch.fence_log (n bigint generated always as identity, line text, fence bigint, backend int, from_seq bigint, to_seq bigint,
      is_claim boolean, at timestamptz default clock_timestamp());
    create function watch.log_fence() returns trigger language plpgsql security definer as $$
    begin
      if new.fence <> old.fence or new.done_seq <> old.done_seq then
        insert into watch.fence_log (line, fence, backend, from_seq, to_seq, is_claim)
        values (tg_table_name || ' ' || (to_jsonb(new) - array['last_seq', 'done_seq', 'fence', 'newest_hash', 'newest_version', 'due_at', 'lease_until'])::text,
          new.fence, pg_backend_pid(), old.done_seq, new.done_seq, new.fence <> old.fence);
      end if;
      return new;
    end $$;
    create trigger log_fence after update on inbox_heads for each row execute function watch.log_fence();
    create trigger log_fence after update on delivery_heads for each row execute function watch.log_fence()`)
  return {
    async countMoves() {
      const [row] = await admin<{ n: number }[]>`select count(*)::int as n from watch.fence_log where not is_claim`
      return row?.n ?? 0
    },
    async findViolations() {
      const rows = await admin<{ line: string; what: string }[]>`
        select line, 'done_seq ' || from_seq || ' was left ' || count(*) || ' times' as what
        from watch.fence_log where not is_claim group by line, from_seq having count(*) > 1
        union all
        select line, 'fence ' || fence || ' was given ' || count(*) || ' times' from watch.fence_log where is_claim group by line, fence having count(*) > 1
        union all
        select line, 'went from ' || before || ' to ' || from_seq
        from (select *, lag(to_seq) over (partition by line order by n) as before from watch.fence_log where not is_claim) moves
        where before is distinct from from_seq and before is not null`
      return rows.map(({ line, what }) => `${line}: ${what}`)
    },
  }
}
