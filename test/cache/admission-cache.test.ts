import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LRUCache } from 'lru-cache'
import { AdmissionCache } from '../../src/cache/admission-cache.ts'

interface Entry {
  readonly bytes: number
}

const open = (maxBytes: number, onEvict: (key: string) => void = () => {}) =>
  new AdmissionCache<Entry>({ maxBytes, sizeOf: ({ bytes }) => bytes, onEvict })

test('holds what was set and did not leave, never more than its bound, and tells of all that leaves', () => {
  const step = fc.record({
    key: fc.integer({ min: 0, max: 30 }).map(String),
    bytes: fc.integer({ min: 1, max: 700 }),
    what: fc.constantFrom('set', 'set', 'get', 'delete'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const held = new Map<string, number>()
      const cache = open(2000, (key) => assert.ok(held.delete(key), `${key} left twice`))
      for (const { key, bytes, what } of steps) {
        if (what === 'set') {
          held.set(key, bytes)
          cache.set(key, { bytes })
        } else if (what === 'get') assert.equal(cache.get(key)?.bytes, held.get(key))
        else assert.equal(cache.delete(key), held.delete(key))
        const sum = held.values().reduce((all, size) => all + size, 0)
        assert.equal(cache.bytes, sum)
        assert.ok(sum <= 2000)
      }
      for (let key = 0; key <= 30; key++)
        assert.equal(cache.peek(String(key))?.bytes, held.get(String(key)))
    }),
  )
})

test('what an earlier run left is held as far as it fits, the newest first', () => {
  const left: string[] = []
  const cache = open(1000, (key) => left.push(key))
  cache.set('used', { bytes: 200 })
  cache.restore(Array.from({ length: 10 }, (_, at) => [`old ${at}`, { bytes: 100 }] as const))
  assert.equal(cache.bytes, 1000)
  assert.ok(cache.has('used'))
  assert.deepEqual(left, ['old 8', 'old 9'])
})

/** Uniform in [0, 1). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Numbers below `count`, the small ones most, as people look at pictures. */
function zipf(count: number, uniform: () => number): () => number {
  const sums: number[] = []
  for (let rank = 1, sum = 0; rank <= count; rank++) sums.push((sum += rank ** -0.9))
  return () => {
    const at = uniform() * sums.at(-1)!
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < at) low = middle + 1
      else high = middle
    }
    return low
  }
}

interface Cache {
  get(key: string): Entry | undefined
  set(key: string, value: Entry): unknown
}

const maxBytes = 10_000_000
const cardBytes = (number: number) => 10_000 + ((number * 7919) % 20_000)

/**
 * Share of hits, in percent, of a good client beside `flood` upscales for each of its requests,
 * none of which is asked for twice. What is popular is another thing after half of the time.
 */
function hitRatio(cache: Cache, flood: number, seed: number): number {
  const requests = 40_000
  const next = zipf(4_000, random(seed))
  let hits = 0
  let floods = 0
  for (let request = 0; request < requests; request++) {
    const number = (next() + (request > requests / 2 ? 2_000 : 0)) % 4_000
    if (cache.get(`card ${number}`) !== undefined) hits++
    else cache.set(`card ${number}`, { bytes: cardBytes(number) })
    for (let n = 0; n < flood; n++) cache.set(`upscale ${floods++}`, { bytes: 400_000 })
  }
  return (100 * hits) / requests
}

const lru = () =>
  new LRUCache<string, Entry>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes })

test('point 15: without a flood about as many hits as the least recently used, with one many more', (context) => {
  for (const seed of [1, 2, 3]) {
    const quiet = [hitRatio(lru(), 0, seed), hitRatio(open(maxBytes), 0, seed)] as const
    const flooded = [hitRatio(lru(), 2, seed), hitRatio(open(maxBytes), 2, seed)] as const
    const text = ([before, now]: readonly [number, number]) =>
      `${before.toFixed(0)}% by LRU, ${now.toFixed(0)}% by admission`
    context.diagnostic(`quiet: ${text(quiet)}; flooded: ${text(flooded)}`)
    assert.ok(quiet[1] >= quiet[0] - 2, text(quiet))
    assert.ok(flooded[1] >= 2 * flooded[0], text(flooded))
    assert.ok(flooded[1] >= 0.75 * quiet[1], `${text(quiet)}; flooded: ${text(flooded)}`)
  }
})

test('point 15: what was made ahead and nobody has asked for yet survives a flood', () => {
  const cache = open(maxBytes)
  const ahead = Array.from({ length: 400 }, (_, number) => `ahead ${number}`)
  for (const key of ahead) {
    cache.expect(key)
    cache.set(key, { bytes: 20_000 })
  }
  for (let n = 0; n < 20_000; n++) cache.set(`upscale ${n}`, { bytes: 400_000 })
  // The window for what is new is all that was taken.
  const left = ahead.filter((key) => cache.has(key))
  assert.ok(left.length * 20_000 >= 0.75 * maxBytes, `${left.length} of ${ahead.length}`)
})
