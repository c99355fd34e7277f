import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Tx } from './db.ts'

type Shape = { statement: string; columns: { property: string; name: string; isJson: boolean }[] }
const shapes = new WeakMap<PgTable, Shape>()

/**
 * Inserts rows, or replaces those whose primary key (`key`, SQL names) is there, in one statement with one parameter, however
 * many rows there are.
 */
export async function upsertRows<T extends PgTable>(
  tx: Tx,
  table: T,
  key: string[],
  rows: T['$inferSelect'][],
): Promise<void> {
  if (rows.length === 0) return
  const shape = shapes.get(table) ?? describe(table, key)
  shapes.set(table, shape)
  const text = `[${rows.map((row) => rowText(shape, row as Record<string, unknown>)).join(',')}]`
  await tx.sql.unsafe(shape.statement, [text], { prepare: true })
}

function describe(table: PgTable, key: string[]): Shape {
  const columns = Object.entries(getTableColumns(table)).map(([property, column]) => ({
    property,
    name: column.name,
    isJson: column.getSQLType() === 'json',
  }))
  const name = getTableName(table)
  const others = columns
    .filter((column) => !key.includes(column.name))
    .map((column) => `"${column.name}" = excluded."${column.name}"`)
  const list = columns.map((column) => `"${column.name}"`).join(', ')
  return {
    columns,
    statement: `insert into "${name}" (${list}) select ${list} from json_populate_recordset(null::"${name}", $1::json)
      on conflict (${key.join(', ')}) do update set ${others.join(', ')}`,
  }
}

function rowText(shape: Shape, row: Record<string, unknown>): string {
  const members = shape.columns.map(({ property, name, isJson }) => {
    const value = row[property]
    return `"${name}":${isJson && typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')}`
  })
  return `{${members.join(',')}}`
}
