import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { packPackages } from '../pack/pack.ts'
import { findPacked, type PackedPackage } from '../src/packed.ts'
import { temporaryFolder } from './support/temporary.ts'

const keyart = fileURLToPath(new URL('..', import.meta.url))
const specifiers = ['kysely', 'kysely/migration', 'typebox', 'typebox/value']

suite('packed packages', () => {
  const stack = new AsyncDisposableStack()
  let folder: string
  let root: URL
  before(async () => {
    folder = stack.use(await temporaryFolder()).path
    root = pathToFileURL(`${folder}/`)
    await symlink(join(keyart, 'node_modules'), join(folder, 'node_modules'))
    await mkdir(join(folder, 'dist'))
    await packPackages(folder, join(folder, 'dist/packages'))
  })
  after(() => stack.disposeAsync())

  test('export what the packages do', async () => {
    const packed = findPacked(root)
    assert.deepEqual([...packed.keys()].toSorted(), specifiers)
    for (const specifier of specifiers) {
      const names = (exports: unknown) => Object.keys(exports as object).toSorted()
      assert.deepEqual(names(await import(packed.get(specifier)!)), names(await import(specifier)))
    }
  })

  test('are what is imported from then on', async () => {
    const program = `
      import { usePacked } from ${JSON.stringify(import.meta.resolve('../src/packed.ts'))}
      const before = import.meta.resolve('kysely')
      usePacked(new URL(${JSON.stringify(root.href)}))
      console.log(JSON.stringify([before, import.meta.resolve('kysely'), import.meta.resolve('pino')]))`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: keyart },
    )
    const [earlier, later, other] = JSON.parse(stdout) as readonly string[]
    assert.match(earlier!, /node_modules\/kysely/)
    assert.equal(later, new URL('dist/packages/kysely.js', root).href)
    assert.match(other!, /node_modules\/pino/)
  })

  test('are passed over when another version is installed', async () => {
    const file = join(folder, 'dist/packages/packed.json')
    const packages = JSON.parse(await readFile(file, 'utf8')) as readonly PackedPackage[]
    const older = packages.map((one) => (one.name === 'kysely' ? { ...one, version: '0' } : one))
    await writeFile(file, JSON.stringify(older))
    assert.deepEqual([...findPacked(root).keys()].toSorted(), ['typebox', 'typebox/value'])
  })
})

test('without packed packages nothing is packed', async () => {
  await using folder = await temporaryFolder()
  assert.equal(findPacked(pathToFileURL(`${folder.path}/`)).size, 0)
})
