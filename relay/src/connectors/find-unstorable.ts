import { findUnstorableText } from '@passerelle/shared-types/json-text'

/** UTF-8 holds neither NUL in JSON nor a lone surrogate: only an escape can bring one in. */
const suspect = /\\u(?:0000|d[89a-f])/i

/** The pointer to a text that cannot be stored, or null. `text` is the JSON of `value`; most of it holds no such escape. */
export const findUnstorable = (text: string, value: unknown): string | null =>
  suspect.test(text) ? findUnstorableText(value) : null
