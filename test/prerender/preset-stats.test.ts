import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PresetTally } from '../../src/catalog/images/preset-catalog.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import { jellyfinWebPresets } from '../../src/prerender/jellyfin-web.ts'
import { presetText } from '../../src/prerender/size-preset.ts'
import { PresetStats } from '../../src/prerender/preset-stats.ts'
import { halfLife, maxPresets, minImages } from '../../src/prerender/tally.ts'
import { parseAccept } from '../../src/render/plan/accept.ts'
import type { RenderRequest } from '../../src/render/plan/plan.ts'
import { temporaryFolder } from '../support/temporary.ts'

const image = (number: number): ImageRecord => ({
  ownerId: String(number).padStart(32, '0'),
  type: 'Primary',
  index: 0,
  original: { source: 'folder', key: `${number}.jpg` },
  stamp: { bytes: 1, mtimeMs: 1, ctimeMs: 1 },
  modifiedAt: 0,
  tag: String(number).padStart(8, '0').padEnd(32, 'f'),
  width: 1000,
  height: 1500,
  format: 'jpeg',
  bytes: 1,
  blurHash: '',
  hasAlpha: false,
  frames: 1,
  servableAsIs: true,
})

const width = (fillWidth: number): RenderRequest => ({
  size: { fillWidth },
  quality: 96,
  accepted: parseAccept('image/webp'),
})

const onFailure = (error: unknown) => {
  throw error
}

function best(presets: PresetStats): readonly string[] {
  return presets
    .best()
    .filter(({ type, orientation }) => type === 'Primary' && orientation === 'tall')
    .map(presetText)
}

function ask(presets: PresetStats, request: RenderRequest, images: number, times = 1): void {
  for (let time = 0; time < times; time++)
    for (let number = 1; number <= images; number++)
      // Each time counts where it is another client.
      for (const client of ['a', 'b'])
        presets.counter(image(number), request, `${client} ${time}`)()
}

/** A catalog of shapes alone. */
function keeper() {
  const kept: { tallies: readonly PresetTally[]; writes: number } = { tallies: [], writes: 0 }
  return {
    kept,
    catalog: {
      presetTallies: async () => kept.tallies,
      setPresetTallies: async (tallies: readonly PresetTally[]) => {
        kept.tallies = tallies
        kept.writes++
      },
    },
  }
}

test('shapes survive a restart', async () => {
  await using folder = await temporaryFolder()
  await using catalog = await openSqliteCatalog(join(folder.path, 'catalog.sqlite'))
  const options = { catalog, onSaveFailed: onFailure }
  {
    await using presets = await PresetStats.open(options)
    assert.deepEqual(presets.best().map(presetText), jellyfinWebPresets.map(presetText))
    ask(presets, width(300), minImages, 2)
    ask(presets, width(200), minImages, 5)
    // One image, as often as it may be.
    ask(presets, width(100), 1, 100)
  }
  await using presets = await PresetStats.open(options)
  const expected = ['Primary tall 96  webp fillWidth=200', 'Primary tall 96  webp fillWidth=300']
  assert.deepEqual(best(presets), expected)
  // Of the other kinds nothing is known yet.
  assert.deepEqual(
    presets.best().slice(expected.length).map(presetText),
    jellyfinWebPresets.map(presetText).filter((text) => !text.startsWith('Primary tall')),
  )
})

test('what was asked for lately goes before what was asked for more, long ago', async () => {
  const { catalog } = keeper()
  let now = 1_000_000_000_000
  await using presets = await PresetStats.open({ catalog, onSaveFailed: onFailure, now: () => now })
  ask(presets, width(100), minImages, 40)
  await presets.save()
  now += 5 * halfLife
  ask(presets, width(200), minImages, 2)
  assert.deepEqual(best(presets), [
    'Primary tall 96  webp fillWidth=200',
    'Primary tall 96  webp fillWidth=100',
  ])
})

test('random sizes are bounded in memory and on disk, and never made', async () => {
  const { catalog, kept } = keeper()
  await using presets = await PresetStats.open({ catalog, onSaveFailed: onFailure })
  ask(presets, width(301), minImages)
  for (let size = 1; size <= 20_000; size++)
    for (const client of ['a', 'b']) presets.counter(image(size), width(1000 + size), client)()
  await presets.save()
  assert.ok(kept.tallies.length <= maxPresets)
  assert.deepEqual(best(presets), ['Primary tall 96  webp fillWidth=301'])
})

test('nothing is written when nothing was asked', async () => {
  const { catalog, kept } = keeper()
  const presets = await PresetStats.open({ catalog, onSaveFailed: onFailure })
  await presets.save()
  presets.best()
  presets.counter(image(1), { size: {}, quality: 90, accepted: parseAccept(undefined) }, 'a')()
  await presets.save()
  assert.equal(kept.writes, 0)
  presets.counter(image(1), width(1), 'a')()
  await presets[Symbol.asyncDispose]()
  assert.equal(kept.writes, 1)
})

test('what could not be written is written with what comes next', async () => {
  const { catalog, kept } = keeper()
  let isBroken = true
  const failures: unknown[] = []
  await using presets = await PresetStats.open({
    catalog: {
      ...catalog,
      setPresetTallies: async (tallies) => {
        if (isBroken) throw new Error('The disk is full')
        await catalog.setPresetTallies(tallies)
      },
    },
    onSaveFailed: (error) => failures.push(error),
  })
  ask(presets, width(300), minImages)
  await presets.save()
  assert.equal(failures.length, 1)
  isBroken = false
  await presets.save()
  assert.equal(kept.tallies.length, 1)
})

test('point 13: of one client a shape counts once an image and hour, and makes no list alone', async () => {
  const { catalog, kept } = keeper()
  let now = 1_800_000_000_000
  await using presets = await PresetStats.open({ catalog, onSaveFailed: onFailure, now: () => now })
  ask(presets, width(300), minImages, 2)
  const before = presets.best().map(presetText)
  for (let preset = 0; preset < 12; preset++)
    for (let number = 1; number <= 200; number++)
      for (let time = 0; time < 3; time++)
        presets.counter(image(number), width(500 + preset), '192.0.2.1')()
  await presets.save()
  assert.deepEqual(presets.best().map(presetText), before)
  for (const { score } of kept.tallies) assert.ok(score <= 200)
  // Another client asks for one of them as well, and later the same for another.
  presets.counter(image(1), width(500), '192.0.2.2')()
  assert.equal(presets.best().map(presetText).includes('Primary tall 96  webp fillWidth=500'), true)
  assert.equal(
    presets.best().map(presetText).includes('Primary tall 96  webp fillWidth=501'),
    false,
  )
  now += 24 * 60 * 60 * 1000
  presets.counter(image(1), width(501), '192.0.2.1')()
  assert.equal(presets.best().map(presetText).includes('Primary tall 96  webp fillWidth=501'), true)
  for (const { clients } of kept.tallies)
    for (const client of clients) assert.match(client, /^[0-9a-f]{8}$/)
})

test('point 13: what an earlier version counted, without saying of whom, is counted anew', async () => {
  const { catalog, kept } = keeper()
  const preset = 'Primary tall 96  webp width=3300 height=5000'
  kept.tallies = [{ preset, score: 2400, at: Date.now(), images: ['a', 'b', 'c'], clients: [] }]
  await using presets = await PresetStats.open({ catalog, onSaveFailed: onFailure })
  assert.deepEqual(presets.best().map(presetText), jellyfinWebPresets.map(presetText))
})
