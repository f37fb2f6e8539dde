import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { Derivatives } from '../../../src/render/derivatives/derivatives.ts'
import { planKey } from '../../../src/render/plan/key.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import { FolderSource } from '../../../src/sources/folder.ts'
import { BudgetedStorage } from '../../../src/storage/budget.ts'
import { DiskStorage } from '../../../src/storage/disk.ts'
import { FailingStorage, type Trouble } from '../../support/failing-storage.ts'
import { noise, write } from '../../support/pictures.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** Real pixels, a real disk, and the trouble that a test puts between. Nothing is held in memory. */
async function openFixture() {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const original = { source: 'films', key: 'poster.jpg' }
  await write(join(path, original.key), noise(200, 300).jpeg())
  const renderer = stack.use(openRenderer())
  const outcome = await renderer.probe({ path: join(path, original.key) }, 'interactive')
  assert.ok(outcome.kind === 'image')
  const { probe, stamp } = outcome
  const owner = { ownerId: '', type: 'Primary', index: 0, modifiedAt: 0 } as const
  const image = { ...probe, ...owner, original, stamp }
  const failing = new FailingStorage(await DiskStorage.open(join(path, 'derivatives')))
  const storage = stack.use(new BudgetedStorage(failing, { maxBytes: 10_000_000 }))
  await storage.loaded
  const told: unknown[] = []
  const open = () =>
    new Derivatives({
      storage,
      renderer,
      findSource: () => new FolderSource({ root: path }),
      memoryBytes: 0,
      useIntermediates: true,
      onStoreFailed: (error) => told.push(error),
    })
  const planOf = (width: number): DerivePlan => {
    return { kind: 'derive', width, height: width, format: 'webp', animated: false }
  }
  const prepare = async (derivatives: Derivatives, width: number, writesBehind: boolean) => {
    const context = { priority: 'prefetch', writesBehind } as const
    return await derivatives.prepare(image, [planOf(width)], context)
  }
  const ask = async (derivatives: Derivatives, width: number) => {
    const plan = planOf(width)
    const { bytes, origin } = await derivatives.open(planKey(image.tag, plan), image, plan)
    assert.equal((await sharp(bytes).metadata()).width, width)
    return origin
  }
  const owned = stack.move()
  return { failing, told, open, ask, prepare, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const codes = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'EROFS'] as const

for (const code of codes)
  test(`${code}: every picture is served all the same, and kept again afterwards`, async () => {
    await using fixture = await openFixture()
    const { failing, told, open, ask } = fixture
    {
      await using derivatives = open()
      assert.equal(await ask(derivatives, 20), 'rendered')
    }
    failing.trouble = { kind: 'fails', code }
    {
      await using derivatives = open()
      // One that is kept and cannot be read, and two that cannot be kept.
      for (const width of [20, 30, 40]) assert.equal(await ask(derivatives, width), 'rendered')
    }
    assert.ok(failing.failures >= 4)
    assert.equal(told.length, failing.failures)
    failing.trouble = { kind: 'none' }
    for (const origin of ['rendered', 'storage']) {
      await using derivatives = open()
      assert.equal(await ask(derivatives, 30), origin)
    }
  })

test('a disk that takes two seconds: nobody waits for what is written, and nothing is lost', async () => {
  await using fixture = await openFixture()
  const { failing, told, open, ask } = fixture
  const slow: Trouble = { kind: 'slow', milliseconds: 2000 }
  failing.trouble = slow
  const events: string[] = []
  {
    await using derivatives = open()
    const asked = await Promise.all([20, 20, 30].map((width) => ask(derivatives, width)))
    events.push(...asked.toSorted())
    // Still on its way to the disk.
    events.push(await ask(derivatives, 20))
  }
  assert.deepEqual(events, ['collapsed', 'rendered', 'rendered', 'memory'])
  assert.deepEqual(told, [])
  await using derivatives = open()
  assert.equal(await ask(derivatives, 30), 'storage')
})

test('what is made in advance is found before it is written, where its maker goes on meanwhile', async () => {
  await using fixture = await openFixture()
  const { failing, told, open, ask, prepare } = fixture
  {
    await using derivatives = open()
    failing.trouble = { kind: 'slow', milliseconds: 2000 }
    assert.equal(await prepare(derivatives, 20, true), 1)
    assert.equal(await ask(derivatives, 20), 'memory')
    failing.trouble = { kind: 'none' }
    assert.equal(await prepare(derivatives, 30, false), 1)
    assert.equal(await ask(derivatives, 30), 'storage')
  }
  await using derivatives = open()
  assert.equal(await ask(derivatives, 20), 'storage')
  assert.deepEqual(told, [])
})
