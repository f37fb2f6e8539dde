import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type RenderClass, renderClasses } from '../../src/render/renderer.ts'
import { mostPassing, patience, WaitingLine } from '../../src/render/sharp/waiting-line.ts'

interface Arrival {
  readonly renderClass: RenderClass
  readonly cost: number
}

const room = 100

/** Runs a line to its end: some arrive, then what fits is begun and the oldest is finished. */
function run(rounds: readonly (readonly Arrival[])[], slots: number) {
  const line = new WaitingLine<number>(() => 0)
  const arrivals: Arrival[] = []
  const inFlight: { call: number; cost: number }[] = []
  const begun: number[] = []
  const inUse = () => inFlight.reduce((sum, { cost }) => sum + cost, 0)
  const left = [...rounds]
  while (left.length > 0 || inFlight.length > 0 || begun.length < arrivals.length) {
    for (const arrival of left.shift() ?? []) {
      line.add(arrivals.length, arrival.renderClass, arrival.cost)
      arrivals.push(arrival)
    }
    while (inFlight.length < slots) {
      const free = inFlight.length === 0 ? Infinity : room - inUse()
      const next = line.take(renderClasses, free)
      if (next === undefined) break
      // Nothing of a better class waits.
      const { renderClass } = arrivals[next.call]!
      const waiting = arrivals.keys().filter((call) => call !== next.call && !begun.includes(call))
      for (const call of waiting)
        assert.ok(
          renderClasses.indexOf(arrivals[call]!.renderClass) >= renderClasses.indexOf(renderClass),
        )
      inFlight.push(next)
      begun.push(next.call)
      assert.ok(inUse() <= room || inFlight.length === 1)
    }
    // What waits has its turn at the latest when all else is over.
    if (inFlight.length === 0) assert.equal(begun.length, arrivals.length)
    inFlight.shift()
  }
  return { arrivals, begun }
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  renderClass: fc.constantFrom(...renderClasses),
  cost: fc.integer({ min: 1, max: 150 }),
})

test('every call has its turn, within memory and slots, class by class', () => {
  const rounds = fc.array(fc.array(arrival, { maxLength: 12 }), { maxLength: 12 })
  fc.assert(
    fc.property(rounds, fc.integer({ min: 1, max: 5 }), (given, slots) => {
      const { arrivals, begun } = run(given, slots)
      assert.deepEqual(
        begun.toSorted((a, b) => a - b),
        [...arrivals.keys()],
      )
      for (const [place, call] of begun.entries()) {
        const passing = begun
          .slice(0, place)
          .filter(
            (other) => other > call && arrivals[other]!.renderClass === arrivals[call]!.renderClass,
          )
        assert.ok(passing.length <= mostPassing, `${call} was passed by ${passing.join()}`)
      }
    }),
  )
})

test('what costs alike is served first come, first served', () => {
  const rounds = fc.array(fc.nat({ max: 9 }), { maxLength: 12 })
  fc.assert(
    fc.property(rounds, fc.integer({ min: 1, max: 30 }), (counts, cost) => {
      const given = counts.map((length) =>
        Array.from({ length }, () => ({ renderClass: 'person', cost }) as const),
      )
      const { begun } = run(given, 4)
      assert.deepEqual(
        begun,
        begun.toSorted((a, b) => a - b),
      )
    }),
  )
})

test('a cheap call passes a dear one that does not fit, until it has waited enough', () => {
  const line = new WaitingLine<string>()
  line.add('dear', 'person', 90)
  for (let number = 0; number < 20; number++) line.add(`cheap ${number}`, 'person', 10)
  line.add('other', 'refine', 1)
  for (let number = 0; number < mostPassing; number++)
    assert.equal(line.take(renderClasses, 50)?.call, `cheap ${number}`)
  assert.equal(line.take(renderClasses, 50), undefined)
  assert.equal(line.take(renderClasses, 90)?.call, 'dear')
  assert.equal(line.take(renderClasses, 50)?.call, `cheap ${mostPassing}`)
})

test('where a person has waited for too long, the latest comes first, and the oldest makes room', () => {
  let now = 0
  const line = new WaitingLine<string>(() => now)
  line.add('first', 'person', 1)
  line.add('second', 'person', 1)
  assert.equal(line.shed(), undefined)
  assert.equal(line.take(renderClasses, 10)?.call, 'first')
  now = patience
  line.add('third', 'person', 1)
  line.add('fourth', 'person', 90)
  // The latest that there is memory for.
  assert.equal(line.take(renderClasses, 10)?.call, 'third')
  assert.equal(line.take(renderClasses, 100)?.call, 'fourth')
  line.add('fifth', 'person', 1)
  assert.equal(line.shed(), 'second')
  // It has only just come: all is as it was.
  assert.equal(line.shed(), undefined)
  line.add('sixth', 'person', 1)
  assert.equal(line.take(renderClasses, 10)?.call, 'fifth')
})

test('what nobody waits for stays in its order, however long that takes', () => {
  let now = 0
  const line = new WaitingLine<string>(() => now)
  for (const call of ['first', 'second']) line.add(call, 'scan', 1)
  now = 10 * patience
  assert.equal(line.take(renderClasses, 10)?.call, 'first')
})

test('the dearest call is let in when it is alone', () => {
  const line = new WaitingLine<string>()
  line.add('dear', 'scan', 1e12)
  assert.equal(line.take(['person'], Infinity), undefined)
  assert.equal(line.take(renderClasses, 1e11), undefined)
  assert.equal(line.take(renderClasses, Infinity)?.call, 'dear')
})

test('what is removed is not served', () => {
  const line = new WaitingLine<string>()
  line.add('a', 'person', 1)
  line.add('b', 'person', 1)
  assert.equal(line.remove('a', 'person'), true)
  assert.equal(line.remove('a', 'person'), false)
  assert.equal(line.take(renderClasses, 10)?.call, 'b')
  line.add('c', 'refine', 1)
  line.add('d', 'person', 1)
  assert.deepEqual(line.drain(), ['d', 'c'])
})
