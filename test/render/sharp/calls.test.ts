import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { isKeyartError } from '../../../src/errors.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import type { RendererEvent, SharpRenderer } from '../../../src/render/sharp/sharp-renderer.ts'
import { eventually } from '../../support/keyart.ts'
import { noise, quarters, write } from '../../support/pictures.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const plan: DerivePlan = { kind: 'derive', width: 100, height: 80, format: 'png', animated: false }

async function tagOf(renderer: SharpRenderer, path: string): Promise<string> {
  const outcome = await renderer.probe({ path }, 'interactive')
  assert.ok(outcome.kind === 'image', JSON.stringify(outcome))
  return outcome.probe.tag
}

/** Slow enough to be caught in the act. */
const slow: DerivePlan = { ...plan, width: 2400, height: 1800, format: 'avif', quality: 95 }

async function untilBusy(renderer: SharpRenderer, not?: number): Promise<number> {
  for (;;) {
    const pid = renderer.process?.pid
    if (pid !== undefined && pid !== not && (renderer.process?.rss ?? 0) > 0) return pid
    await sleep(10)
  }
}

test('a death fails only the call that causes it; the others are tried again', async () => {
  await using folder = await temporaryFolder()
  const events: RendererEvent[] = []
  await using renderer = openRenderer({ slots: 3, onEvent: (event) => events.push(event) })
  const path = await write(join(folder.path, 'x.jpg'), noise(1200, 900).jpeg())
  const tag = await tagOf(renderer, path)
  const options = { tag, priority: 'interactive' } as const

  const [culprit, innocent] = [
    renderer.render({ path }, slow, options),
    renderer.render({ path }, { ...slow, width: 1600, height: 1200 }, options),
  ]
  const settled = Promise.allSettled([culprit, innocent])
  // Once while both are in flight, then again as soon as the first of them is tried alone.
  const first = await untilBusy(renderer)
  process.kill(first, 'SIGKILL')
  process.kill(await untilBusy(renderer, first), 'SIGKILL')
  const [failed, made] = await settled
  // The original is sound: it was looked at again.
  assert.ok(failed.status === 'rejected' && isKeyartError(failed.reason, 'RENDER_FAILED'))
  assert.equal(made.status, 'fulfilled')
  assert.deepEqual(
    events.map((event) => event.kind === 'died' && event.inFlight),
    [2, 1],
  )
  // And the renderer goes on; what was too much is not tried again at once.
  assert.ok((await renderer.render({ path }, plan, options)).length > 0)
  const { pid } = renderer.process!
  await assert.rejects(renderer.render({ path }, slow, options), /recently/)
  assert.equal(renderer.process?.pid, pid)
})

test('jellyfin#6877: a process that grows past its bound is replaced, and nobody notices', async () => {
  await using folder = await temporaryFolder()
  const events: RendererEvent[] = []
  await using renderer = openRenderer({
    maxMemory: 60_000_000,
    onEvent: (event) => events.push(event),
  })
  const path = await write(join(folder.path, 'x.jpg'), quarters(300, 200).jpeg())
  const tag = await tagOf(renderer, path)
  const sizes = Array.from({ length: 12 }, (_, index) => 20 + index)
  const made = await Promise.all(
    sizes.map((width) =>
      renderer.render({ path }, { ...plan, width }, { tag, priority: 'interactive' }),
    ),
  )
  for (const [index, bytes] of made.entries())
    assert.equal((await sharp(bytes).metadata()).width, sizes[index])
  assert.ok(events.some(({ kind }) => kind === 'replaced'))
})

test('a line that is full is BUSY, and stopping fails what waits', async () => {
  await using folder = await temporaryFolder()
  const renderer = openRenderer({ slots: 1, maxWaiting: 2 })
  const path = await write(join(folder.path, 'x.jpg'), noise(1200, 900).jpeg())
  const calls = Array.from({ length: 4 }, () => renderer.probe({ path }, 'interactive'))
  const settled = Promise.allSettled(calls)
  await renderer[Symbol.asyncDispose]()
  const codes = (await settled).map((outcome) =>
    outcome.status === 'rejected' && isKeyartError(outcome.reason) ? outcome.reason.code : 'done',
  )
  assert.equal(codes[3], 'BUSY')
  assert.deepEqual(codes.slice(1, 3), ['STOPPING', 'STOPPING'])
  await assert.rejects(renderer.probe({ path }, 'interactive'), (error) =>
    isKeyartError(error, 'STOPPING'),
  )
})

test('persons go before what a scan waits for', async () => {
  await using folder = await temporaryFolder()
  await using renderer = openRenderer({ slots: 1 })
  const path = await write(join(folder.path, 'x.jpg'), noise(400, 300).jpeg())
  const order: string[] = []
  const ask = async (name: string, priority: 'interactive' | 'scan') => {
    await renderer.probe({ path }, priority)
    order.push(name)
  }
  await Promise.all([
    ask('first', 'scan'),
    ask('later', 'scan'),
    ask('last', 'scan'),
    ask('interactive', 'interactive'),
  ])
  assert.deepEqual(order, ['first', 'interactive', 'later', 'last'])
})

test('issue 17: an idle process ends, not one at work, and the next call has another', async () => {
  await using folder = await temporaryFolder()
  const events: RendererEvent[] = []
  await using renderer = openRenderer({
    idleTimeout: 50,
    onEvent: (event) => events.push(event),
  })
  const path = await write(join(folder.path, 'x.jpg'), noise(1200, 900).jpeg())
  const tag = await tagOf(renderer, path)
  const first = renderer.process?.pid
  await eventually(async () => assert.equal(renderer.process, undefined))
  // Takes longer than that by far.
  assert.ok((await renderer.render({ path }, slow, { tag, priority: 'interactive' })).length > 0)
  assert.notEqual(renderer.process?.pid, first)
  await eventually(async () => assert.equal(renderer.process, undefined))
  assert.deepEqual(events, [])
})

test('issue 17: background work begins on no core that works for a client', async () => {
  await using folder = await temporaryFolder()
  // Two cores.
  await using renderer = openRenderer({ slots: 5 })
  const path = await write(join(folder.path, 'x.jpg'), noise(1200, 900).jpeg())
  const tag = await tagOf(renderer, path)
  const awaited = renderer.render({ path }, slow, { tag, priority: 'interactive' })
  const ahead = Array.from({ length: 5 }, () => renderer.probe({ path }, 'prerender'))
  assert.deepEqual([renderer.load.inFlight, renderer.load.waiting.prerender], [2, 4])
  await awaited
  await Promise.all(ahead)
  const alone = Array.from({ length: 5 }, () => renderer.probe({ path }, 'prerender'))
  assert.deepEqual([renderer.load.inFlight, renderer.load.waiting.prerender], [4, 1])
  await Promise.all(alone)
})
