import { readdir, readFile } from 'node:fs/promises'
import { memberTexts, splitArray } from '@passerelle/shared-types/json-text'
import type { RecordedDelivery } from '../fakes/shop.ts'

export type ShopRecording = RecordedDelivery & { file: string; secret: string }

const folder = new URL('../../shared-types/fixtures/woocommerce/webhooks/', import.meta.url)

/** What a real WooCommerce shop sent, in the order of its sending. */
export async function readShopRecordings(): Promise<ShopRecording[]> {
  const files = (await readdir(folder)).filter((name) => /^\d\d-/.test(name)).sort()
  return Promise.all(
    files.map(async (file) => ({ file, ...JSON.parse(await readFile(new URL(file, folder), 'utf8')) })),
  )
}

/** The partner's calls: exact JSON texts of lists of offers, and of single offers. */
export async function readPartnerCalls(): Promise<{ body: string; items: number }[]> {
  const file = await readFile(new URL('./catalogue.json', import.meta.url), 'utf8')
  return splitArray(memberTexts(file).get('calls') ?? '[]').map((call) => {
    const items = splitArray(memberTexts(call).get('items') ?? '[]')
    return { body: items.length === 1 ? items.join() : `[${items.join(',')}]`, items: items.length }
  })
}
