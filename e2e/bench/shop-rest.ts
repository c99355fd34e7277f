import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { startWooRest } from '../../relay/test/woo-rest.ts'
import { makeShop } from '../../relay/test/woo-shop.ts'

/** A shop of 1,000 recorded products with `wc/v3`; each answer comes after `DELAY_MS`. */
const file = new URL('../../shared-types/fixtures/woocommerce/perf-catalogue.ndjson.gz', import.meta.url)
const shop = makeShop()
for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n')) shop.put('product', JSON.parse(line))
const delayMs = Number(process.env.DELAY_MS ?? 0)
const rest = await startWooRest({ shop, wait: () => sleep(delayMs) })

process.on('message', () => process.send?.({ url: rest.url, key: rest.consumerKey, secret: rest.consumerSecret }))
for (const end of ['SIGTERM', 'disconnect']) process.on(end, () => process.exit(0))
