import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import {
  artworkNames,
  imageExtensionList,
  imageTypeTable,
  seasonNames,
  setNames,
} from './sections/artwork.ts'
import { confinedTable, importList } from './sections/imports.ts'
import { metricsTable } from './sections/metrics.ts'
import { optionsTable } from './sections/options.ts'
import { problemsTable } from './sections/problems.ts'
import { pathParameterTable, queryTables, routeTable } from './sections/routes.ts'

/*
 * A page has `<!-- generated:NAME -->` … `<!-- /generated -->`; what stands between is made here.
 */

const sections: Readonly<Record<string, () => string | Promise<string>>> = {
  options: optionsTable,
  problems: problemsTable,
  routes: routeTable,
  'path-parameters': pathParameterTable,
  queries: queryTables,
  'image-types': imageTypeTable,
  'image-extensions': imageExtensionList,
  'artwork-names': artworkNames,
  'season-names': seasonNames,
  'set-names': setNames,
  imports: importList,
  confined: confinedTable,
  metrics: metricsTable,
}

export const projectFolder = fileURLToPath(new URL('..', import.meta.url))

export interface GeneratedPage {
  /** Absolute. */
  readonly path: string
  readonly before: string
  readonly after: string
  /** Names of the generated sections that differ. */
  readonly sections: readonly string[]
}

/**
 * The pages that have generated sections, as they are and as they should be.
 *
 * @throws Error for a section of an unknown name, and for one that stands nowhere
 */
export async function generatePages(): Promise<readonly GeneratedPage[]> {
  const docs = await readdir(join(projectFolder, 'docs'), { recursive: true })
  const names = [
    'README.md',
    ...docs.filter((name) => name.endsWith('.md')).map((n) => `docs/${n}`),
  ]
  const pages: GeneratedPage[] = []
  const used = new Set<string>()
  for (const name of names) {
    const path = join(projectFolder, name)
    const before = await readFile(path, 'utf8')
    const found = sectionsOf(before)
    if (found.size === 0) continue
    for (const section of found.keys()) used.add(section)
    const after = await generate(path, before)
    const now = sectionsOf(after)
    const changed = [...found.keys()].filter((section) => found.get(section) !== now.get(section))
    pages.push({ path, before, after, sections: changed })
  }
  const unused = Object.keys(sections).filter((section) => !used.has(section))
  if (unused.length > 0) throw new Error(`No page has the sections ${unused.join(', ')}`)
  return pages
}

const sectionPattern = /<!-- generated:(?<name>[a-z-]+) -->(?<body>[\s\S]*?)<!-- \/generated -->/g

function sectionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(sectionPattern)].map(({ groups }) => [groups!['name']!, groups!['body']!]),
  )
}

async function generate(path: string, text: string): Promise<string> {
  let result = text
  for (const name of sectionsOf(text).keys()) {
    const make = sections[name]
    if (make === undefined) throw new Error(`${path} has an unknown section '${name}'`)
    const body = await make()
    const [start, end] = [`<!-- generated:${name} -->`, '<!-- /generated -->']
    const from = result.indexOf(start)
    const to = result.indexOf(end, from)
    result = `${result.slice(0, from)}${start}\n\n${body}\n\n${result.slice(to)}`
  }
  return await format(result, { ...(await resolveConfig(path)), filepath: path })
}
