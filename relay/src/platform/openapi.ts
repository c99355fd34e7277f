import type { Api } from './api.ts'

export function serveDocument(_app: Api): void {}
