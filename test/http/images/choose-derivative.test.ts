import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseDerivative, type ChoiceDeps } from '../../../src/http/images/choose-derivative.ts'
import type { ImageRecord } from '../../../src/library/image.ts'
import { parseAccept } from '../../../src/render/plan/accept.ts'
import type { AvifPolicy, RenderRequest } from '../../../src/render/plan/plan.ts'

const image: ImageRecord = {
  ownerId: '0'.repeat(32),
  type: 'Primary',
  index: 0,
  original: { source: 'folder', key: 'poster.jpg' },
  stamp: { bytes: 1, mtimeMs: 1, ctimeMs: 1 },
  modifiedAt: 0,
  tag: 'a'.repeat(32),
  width: 1000,
  height: 1500,
  format: 'jpeg',
  bytes: 1,
  blurHash: '',
  hasAlpha: false,
  frames: 1,
  servableAsIs: true,
}

const asked: RenderRequest = {
  size: { width: 300 },
  quality: 90,
  accepted: parseAccept('image/avif,image/webp,*/*'),
}

/** The dependencies of the choice; `cached` are the keys that are there. */
function place(avif: AvifPolicy, kept: ReadonlySet<string> = new Set(), quickFirst = false) {
  const deps: ChoiceDeps = {
    avif,
    quickFirst,
    limits: { maxOutputPixels: 16_800_000 },
    derivatives: { has: async (key) => kept.has(key) },
    measurements: { of: () => assert.fail('Nothing is to be measured') },
  }
  return { deps }
}

async function choose(
  { deps }: ReturnType<typeof place>,
  headers = {},
  request: RenderRequest = asked,
) {
  const { plan, key, better } = await chooseDerivative(deps, image, request, headers)
  return { format: plan.kind === 'derive' ? plan.format : 'original', key, better: better?.key }
}

test('never, when it is there, at once', async () => {
  const webp = await choose(place('off'))
  assert.equal(webp.format, 'webp')
  const avif = await choose(place('always'))
  assert.equal(avif.format, 'avif')
  assert.notEqual(avif.key, webp.key)

  assert.equal(webp.better, undefined)
  assert.equal(avif.better, undefined)
  assert.deepEqual(await choose(place('prerendered')), { ...webp, better: avif.key })
  assert.deepEqual(await choose(place('prerendered', new Set([avif.key]))), avif)
})

test('a client that names what it has is answered by that, also when there is better', async () => {
  const { key: webp } = await choose(place('off'))
  const { key: avif } = await choose(place('always'))
  for (const policy of ['prerendered', 'always'] as const) {
    const there = place(policy, new Set([avif]))
    for (const headers of [
      { 'if-none-match': `"${webp}"` },
      { 'if-none-match': `"other", W/"${webp}"` },
      { 'if-none-match': webp },
      { 'if-match': `"${webp}"` },
      { 'if-range': `"${webp}"` },
    ])
      assert.equal((await choose(there, headers)).key, webp)
    for (const headers of [
      { 'if-none-match': `"${avif}"` },
      { 'if-none-match': '*' },
      { 'if-none-match': '"other"' },
      { 'if-modified-since': new Date(0).toUTCString() },
    ])
      assert.equal((await choose(there, headers)).key, avif)
  }
})

test('issue 13, point 23: an entity tag in which the key of what there is stands names something else', async () => {
  const { key: webp } = await choose(place('off'))
  const { key: avif } = await choose(place('always'))
  const there = place('prerendered', new Set([avif]))
  for (const tag of [`"x${webp}"`, `"${webp}x"`, `W/"a, ${webp}"`, `"${webp} "`, `x${webp}`])
    for (const name of ['if-none-match', 'if-match', 'if-range'])
      assert.equal((await choose(there, { [name]: tag })).key, avif, `${name}: ${tag}`)
})

test('nobody who did not ask for it gets one, and none is made for them', async () => {
  for (const request of [
    { ...asked, accepted: parseAccept('image/webp,*/*') },
    { ...asked, format: 'jpeg' as const },
    { ...asked, size: {} },
  ]) {
    const { format, better } = await choose(place('prerendered'), {}, request)
    assert.notEqual(format, 'avif')
    assert.equal(better, undefined)
  }
})

test('issue 17: who waits gets a JPEG, and the best that is there as soon as it is', async () => {
  const { key: webp } = await choose(place('off'))
  const { key: avif } = await choose(place('always'))
  const cold = await choose(place('prerendered', new Set(), true))
  assert.deepEqual([cold.format, cold.better], ['jpeg', avif])
  const withJpeg = place('prerendered', new Set([cold.key]), true)
  assert.deepEqual(await choose(withJpeg), cold)
  const withWebp = place('prerendered', new Set([cold.key, webp]), true)
  assert.deepEqual(await choose(withWebp), { format: 'webp', key: webp, better: avif })
  const all = place('prerendered', new Set([cold.key, webp, avif]), true)
  assert.deepEqual(await choose(all), { format: 'avif', key: avif, better: undefined })
  // What a client has stays good.
  const named = await choose(all, { 'if-none-match': `W/"${cold.key}"` })
  assert.deepEqual(named, { format: 'jpeg', key: cold.key, better: undefined })
  // Clients without AVIF, and a server that makes none.
  assert.deepEqual(await choose(place('off', new Set(), true)), { ...cold, better: webp })
})

test('issue 17: a format that is named, and transparency, are not given up for a quick answer', async () => {
  const place17 = place('prerendered', new Set(), true)
  const named = await choose(place17, {}, { ...asked, format: 'webp' })
  assert.deepEqual([named.format, named.better], ['webp', undefined])
  const logo = { ...image, format: 'png', hasAlpha: true } as const
  const clear = await chooseDerivative(place17.deps, logo, asked, {})
  assert.equal(clear.plan.kind === 'derive' && clear.plan.format, 'webp')
  const filled = { ...asked, background: '#000000' }
  const opaque = await chooseDerivative(place17.deps, logo, filled, {})
  assert.equal(opaque.plan.kind === 'derive' && opaque.plan.format, 'jpeg')
})
