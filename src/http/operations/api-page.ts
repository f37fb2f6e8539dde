import type { OpenApiDocument, OpenApiOperation } from './openapi.ts'

/** The API to read, as one page without scripts. Made of the document alone. */
export function renderApiPage({ info, paths = {} }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'keyart')
  const names = [...groups.keys()].toSorted((one, other) => one.localeCompare(other))
  const links = names.map((name) => `<a href="#${escape(name)}">${escape(name)}</a>`).join(' ')
  const sections = names.map((name) => {
    const routes = (groups.get(name) ?? []).map(renderOperation).join('')
    return `<section id="${escape(name)}"><h2>${escape(name)}</h2>${routes}</section>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)}: API</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escape(info.title)}: API</h1>
<p>${escape(info.description ?? '')}</p>
<p><a href="openapi.json">openapi.json</a> · <a href="../">Gallery</a></p>
<nav>${links}</nav>
</header>
<main>${sections.join('\n')}</main>
</body>
</html>
`
}

type Placed = {
  readonly path: string
  readonly method: string
  readonly operation: OpenApiOperation
}

function renderOperation({ path, method, operation }: Placed): string {
  const { summary = '', parameters = [], responses = {}, security = [] } = operation
  const rows = parameters.map(
    ({ name, in: place, required, description = '', schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}${required === true ? ', required' : ''}</td>` +
      `<td>${escape(schema?.type ?? '')}</td><td>${escape(description)}</td></tr>`,
  )
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  const answers = Object.entries(responses).map(
    ([status, { description = '' }]) =>
      `<li><code>${escape(status)}</code> ${escape(description)}</li>`,
  )
  const isOpen = security.length === 0 || security.some((one) => Object.keys(one).length === 0)
  const lock = isOpen ? '' : ' <small>signed in</small>'
  return `<details><summary><b>${escape(method.toUpperCase())}</b> <code>${escape(path)}</code> ${escape(summary)}${lock}</summary>${table}<ul>${answers.join('')}</ul></details>`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 0 auto; padding: 1rem }
nav a { margin-right: .75rem }
details { border-top: 1px solid #8884; padding: .4rem 0 }
summary { cursor: pointer }
summary b { display: inline-block; min-width: 4rem }
table { border-collapse: collapse; margin: .5rem 0; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0 }
small { opacity: .7 }
`
