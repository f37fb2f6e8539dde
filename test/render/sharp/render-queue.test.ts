import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Priority, priorities } from '../../../src/render/renderer.ts'
import { maxPassing, maxWait, RenderQueue } from '../../../src/render/sharp/render-queue.ts'

interface Call {
  readonly name: string
  readonly priority: Priority
  readonly cost: number
  readonly seconds: number
  readonly clientKey: string
}

const call = (name: string, facts: Partial<Call> = {}): Call => ({
  name,
  priority: 'interactive',
  cost: 1,
  seconds: 1,
  clientKey: 'one',
  ...facts,
})

const memory = 100
const all = { classes: priorities, memory: Infinity }

/** Runs a queue to its end: some arrive, then what fits is begun and the oldest is finished. */
function run(rounds: readonly (readonly Call[])[], slots: number) {
  const queue = new RenderQueue<Call>(() => 0)
  const arrived: Call[] = []
  const inFlight: Call[] = []
  const begun: Call[] = []
  const inUse = () => inFlight.reduce((sum, { cost }) => sum + cost, 0)
  const left = [...rounds]
  while (left.length > 0 || inFlight.length > 0 || begun.length < arrived.length) {
    for (const arrival of left.shift() ?? []) {
      queue.add(arrival)
      arrived.push(arrival)
    }
    while (inFlight.length < slots) {
      const free = inFlight.length === 0 ? Infinity : memory - inUse()
      const next = queue.take({ classes: priorities, memory: free })
      if (next === undefined) break
      const waiting = arrived.filter((other) => other !== next && !begun.includes(other))
      for (const { priority } of waiting)
        assert.ok(priorities.indexOf(priority) >= priorities.indexOf(next.priority))
      inFlight.push(next)
      begun.push(next)
      assert.ok(inUse() <= memory || inFlight.length === 1)
    }
    // What waits has its turn at the latest when all else is over.
    if (inFlight.length === 0) assert.equal(begun.length, arrived.length)
    inFlight.shift()
  }
  return { arrived, begun }
}

const arrival: fc.Arbitrary<Call> = fc.record({
  name: fc.constant(''),
  priority: fc.constantFrom(...priorities),
  cost: fc.integer({ min: 1, max: 150 }),
  seconds: fc.constantFrom(0.01, 0.1, 1),
  clientKey: fc.constantFrom('one', 'two', 'three'),
})

const rounds = <T>(calls: fc.Arbitrary<T>) =>
  fc.array(fc.array(calls, { maxLength: 12 }), { maxLength: 12 })

test('every call has its turn, within memory and slots, class by class', () => {
  fc.assert(
    fc.property(rounds(arrival), fc.integer({ min: 1, max: 5 }), (given, slots) => {
      const { arrived, begun } = run(given, slots)
      assert.deepEqual(new Set(begun), new Set(arrived))
      assert.equal(begun.length, arrived.length)
    }),
  )
})

test('calls of one client that cost alike are served first come, first served', () => {
  const one = fc.record({ ...arrivalOf({ priority: 'interactive', cost: 30 }) })
  fc.assert(
    fc.property(rounds(one), (given) => {
      const { arrived, begun } = run(given, 4)
      for (const clientKey of ['one', 'two', 'three']) {
        const of = (calls: readonly Call[]) => calls.filter((some) => some.clientKey === clientKey)
        assert.deepEqual(of(begun), of(arrived))
      }
    }),
  )
})

function arrivalOf({ priority, cost }: Pick<Call, 'priority' | 'cost'>) {
  return {
    name: fc.string(),
    priority: fc.constant(priority),
    cost: fc.constant(cost),
    seconds: fc.constant(0.1),
    clientKey: fc.constantFrom('one', 'two', 'three'),
  }
}

test('clients share the time of the processor, however much one of them asks for', () => {
  const seconds = fc.constantFrom(0.02, 0.1, 0.7, 3)
  fc.assert(
    fc.property(
      fc.array(seconds, { minLength: 60, maxLength: 60 }),
      fc.array(seconds, { minLength: 20, maxLength: 20 }),
      (greedy, modest) => {
        const queue = new RenderQueue<Call>(() => 0)
        // All of the greedy one's calls are there before the first of the modest one's.
        for (const some of greedy) queue.add(call('', { clientKey: 'greedy', seconds: some }))
        for (const some of modest) queue.add(call('', { clientKey: 'modest', seconds: some }))
        const served = { greedy: 0, modest: 0 }
        const longest = Math.max(...greedy, ...modest)
        while (served.modest < sum(modest) - 1e-9 && served.greedy < sum(greedy) - 1e-9) {
          const next = queue.take(all)!
          served[next.clientKey as 'greedy' | 'modest'] += next.seconds
          // The bound of self-clocked fair queuing for two flows: one call of each.
          assert.ok(Math.abs(served.greedy - served.modest) <= 2 * longest + 1e-9)
        }
      },
    ),
  )
})

test('a short call of a new client comes before the long ones of forty others', () => {
  const queue = new RenderQueue<Call>()
  for (let round = 0; round < 5; round++)
    for (let n = 0; n < 40; n++) queue.add(call('long', { clientKey: `${n}`, seconds: 3 }))
  for (let n = 0; n < 50; n++) assert.equal(queue.take(all)?.name, 'long')
  queue.add(call('short', { clientKey: 'new', seconds: 0.05 }))
  assert.equal(queue.take(all)?.name, 'short')
})

test('what takes long waits for its slots, and short calls pass it meanwhile', () => {
  const queue = new RenderQueue<Call>()
  for (let n = 0; n < 3; n++) queue.add(call('long', { seconds: 2 }))
  for (let n = 0; n < 20; n++) queue.add(call('short', { clientKey: 'other', seconds: 0.1 }))
  const short = { ...all, maxSeconds: 0.25 }
  for (let n = 0; n < 20; n++) assert.equal(queue.take(short)?.name, 'short')
  assert.equal(queue.take(short), undefined)
  assert.equal(queue.take(all)?.name, 'long')
})

test('a small call passes a large one that does not fit, until it has waited enough', () => {
  const queue = new RenderQueue<Call>()
  queue.add(call('large', { cost: 90 }))
  for (let n = 0; n < 20; n++) queue.add(call(`small ${n}`, { cost: 10 }))
  queue.add(call('other', { priority: 'refine' }))
  const take = (free: number) => queue.take({ classes: priorities, memory: free })?.name
  for (let n = 0; n < maxPassing; n++) assert.equal(take(50), `small ${n}`)
  assert.equal(take(50), undefined)
  assert.equal(take(90), 'large')
  assert.equal(take(50), `small ${maxPassing}`)
})

test('calls whose person has probably left come last, the latest of them first', () => {
  let now = 0
  const queue = new RenderQueue<Call>(() => now)
  for (const name of ['first', 'second', 'third']) {
    queue.add(call(name))
    now++
  }
  now = maxWait + 1
  // The third is not overdue yet, and neither is the fourth.
  queue.add(call('fourth', { clientKey: 'other' }))
  const order = ['fourth', 'third', 'second', 'first']
  for (const name of order) assert.equal(queue.take(all)?.name, name)
})

test('a full queue gives up what is overdue, then what would be served last', () => {
  let now = 0
  const queue = new RenderQueue<Call>(() => now)
  for (let n = 0; n < 5; n++) queue.add(call(`greedy ${n}`, { clientKey: 'greedy' }))
  // It would itself be served last.
  assert.equal(queue.makeRoomFor(call('more', { clientKey: 'greedy' })), undefined)
  assert.equal(queue.makeRoomFor(call('new', { clientKey: 'new' }))?.name, 'greedy 4')
  now = maxWait
  assert.equal(queue.makeRoomFor(call('more', { clientKey: 'greedy' }))?.name, 'greedy 0')
  assert.equal(queue.lengthOf('interactive'), 3)
})

test('what nobody waits for stays in its order, however long that takes', () => {
  let now = 0
  const queue = new RenderQueue<Call>(() => now)
  for (const name of ['first', 'second']) queue.add(call(name, { priority: 'scan' }))
  now = 10 * maxWait
  assert.equal(queue.take(all)?.name, 'first')
})

test('the largest call is let in when it is alone', () => {
  const queue = new RenderQueue<Call>()
  queue.add(call('large', { priority: 'scan', cost: 1e12 }))
  assert.equal(queue.take({ classes: ['interactive'], memory: Infinity }), undefined)
  assert.equal(queue.take({ classes: priorities, memory: 1e11 }), undefined)
  assert.equal(queue.take(all)?.name, 'large')
})

test('what was taken and had no chance comes before all others', () => {
  const queue = new RenderQueue<Call>()
  const [tried, other] = [call('tried', { seconds: 9 }), call('other', { clientKey: 'other' })]
  queue.add(tried)
  queue.add(other)
  assert.equal(queue.take(all)?.name, 'other')
  queue.addFirst(other)
  assert.equal(queue.take(all)?.name, 'other')
})

test('what is removed is not served', () => {
  const queue = new RenderQueue<Call>()
  const [a, b] = [call('a'), call('b')]
  queue.add(a)
  queue.add(b)
  assert.equal(queue.remove(a), true)
  assert.equal(queue.remove(a), false)
  assert.equal(queue.take(all)?.name, 'b')
  queue.add(call('c', { priority: 'refine' }))
  queue.add(call('d'))
  assert.deepEqual(
    queue.drain().map(({ name }) => name),
    ['d', 'c'],
  )
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
