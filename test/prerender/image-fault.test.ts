import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { isKeyartError } from '../../src/errors.ts'
import { requirePicture } from '../../src/edit/require-picture.ts'
import { Refiner } from '../../src/prerender/refiner.ts'
import { planKey, intermediateKey } from '../../src/render/plan/key.ts'
import { planIntermediates } from '../../src/render/plan/intermediates.ts'
import { PrerenderFixture, width } from '../support/prerender-fixture.ts'
import { Fixture, jpeg } from '../support/derivatives.ts'
import { eventually } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'
import type { SharpRenderer } from '../../src/render/sharp/sharp-renderer.ts'

const never = new AbortController().signal

/** Runs `work` while no new process of Node can be started, and none of the renderer runs. */
async function withoutProcesses<T>(renderer: SharpRenderer, work: () => Promise<T>): Promise<T> {
  const { execPath } = process
  process.execPath = `${execPath}.gone`
  try {
    const pid = renderer.process?.pid
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
    await eventually(async () => assert.equal(renderer.process, undefined))
    return await work()
  } finally {
    process.execPath = execPath
  }
}

test('issue 13, point 23: a renderer that does not start is nothing that an original did', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(1500, 2200).jpeg())
  const [intermediate] = planIntermediates(image)
  await fixture.derivatives.prepare(image, [], { priority: 'prerender' })
  assert.ok(await fixture.storage.has(intermediateKey(image.tag, intermediate!)))

  await withoutProcesses(fixture.renderer, async () => {
    const path = `${fixture.root}/poster.jpg`
    const plan = jpeg(90, 132)
    await assert.rejects(
      fixture.derivatives.open(planKey(image.tag, plan), image, plan),
      (error) => isKeyartError(error, 'RENDERER_AWAY') && error.status === 503,
    )
    assert.equal((await fixture.renderer.probe({ path }, 'scan')).kind, 'unreadable')
    await assert.rejects(requirePicture(fixture.renderer, path), (error) =>
      isKeyartError(error, 'NOT_READY'),
    )
  })
  assert.ok(
    await fixture.storage.has(intermediateKey(image.tag, intermediate!)),
    'the intermediate was thrown away',
  )
  const plan = jpeg(90, 132)
  const { bytes } = await fixture.derivatives.open(planKey(image.tag, plan), image, plan)
  assert.ok(bytes.length > 0)
})

test('issue 13, point 23: what failed for want of a renderer is made ahead once there is one', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(3)
  const failures: unknown[] = []
  await using prerenderer = ahead.prerenderer([width(20)], {
    onFailure: (_, error) => failures.push(error),
  })
  await withoutProcesses(ahead.fixture.renderer, () => prerenderer.run(never))
  assert.equal(failures.length, 3)
  assert.ok(failures.every((error) => isKeyartError(error, 'RENDERER_AWAY')))
  await prerenderer.run(never)
  assert.deepEqual([prerenderer.status.made, prerenderer.status.failed], [3, 0])
})

test('issue 13, point 23: so is a better format behind an answer, after a minute', async (context) => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(90, 135).jpeg())
  const plan = jpeg(30, 45)
  const key = planKey(image.tag, plan)
  let failed = 0
  await using refiner = new Refiner({
    derivatives: fixture.derivatives,
    isBusy: () => false,
    onFailure: () => failed++,
  })
  await withoutProcesses(fixture.renderer, async () => {
    refiner.refine(key, image, plan)
    await eventually(async () => assert.equal(refiner.waiting, 0))
  })
  assert.equal(failed, 1)
  refiner.refine(key, image, plan)
  assert.equal(refiner.waiting, 0, 'at once')
  // The cache reads the clock once a millisecond.
  await sleep(10)
  const real = performance.now.bind(performance)
  context.mock.method(performance, 'now', () => real() + 61_000)
  refiner.refine(key, image, plan)
  await eventually(async () => assert.ok(await fixture.derivatives.has(key)))
})
