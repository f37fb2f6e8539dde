import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PresetTally } from '../../src/catalog/images/preset-catalog.ts'
import {
  type PresetRequests,
  countPreset,
  halfLife,
  selectTallies,
  maxPresetsPerKind,
  maxPresets,
  rankPresets,
  scoreAt,
  minClients,
  minImages,
} from '../../src/prerender/tally.ts'

const now = 1_800_000_000_000
const images = ['a', 'b', 'c']

const tally = (preset: string, score: number, more: Partial<PresetTally> = {}): PresetTally => ({
  preset,
  score,
  at: now,
  images,
  clients: ['1', '2'],
  ...more,
})

test('a score is half after a half-life', () => {
  assert.equal(scoreAt({ score: 8, at: now }, now), 8)
  assert.equal(scoreAt({ score: 8, at: now }, now + halfLife), 4)
  assert.equal(scoreAt({ score: 8, at: now }, now + 3 * halfLife), 1)
  // A clock that goes back takes nothing away.
  assert.equal(scoreAt({ score: 8, at: now }, now - 5), 8)
})

const times = fc.integer({ min: 1, max: 1000 })
const moments = fc.integer({ min: now - 20 * halfLife, max: now })
const asked: fc.Arbitrary<PresetRequests> = fc.record({
  times,
  at: moments,
  images: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: minImages }),
  clients: fc.array(fc.constantFrom('1', '2', '3'), { maxLength: minClients }),
})
const near = (one: number, other: number) =>
  assert.ok(Math.abs(one - other) <= 1e-9 * Math.max(1, one, other), `${one} is not ${other}`)

test('the order in which requests are counted does not matter', () => {
  fc.assert(
    fc.property(
      fc
        .array(asked, { minLength: 1, maxLength: 8 })
        .chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
          ),
        ),
      ([list, shuffled]) => {
        const start = tally('s', 0, { at: 0, images: [], clients: [] })
        const one = list.reduce(countPreset, start)
        const other = shuffled.reduce(countPreset, start)
        assert.equal(one.at, other.at)
        near(one.score, other.score)
        assert.equal(one.images.length, other.images.length)
        assert.ok(one.images.length <= minImages)
        assert.equal(new Set(one.images).size, one.images.length)
      },
    ),
  )
})

test('counting more never counts less, and never more than was asked', () => {
  fc.assert(
    fc.property(times, moments, asked, (score, at, more) => {
      const counted = countPreset(tally('s', score, { at }), more)
      assert.ok(scoreAt(counted, now) >= scoreAt({ score, at }, now))
      assert.ok(counted.score <= score + more.times)
    }),
  )
})

const tallies = fc
  .uniqueArray(
    fc.record({
      preset: fc.string({ minLength: 1, maxLength: 3 }),
      score: fc.double({ min: 0.001, max: 10_000, noNaN: true }),
      at: moments,
      images: fc.constantFrom([], ['a'], ['a', 'b'], images),
      clients: fc.constantFrom([], ['1'], ['1', '2'], ['2', '3']),
    }),
    { selector: ({ preset }) => preset, maxLength: 60 },
  )
  .map((list): readonly PresetTally[] => list)

test('ranked are the best that several clients asked of several images, a dozen at most', () => {
  let compared = 0
  // More than there is room for, none of them far behind the best.
  const crowd = fc
    .array(fc.integer({ min: 100, max: 1000 }), { minLength: maxPresetsPerKind + 1, maxLength: 40 })
    .map((scores) => scores.map((score, index) => tally(`s${index}`, score)))
  fc.assert(
    fc.property(fc.oneof(tallies, crowd), (list) => {
      const ranked = rankPresets(list, now)
      assert.ok(ranked.length <= maxPresetsPerKind)
      const isEstablished = ({ images: asked, clients }: PresetTally) =>
        asked.length === minImages && clients.length === minClients
      for (const one of ranked) assert.ok(isEstablished(one))
      for (const [index, one] of ranked.entries())
        assert.ok(index === 0 || scoreAt(one, now) <= scoreAt(ranked[index - 1]!, now))
      // Nothing that is left out is better than what is in.
      const worst = ranked.at(-1)
      if (worst === undefined || ranked.length < maxPresetsPerKind) return
      for (const one of list)
        if (isEstablished(one) && !ranked.includes(one)) {
          assert.ok(scoreAt(one, now) <= scoreAt(worst, now))
          compared++
        }
    }),
    { numRuns: 500 },
  )
  assert.ok(compared > 20, String(compared))
})

test('time alone changes no order; it only makes forgotten', () => {
  fc.assert(
    fc.property(tallies, fc.integer({ min: 0, max: 10 * halfLife }), (list, later) => {
      const before = rankPresets(list, now).map(({ preset }) => preset)
      const after = rankPresets(list, now + later).map(({ preset }) => preset)
      assert.deepEqual(after, before.slice(0, after.length))
    }),
  )
})

test('noise never gets in the way: one-off sizes of one image each', () => {
  const real = Array.from({ length: 4 }, (_, index) => tally(`real ${index}`, 5 + index))
  const noise = Array.from({ length: 3000 }, (_, index) =>
    tally(`noise ${index}`, 900, { images: ['a'] }),
  )
  const kept = selectTallies([...noise, ...real], now)
  assert.equal(kept.length, maxPresets)
  assert.deepEqual(
    rankPresets(kept, now).map(({ preset }) => preset),
    ['real 3', 'real 2', 'real 1', 'real 0'],
  )
})

test('what is rarely asked for beside the best is not made; what is long past is forgotten', () => {
  const list = [tally('best', 1000), tally('some', 30), tally('rare', 10)]
  assert.deepEqual(
    rankPresets(list, now).map(({ preset }) => preset),
    ['best', 'some'],
  )
  const old = tally('old', 1000, { at: now - 12 * halfLife })
  assert.deepEqual(rankPresets([old], now), [])
  assert.deepEqual(selectTallies([old], now), [])
})
