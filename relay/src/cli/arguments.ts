import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

/** What was typed cannot be understood: exit 2, beside the usage. */
export class UsageError extends Error {}

export type Arguments = ReturnType<typeof readArguments>

/** Reads the command line. Throws UsageError on an option that there is none of. */
export function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        name: { type: 'string' },
        'time-zone': { type: 'string' },
        currency: { type: 'string' },
        organisation: { type: 'string' },
        company: { type: 'string' },
        connection: { type: 'string' },
        connector: { type: 'string' },
        scopes: { type: 'string' },
        expires: { type: 'string' },
        ip: { type: 'string', multiple: true, default: [] },
        set: { type: 'string', multiple: true, default: [] },
        'set-file': { type: 'string', multiple: true, default: [] },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Needed = 'name' | 'time-zone' | 'currency' | 'organisation' | 'connector' | 'scopes'

export function need({ values }: Arguments, name: Needed): string {
  const value = values[name]?.trim()
  if (!value) throw new UsageError(`--${name} is needed`)
  return value
}

/** The settings of `--set key=value` and `--set-file key=PATH`. */
export async function readGiven({ values }: Arguments): Promise<{ key: string; value: string }[]> {
  const files = values['set-file'].map(pair).map(async ({ key, value: path }) => {
    const text = await readFile(path, 'utf8').catch(() => {
      throw new UsageError(`--set-file ${key}: ${path} cannot be read`)
    })
    return { key, value: text.trim() }
  })
  return [...values.set.map(pair), ...(await Promise.all(files))]
}

/** What was given may be a secret: it is not repeated. */
function pair(text: string): { key: string; value: string } {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError('--set and --set-file are written as key=value')
  return { key: text.slice(0, at), value: text.slice(at + 1) }
}
