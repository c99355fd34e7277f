export { startWooRest, type WooCall, type WooRest, type WooRestOptions } from '../../relay/test/woo-rest.ts'
export { makeRecordedShop, makeShop, type ShopItem, type ShopKind, type WooShop } from '../../relay/test/woo-shop.ts'
