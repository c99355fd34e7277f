import { createHash } from 'node:crypto'

type Operation = { summary?: string; tags?: string[] }
type Described = {
  info: { title: string }
  paths: Record<string, Record<string, Operation>>
  webhooks?: Record<string, Record<string, Operation>>
}

const origin = 'https://cdn.jsdelivr.net'
const script = {
  url: `${origin}/npm/@scalar/api-reference@1.72.1/dist/browser/standalone.js`,
  integrity: 'sha384-U11tb2XnKvmwt8RlTvnwUnYgrN+ur4Xyh9htLhjajWNR/Oyl5AX5DEz00qRmlrmK',
}

// The list is there first, and stays where the script cannot be had.
const start = `if (window.Scalar) {
  document.getElementById('operations').hidden = true
  window.Scalar.createApiReference('#app', {
    url: '/openapi.json', withDefaultFonts: false, telemetry: false, hideClientButton: true, showDeveloperTools: 'never',
    persistAuth: false, agent: { disabled: true }, mcp: { disabled: true },
  })
}`

const hash = createHash('sha256').update(start).digest('base64')

/** What the page may load: the one script, by its hash, and this relay. Styles are the script's own, made as it runs. */
export const docsPolicy = [
  "default-src 'none'",
  `script-src ${script.url} 'sha256-${hash}'`,
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The documentation: a plain list of the operations, in whose place the script of Scalar, pinned by its hash, puts the whole. */
export function docsPage({ info, paths, webhooks = {} }: Described): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${toHtml(info.title)} API</title>
    <style>
      body { margin: 0; font: 16px/1.5 system-ui, sans-serif }
      #operations { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      li { margin: .25rem 0 } code { font-size: .9em }
    </style>
  </head>
  <body>
    <div id="app"></div>
    <main id="operations">
      <h1>${toHtml(info.title)} API</h1>
      <p>The whole description is <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${listGroups(paths)}
      <h2>Webhooks</h2>
      <ul>
${Object.entries(webhooks)
  .map(([topic, methods]) => `        <li><code>${toHtml(topic)}</code> ${toHtml(methods.post?.summary ?? '')}</li>`)
  .join('\n')}
      </ul>
    </main>
    <script src="${script.url}" integrity="${script.integrity}" crossorigin="anonymous"></script>
    <script>${start}</script>
  </body>
</html>
`
}

function listGroups(paths: Described['paths']): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '', tags = [] }]) => ({
      tag: tags[0] ?? 'Other',
      line: `        <li><code>${method.toUpperCase()} ${toHtml(path)}</code> ${toHtml(summary)}</li>`,
    })),
  )
  return [...Map.groupBy(operations, ({ tag }) => tag)]
    .map(
      ([tag, group]) =>
        `      <h2>${toHtml(tag)}</h2>\n      <ul>\n${group.map(({ line }) => line).join('\n')}\n      </ul>`,
    )
    .join('\n')
}

const toHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
