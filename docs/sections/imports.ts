import { readFileSync } from 'node:fs'
import { codes, table } from './table.ts'

const test = new URL('../../test/architecture.test.ts', import.meta.url)

/** Who may import whom, as the test enforces it. */
export function importTable(): string {
  return table(['May import', 'besides itself and the leaves'], rowsOf('allowed'))
}

/** Packages that one place alone knows. */
export function confinedTable(): string {
  return table(['Package', 'Known in'], rowsOf('confined'))
}

/** The entries of one of the test's two tables, read as text: a test is no module to import. */
function rowsOf(name: string): string[][] {
  const text = readFileSync(test, 'utf8')
  const start = text.indexOf(`const ${name}:`)
  const body = text.slice(start, text.indexOf('\n}\n', start))
  const rows = [...body.matchAll(/^ {2}'?([\w@/:-]+)'?: \[([^\]]*)\]/gm)].map(
    ([, key = '', list = '']) => {
      const places = [...list.matchAll(/'([^']+)'/g)].map(([, place = '']) => place)
      return [codes([key]), places.length === 0 ? 'nothing' : codes(places)]
    },
  )
  if (start === -1 || rows.length === 0)
    throw new Error(`Expected a table '${name}' in ${test.pathname}`)
  return rows
}
