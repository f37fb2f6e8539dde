import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { makeDemoLibrary } from '../../demo/demo-library.ts'
import { planDemo } from '../../demo/plan-demo.ts'
import { isKeyartError } from '../../src/errors.ts'

let folder = ''
let demo = ''

const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap')

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyart-demo-'))
  demo = join(folder, 'demo-library')
  const progress: number[] = []
  const libraries = await makeDemoLibrary(demo, {
    scale: 'small',
    onProgress: (done, total) => progress.push(done / total),
  })
  assert.deepEqual(
    libraries.map((library) => library.kind),
    ['movies', 'tvshows', 'music', 'photos'],
  )
  assert.equal(progress.at(-1), 1)
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('every picture is of the planned size and format', async () => {
  for (const file of planDemo('small')) {
    if (file.kind !== 'picture') continue
    const { picture, path } = file
    const {
      format,
      compression,
      autoOrient,
      pageHeight,
      pages,
      orientation,
      hasAlpha,
      isProgressive,
    } = await sharp(join(demo, path)).metadata()
    const encoding =
      format === 'heif' && compression === 'av1'
        ? 'avif'
        : format === 'jpeg' && isProgressive
          ? 'progressive-jpeg'
          : format
    assert.equal(encoding, picture.encoding, path)
    assert.deepEqual(
      [autoOrient.width, pageHeight ?? autoOrient.height],
      [picture.width, picture.height],
      path,
    )
    if (picture.kind === 'animation') assert.ok((pages ?? 1) > 1, path)
    if (picture.kind === 'photo') assert.equal(orientation ?? 1, picture.orientation, path)
    // A reader may say of any GIF that it could be transparent.
    if (picture.kind !== 'animation')
      assert.equal(hasAlpha, ['logo', 'clearart', 'disc'].includes(picture.kind), path)
  }
})

test('every picture decodes whole and is not of one colour', async () => {
  for (const file of planDemo('small')) {
    if (file.kind !== 'picture') continue
    const { channels } = await sharp(join(demo, file.path), { failOn: 'warning' }).stats()
    assert.ok(
      channels.some((channel) => channel.stdev > 2),
      file.path,
    )
  }
})

test('a disc has transparent corners and a transparent hole', async () => {
  const file = planDemo('small').find(
    (each) => each.kind === 'picture' && each.picture.kind === 'disc',
  )
  assert.ok(file)
  const { data, info } = await sharp(join(demo, file.path))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3]
  assert.equal(alphaAt(0, 0), 0)
  assert.equal(alphaAt(info.width >> 1, info.height >> 1), 0)
  assert.equal(alphaAt(info.width >> 1, info.height >> 2), 255)
})

test('texts and media are written as planned, and nothing else', async () => {
  const files = planDemo('small')
  for (const file of files) {
    if (file.kind === 'text') assert.equal(await readFile(join(demo, file.path), 'utf8'), file.text)
    if (file.kind === 'blank') assert.equal((await stat(join(demo, file.path))).size, file.bytes)
  }
  const entries = await readdir(demo, { recursive: true, withFileTypes: true })
  assert.equal(entries.filter((entry) => entry.isFile()).length, files.length + 1)
  assert.deepEqual(await readdir(folder), ['demo-library'])
})

test('a whole demo library is taken as it is', async () => {
  const { mtimeMs } = await stat(demo)
  const onProgress = () => assert.fail('nothing is to be made')
  await makeDemoLibrary(demo, { scale: 'small', onProgress })
  assert.equal((await stat(demo)).mtimeMs, mtimeMs)
})

test('no process is left behind', () => {
  assert.deepEqual(children(), [])
})

test('an interrupted run leaves neither a library nor a process', async () => {
  const place = join(folder, 'interrupted')
  await mkdir(place)
  const stop = new AbortController()
  const making = makeDemoLibrary(join(place, 'demo'), {
    scale: 'small',
    signal: stop.signal,
    onProgress: (done, total) => {
      if (done > total / 2) stop.abort(new Error('enough'))
    },
  })
  await assert.rejects(making, /enough/)
  assert.deepEqual(await readdir(place), [])
  assert.deepEqual(children(), [])
})

test('a folder with other files is not touched', async () => {
  const place = join(folder, 'mine')
  await mkdir(place)
  await writeFile(join(place, 'diary.txt'), 'mine')
  await assert.rejects(
    makeDemoLibrary(place, { scale: 'small' }),
    (error) => isKeyartError(error, 'CONFIG_INVALID') && !error.message.includes(folder),
  )
  assert.deepEqual(await readdir(place), ['diary.txt'])
})
