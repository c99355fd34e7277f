import type { WriteStream } from 'node:tty'

export type Terminal = {
  line: (text?: string) => void
  title: (text: string) => void
  /** On a terminal one line that is redrawn; elsewhere a line at every fifth of the way. */
  progress: (label: string, done: number, total: number) => void
  endProgress: () => void
  /** What is written from here on is dropped: somebody else has the last word. */
  silence: () => void
  alarm: (text: string) => string
}

const barWidth = 30

/** Writes for a reader. Colour and redrawing only on a terminal; `NO_COLOR` is honoured. */
export function createTerminal(out: WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const isLive = out.isTTY && environment.TERM !== 'dumb'
  const isColoured = isLive && !environment.NO_COLOR
  const paint = (code: number, text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text)
  let isSilent = false
  let shown: { label: string; fifth: number } | null = null

  const endProgress = () => {
    if (shown && isLive) out.write('\n')
    shown = null
  }
  const line = (text = '') => {
    if (isSilent) return
    endProgress()
    out.write(`${text}\n`)
  }
  return {
    line,
    title: (text) => line(paint(1, text)),
    alarm: (text) => paint(31, text),
    endProgress,
    silence() {
      endProgress()
      isSilent = true
    },
    progress(label, done, total) {
      if (isSilent) return
      if (shown && shown.label !== label) endProgress()
      const share = total === 0 ? 1 : done / total
      const fifth = Math.floor(share * 5)
      if (isLive) {
        const filled = Math.round(share * barWidth)
        const bar = `${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}`
        out.write(`\r\u001b[2K  ${label.padEnd(12)} [${bar}] ${done}/${total}`)
      } else if (fifth > 0 && fifth !== shown?.fifth) {
        out.write(`  ${label.padEnd(12)} ${String(fifth * 20).padStart(3)} %  ${done}/${total}\n`)
      }
      shown = { label, fifth }
    },
  }
}

/** Rows as lines in columns, two blanks apart: numbers to the right, texts to the left. */
export function alignColumns(rows: (string | number)[][]): string[] {
  const widths: number[] = []
  const numeric = new Set<number>()
  for (const row of rows) {
    for (const [at, cell] of row.entries()) {
      widths[at] = Math.max(widths[at] ?? 0, String(cell).length)
      if (typeof cell === 'number') numeric.add(at)
    }
  }
  return rows.map((row) =>
    row
      .map((cell, at) =>
        numeric.has(at) ? String(cell).padStart(widths[at] ?? 0) : String(cell).padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

/** Breaks a sentence into lines of at most `width` characters, each indented. */
export function wrap(text: string, { width = 80, indent = '' } = {}): string[] {
  const lines: string[] = []
  let current = indent
  for (const word of text.split(' ')) {
    const isEmpty = current.length === indent.length
    if (!isEmpty && current.length + 1 + word.length > width) {
      lines.push(current)
      current = indent + word
    } else current += isEmpty ? word : ` ${word}`
  }
  return [...lines, current]
}
