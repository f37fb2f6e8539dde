import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

/*
 * Who may import whom, types too. `docs/architecture.md` explains it; this enforces it.
 */

const src = fileURLToPath(new URL('../src', import.meta.url))

/** Small leaves that everyone may use. */
const leaves = ['errors', 'durable-file', 'schema-text']

const allowed: Readonly<Record<string, readonly string[]>> = {
  library: [],
  metrics: [],
  health: [],
  sandbox: [],
  'data-folder': [],
  sources: ['library'],
  catalog: ['library'],
  access: ['library', 'catalog/catalog'],
  cache: [],
  storage: ['library', 'cache/admission-cache'],
  render: [
    'sandbox',
    'library',
    'cache/admission-cache',
    'metrics',
    'storage/storage',
    'sources/image-source',
  ],
  media: ['library', 'sandbox'],
  prerender: ['library', 'catalog/catalog', 'render'],
  scan: ['library', 'sources', 'catalog/catalog', 'render/renderer', 'media'],
  fetch: [],
  edit: ['library', 'sources', 'catalog/catalog', 'render/renderer', 'fetch'],
  dto: ['library'],
  http: [
    'library',
    'access',
    'catalog/catalog',
    'health',
    'metrics',
    'prerender',
    'render',
    'scan',
    'dto',
    'edit/edit-target',
    'edit/image-editor',
    'sources/image-source',
  ],
  config: ['library', 'data-folder/hold'],
  demo: ['library'],
  upkeep: ['library', 'sources', 'catalog/catalog-file', 'data-folder/hold'],
  app: [
    'library',
    'catalog',
    'config',
    'data-folder/privacy',
    'edit',
    'media',
    'metrics',
    'prerender',
    'render',
    'sandbox',
    'scan',
    'sources',
    'storage',
  ],
  cli: [
    'access',
    'catalog/catalog',
    'app',
    'config',
    'data-folder',
    'demo',
    'health',
    'http',
    'library',
    'metrics',
    'prerender',
    'scan',
    'upkeep',
    'cli',
  ],
  packed: [],
  main: ['cli', 'packed'],
}

/** Packages that stand behind a seam, and the only places that know them. */
const confined: Readonly<Record<string, readonly string[]>> = {
  // The demo library is drawn, which is no part of serving it.
  sharp: ['render/sharp', 'demo'],
  kysely: ['catalog'],
  'node:sqlite': ['catalog', 'data-folder'],
  fastify: ['http'],
  '@fastify/swagger': ['http'],
  '@fastify/websocket': ['http'],
  '@parcel/watcher': ['scan'],
  'fast-xml-parser': ['scan'],
  'music-metadata': ['media'],
  'cli-progress': ['cli'],
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.[jt]s$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'([^']+)'/gm)
  return Array.from(found, ([, name = '']) => name)
}

const inside = (file: string, name: string) =>
  relative(src, resolve(src, dirname(file), name))
    .replaceAll('\\', '/')
    .replace(/\.ts$/, '')

const areaOf = (path: string) => path.replace(/\.[jt]s$/, '').split('/')[0] ?? ''

const within = (path: string, place: string) => path === place || path.startsWith(`${place}/`)

test('there are sources to look at', () => {
  assert.ok(files.length > 40)
  assert.ok(files.some((file) => importsOf(file).includes('sharp')))
})

test('nobody imports what they may not', () => {
  const wrong: string[] = []
  for (const file of files)
    for (const name of importsOf(file).filter((name) => name.startsWith('.'))) {
      const [area, target] = [areaOf(file), inside(file, name)]
      const may = [area, ...leaves, ...(leaves.includes(area) ? [] : (allowed[area] ?? []))]
      if (!may.some((place) => within(target, place))) wrong.push(`${file} imports ${target}`)
    }
  assert.deepEqual(wrong, [])
})

test('a package behind a seam is known in one place', () => {
  const wrong: string[] = []
  for (const file of files)
    for (const name of importsOf(file)) {
      const places = confined[name]
      if (places !== undefined && !places.some((place) => within(file, place)))
        wrong.push(`${file} imports ${name}`)
    }
  assert.deepEqual(wrong, [])
})

test('no file imports itself by a detour', () => {
  const edges = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => `${inside(file, name)}.ts`),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(file), `A cycle: ${[...trail, file].join(' -> ')}`)
    if (done.has(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
})
