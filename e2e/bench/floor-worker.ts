import postgres from 'postgres'

/** The least that a worker can be: lock 200, parse, one bulk upsert, mark done, commit; until nothing waits. */
const sql = postgres(process.env.DATABASE_URL ?? '', { max: 15 })
const batchSize = 200
const columns = [
  ...[
    'id',
    'version',
    'sku',
    'name',
    'description',
    'short_description',
    'kind',
    'status',
    'category',
    'partner_category',
  ],
  ...[
    'supplier',
    'logo_url',
    'currency',
    'base_price',
    'price',
    'vat_rate',
    'features',
    'plans',
    'is_popular',
    'rating',
  ],
  ...['stock_quantity', 'is_in_stock', 'images', 'attributes', 'created_at', 'updated_at', 'deleted_at'],
]
const list = columns.join(', ')
const replaced = columns.slice(1).map((name) => `${name} = excluded.${name}`)
const upsert = `insert into floor.products (${list}) select ${list} from json_populate_recordset(null::floor.products, $1::text::json)
  on conflict (id) do update set ${replaced.join(', ')}`

type Item = Record<string, unknown> & { categories: { name: string }[]; price: string; regular_price: string }

function toRow(item: Item, now: Date) {
  return {
    id: String(item.id),
    version: 1,
    sku: item.sku,
    name: item.name,
    description: item.description,
    short_description: item.short_description,
    kind: item.type,
    status: item.status,
    category: item.categories[0]?.name,
    currency: 'EUR',
    base_price: Math.round(Number(item.regular_price) * 100),
    price: Math.round(Number(item.price) * 100),
    features: [],
    stock_quantity: item.stock_quantity,
    is_in_stock: item.stock_status === 'instock',
    images: item.images,
    attributes: {},
    created_at: now,
    updated_at: now,
  }
}

async function drain(): Promise<void> {
  for (;;) {
    const count = await sql.begin(async (tx) => {
      const rows = await tx<{ id: string; body: string }[]>`
        select id, body from floor.queue where state = 'waiting' order by id limit ${batchSize} for update skip locked`
      if (rows.length === 0) return 0
      const now = new Date()
      const newest = new Map(rows.map(({ body }) => toRow(JSON.parse(body), now)).map((row) => [row.id, row]))
      await tx.unsafe(upsert, [JSON.stringify([...newest.values()])], { prepare: true })
      await tx`update floor.queue set state = 'done', done_at = now() where id = any(${rows.map((row) => row.id)}::bigint[])`
      return rows.length
    })
    if (count === 0) return
  }
}

process.on('message', async () => {
  const startedAt = performance.now()
  await drain()
  process.send?.({ seconds: (performance.now() - startedAt) / 1_000 })
})
for (const end of ['SIGTERM', 'disconnect']) process.on(end, () => process.exit(0))
