import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Tx } from './db.ts'

type Shape = { statement: string; columns: { property: string; name: string }[] }
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
    type: column.getSQLType(),
    isJson: column.getSQLType() === 'json',
  }))
  // JSON travels as text: as a member it would lose how its strings were written.
  const types = columns.map((column) => `"${column.name}" ${column.isJson ? 'text' : column.type}`).join(', ')
  const values = columns.map((column) => `"${column.name}"${column.isJson ? '::json' : ''}`).join(', ')
  const name = getTableName(table)
  const others = columns
    .filter((column) => !key.includes(column.name))
    .map((column) => `"${column.name}" = excluded."${column.name}"`)
  const list = columns.map((column) => `"${column.name}"`).join(', ')
  return {
    columns,
    statement: `insert into "${name}" (${list}) select ${values} from json_to_recordset($1::json) as given(${types})
      on conflict (${key.join(', ')}) do update set ${others.join(', ')}`,
  }
}

function rowText(shape: Shape, row: Record<string, unknown>): string {
  const members = shape.columns.map(({ property, name }) => `"${name}":${JSON.stringify(row[property]) ?? 'null'}`)
  return `{${members.join(',')}}`
}
