import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { testIds } from '../../support/ids.ts'
import { Scanner } from '../../../src/scan/scan.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** Scans films whose `.nfo` files have these texts, by name; gives names and problems. */
async function scan(nfos: Readonly<Record<string, string>>, nfoTimeout?: number) {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const root = join(path, 'media')
  for (const [name, text] of Object.entries(nfos)) {
    await mkdir(join(root, name), { recursive: true })
    await writeFile(join(root, name, `${name}.mkv`), '')
    await writeFile(join(root, name, `${name}.nfo`), text)
  }
  const library = {
    id: testIds.library({ kind: 'movies', name: 'Test' }),
    kind: 'movies',
    name: 'Test',
    root,
  } as const
  const catalog = stack.use(await openSqliteCatalog(join(path, 'catalog.sqlite')))
  await catalog.setLibraries([library])
  const renderer = stack.use(openRenderer())
  const limits = nfoTimeout === undefined ? {} : { nfoTimeout }
  const scanner = stack.use(new Scanner({ catalog, renderer, libraries: [library], ...limits }))
  await scanner.request('all')
  const { items } = await catalog.queryItems({ recursive: true, kinds: ['Movie'] })
  const problems = (await catalog.problems()).map(({ path: at, reason }) => `${at}: ${reason}`)
  return { items, problems: problems.toSorted() }
}

const mebibyte = (part: string) => part.repeat(1_000_000 / part.length)

test('point 2: an .nfo that takes too long is a problem of the library, and the scan goes on', async () => {
  const long = mebibyte('<movie/>')
  const { items, problems } = await scan({ A: long, B: long, C: long }, 1)
  assert.deepEqual(items.map(({ name }) => name).toSorted(), ['A', 'B', 'C'])
  const reason = 'Reading it took longer than 0.001 seconds'
  assert.deepEqual(problems, [`A/A.nfo: ${reason}`, `B/B.nfo: ${reason}`, `C/C.nfo: ${reason}`])
})

test('point 2: texts of .nfo files that took the square of their length are read as any other', async () => {
  const { items, problems } = await scan({
    A: `<movie><title>Alpha</title><genre>${' '.repeat(80_000)}x</genre></movie>`,
    B: `<movie><title>Beta</title><genre>${mebibyte(' /')}</genre></movie>`,
    C: `<movie><title>Gamma</title>${mebibyte('<genre>a</genre>')}</movie>`,
    D: `<movie><title>Delta</title></movie>`,
  })
  assert.deepEqual(items.map(({ name }) => name).toSorted(), ['Alpha', 'Beta', 'Delta', 'Gamma'])
  assert.deepEqual(problems, [])
})

test('of an .nfo with more than anyone writes, part is taken', async () => {
  const names = Array.from({ length: 20_000 }, (_, n) => `<genre>g${n}</genre>`).join('')
  const { items } = await scan({
    A: `<movie><title>${'𝒳'.repeat(2000)}</title>${names}</movie>`,
  })
  assert.equal(items[0]?.name.length, 1000)
  assert.ok(items[0].name.isWellFormed())
  assert.equal(items[0].genres.length, 1000)
})
