import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planIntermediates } from '../../src/render/plan/intermediates.ts'
import { firstScreens } from '../../src/prerender/first-screens.ts'
import { pagePresets } from '../../build/page-presets.ts'
import { parsePreset, presetText } from '../../src/prerender/size-preset.ts'
import { PrerenderFixture, width } from '../support/prerender-fixture.ts'

const never = new AbortController().signal

test('issue 17: guesses are made of what newcomers see first, habits of all', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(90)
  const first = await firstScreens(ahead.catalog)
  // 60 by name and 24 by date.
  assert.ok(first.length < 90, String(first.length))
  await using prerenderer = ahead.prerenderer([], {
    presetStats: { established: () => [width(20)], guesses: () => [width(30)] },
  })
  await prerenderer.run(never)
  const films = first.length - 1
  assert.equal(prerenderer.status.made, 90 + films)
})

test('issue 17: intermediates are made of all that lists show, also without any size', async () => {
  await using ahead = await PrerenderFixture.open()
  const large = await ahead.addLargePosters(2)
  await using prerenderer = ahead.prerenderer([])
  await prerenderer.run(never)
  assert.equal(prerenderer.status.made, 0)
  const images = [...(await ahead.catalog.imagesOf(large)).values()].flat()
  assert.equal(images.length, 2)
  for (const image of images) {
    assert.equal(planIntermediates(image).length, 1)
    assert.ok(await ahead.hasIntermediate(image))
  }
})

test('the presets of the page are ones that a server can read', () => {
  const texts = pagePresets()
  assert.ok(texts.length > 50)
  for (const text of texts) assert.equal(presetText(parsePreset(text)!), text)
})
