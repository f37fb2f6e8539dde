import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeDemoLibrary, openDemoLibrary } from '../../demo/demo-library.ts'
import { planDemo } from '../../demo/plan-demo.ts'
import { isKeyartError } from '../../src/errors.ts'
import { eventually } from '../support/keyart.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyart-grow-'))
})
after(async () => {
  await rm(folder, { recursive: true, force: true })
})

const filesIn = async (root: string) =>
  (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap')

test('a demo library grows by whole folders, films first, and goes on after an interruption', async () => {
  const root = join(folder, 'demo')
  const demo = await openDemoLibrary(root, 'small')
  assert.deepEqual(
    demo.libraries.map(({ kind }) => kind),
    ['movies', 'tvshows', 'music', 'photos'],
  )
  for (const library of demo.libraries) assert.deepEqual(await readdir(library.folder), [])

  const planned = planDemo('small')
  const inFolder = (path: string) => planned.filter((file) => file.path.startsWith(`${path}/`))
  const stop = new AbortController()
  const folders: string[] = []
  const checks: Promise<void>[] = []
  const interrupted = demo.grow!({
    signal: stop.signal,
    onProgress: () => {},
    onFolder: (path) => {
      folders.push(path)
      checks.push(
        filesIn(join(root, path)).then((files) =>
          assert.equal(files.length, inFolder(path).length, path),
        ),
      )
      if (folders.length === 2) stop.abort(new Error('enough'))
    },
  })
  await assert.rejects(interrupted, /enough/)
  await Promise.all(checks)
  for (const path of folders.slice(0, 2)) assert.match(path, /^Movies\//)
  await eventually(async () => assert.deepEqual(children(), []))

  const first = join(root, folders[0]!)
  const { mtimeMs } = await stat(first)
  const again = await openDemoLibrary(root, 'small')
  const progress: number[] = []
  await again.grow!({
    signal: new AbortController().signal,
    onProgress: (done, total) => progress.push(done / total),
    onFolder: (path) => assert.ok(!folders.includes(path), path),
  })
  assert.equal((await stat(first)).mtimeMs, mtimeMs)
  assert.equal(progress.at(-1), 1)
  assert.ok(progress.every((value, at) => at === 0 || value >= progress[at - 1]!))
  // The marker, too.
  assert.equal((await filesIn(root)).length, planned.length + 1)
  assert.deepEqual((await readdir(root)).toSorted(), [
    '.keyart-demo.json',
    'Movies',
    'Music',
    'Photos',
    'TV Shows',
  ])
  assert.equal((await openDemoLibrary(root, 'small')).grow, undefined)
  const onProgress = () => assert.fail('nothing is to be made')
  await makeDemoLibrary(root, { scale: 'small', onProgress })
})

test('a folder with other files is not touched', async () => {
  const place = join(folder, 'mine')
  await mkdir(place)
  await writeFile(join(place, 'diary.txt'), 'mine')
  await assert.rejects(openDemoLibrary(place, 'small'), (error) =>
    isKeyartError(error, 'CONFIG_INVALID'),
  )
  assert.deepEqual(await readdir(place), ['diary.txt'])
})
