import { isSecret } from '@passerelle/shared-types/standard-webhooks'
import { z } from 'zod'

/** An absolute http or https address without credentials; where it may lead is the platform's to judge. */
export const Url = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((text) => {
    const url = URL.parse(text)
    return url !== null && url.username === '' && url.password === ''
  })

/** A secret that travels in a header. */
export const HeaderSecret = z.string().regex(/^[\x21-\x7e]{1,512}$/)

/** A secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
export const SigningSecret = z.string().refine(isSecret)

/** Any secret that signs. */
export const SharedSecret = z.string().min(1).max(512)
