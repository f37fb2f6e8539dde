import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestWorker } from '../../src/media/request-worker.ts'

const worker = new URL('../support/odd-worker.ts', import.meta.url)
const open = (timeout: number) =>
  new RequestWorker<string, string>(worker, { timeout, maxHeapMb: 32 })
const patience = 60_000
const { signal } = new AbortController()

test('answers come in the order of the questions', async () => {
  await using thread = open(patience)
  const questions = Array.from({ length: 50 }, (_, n) => `question ${n}`)
  const outcomes = await Promise.all(questions.map((question) => thread.ask(question, signal)))
  assert.deepEqual(
    outcomes,
    questions.map((answer) => ({ kind: 'answer', answer })),
  )
})

test('point 2: a thread that runs on is ended in time, and the next question is answered', async () => {
  await using thread = open(5_000)
  const questions = ['run on', 'a', 'run on', 'b']
  // Nothing of this holds up the thread that asks.
  let turns = 0
  const turning = setInterval(() => turns++, 50)
  const outcomes = await Promise.all(questions.map((question) => thread.ask(question, signal)))
  clearInterval(turning)
  assert.deepEqual(outcomes, [
    { kind: 'slow' },
    { kind: 'answer', answer: 'a' },
    { kind: 'slow' },
    { kind: 'answer', answer: 'b' },
  ])
  assert.ok(turns > 20, `${turns} turns`)
})

test('a thread that fails, or fills its memory, is started anew', async () => {
  await using thread = open(patience)
  for (const question of ['throw', 'fill memory']) {
    assert.deepEqual(await thread.ask(question, signal), { kind: 'died' })
    assert.deepEqual(await thread.ask('a', signal), { kind: 'answer', answer: 'a' })
  }
})

test('whoever stops gets no answer, also of a thread that runs on', async () => {
  await using thread = open(patience)
  const stop = new AbortController()
  const asked = [thread.ask('run on', stop.signal), thread.ask('a', stop.signal)]
  setTimeout(() => stop.abort(), 200)
  assert.deepEqual(await Promise.all(asked), [{ kind: 'stopped' }, { kind: 'stopped' }])
  assert.deepEqual(await thread.ask('b', signal), { kind: 'answer', answer: 'b' })
})
