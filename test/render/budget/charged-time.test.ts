import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { ImageRecord } from '../../../src/library/image.ts'
import { Refiner } from '../../../src/prerender/refiner.ts'
import type { Client } from '../../../src/render/budget/client.ts'
import { planKey } from '../../../src/render/plan/key.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import { RenderBudget } from '../../../src/render/budget/render-budget.ts'
import { SharedTime } from '../../../src/render/sharp/process/shared-time.ts'
import type { Original } from '../../../src/sources/image-source.ts'
import { Fixture, jpeg } from '../../support/derivatives.ts'
import { eventually } from '../../support/keyart.ts'
import { noise } from '../../support/pictures.ts'

const client: Client = { key: '192.0.2.1', trustLevel: 'stranger' }

/** A budget that sums up what was charged, and what was estimated before. */
function account() {
  const budget = new RenderBudget({ renderSecondsPerMinute: 100_000, derivativesPerHour: 0 })
  const sums = { charged: 0, estimated: [] as number[] }
  const charge: RenderBudget['charge'] = (clients, cost) => {
    const charged = budget.charge(clients, cost)
    sums.estimated.push(cost.seconds)
    sums.charged += cost.seconds
    return {
      settle: (used) => {
        sums.charged += used - cost.seconds
        charged.settle(used)
      },
      add: (more) => {
        sums.charged += more
        charged.add(more)
      },
      refund: () => {
        sums.charged -= cost.seconds
        charged.refund()
      },
    }
  }
  return { charge, sums }
}

/** Seconds of processor time of a process, as the system counts them (`proc(5)`), in hundredths. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function place(pieces?: () => Promise<Original>) {
  const { charge, sums } = account()
  const fixture = await Fixture.open({
    budget: { charge },
    useIntermediates: false,
    ...(pieces === undefined ? {} : { collages: { find: pieces } }),
  })
  /** What `work` was charged, and what it used by the system's count. */
  const weigh = async (work: () => Promise<unknown>) => {
    const { pid } = fixture.renderer.process!
    const before = { used: processorTime(pid), charged: sums.charged }
    await work()
    return { used: processorTime(pid) - before.used, charged: sums.charged - before.charged }
  }
  const open = (image: ImageRecord, plan: DerivePlan) =>
    fixture.derivatives.open(planKey(image.tag, plan), image, plan, { client })
  return { fixture, sums, weigh, open, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() }
}

function within(factor: number, one: number, other: number, what: string): void {
  assert.ok(one <= factor * other && other <= factor * one, `${what}: ${one} and ${other}`)
}

const onLinux = process.platform === 'linux' ? {} : { skip: 'reads /proc' }

describe('point 18: what was used is charged', onLinux, () => {
  test('a wide blur', async () => {
    await using there = await place()
    const image = await there.fixture.put('poster.jpg', noise(600, 900).jpeg())
    const blurred = (width: number): DerivePlan => ({
      ...jpeg(width, 1.5 * width),
      effects: { blur: 100 },
    })
    const { used, charged } = await there.weigh(() => there.open(image, blurred(600)))
    within(2, charged, used, 'charged and used')
  })

  test('a collage of large photographs, which the next estimate knows of', async () => {
    const drawn: Original[] = []
    await using there = await place(async () => drawn[0]!)
    const photograph = await there.fixture.put('large.jpg', noise(2600, 2000).jpeg())
    const { tag } = photograph
    const places = [0, 1, 2, 3].map((at) => ({ left: 100 * at, top: 0, width: 100, height: 150 }))
    const path = join(there.fixture.root, 'large.jpg')
    drawn.push({ width: 400, height: 150, pieces: places.map((at) => ({ ...at, path, tag })) })
    const image: ImageRecord = {
      ...photograph,
      format: 'collage',
      tag: 'c'.repeat(32),
      width: 400,
      height: 150,
      original: { source: 'collage', key: 'some' },
    }
    const first = await there.weigh(() => there.open(image, jpeg(200, 75)))
    within(2, first.charged, first.used, 'charged and used')
    await there.open(image, jpeg(202, 76))
    const [before, after] = there.sums.estimated
    assert.ok(before! < first.used / 2, 'The case is none: it was estimated well')
    within(3, after!, first.used, 'estimated and used')
  })

  test('a drawing with pictures inside', async () => {
    await using there = await place()
    const inner = (await noise(2000, 2000).jpeg({ quality: 30 }).toBuffer()).toString('base64')
    const picture = `<image width="300" height="300" href="data:image/jpeg;base64,${inner}"/>`
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300">${picture}</svg>`
    const image = await there.fixture.put('drawing.svg', Buffer.from(drawing))
    const { used, charged } = await there.weigh(() => there.open(image, jpeg(250, 250)))
    within(2, charged, used, 'charged and used')
  })

  test('an AVIF behind an answer, to whom it is made for', async () => {
    await using there = await place()
    const image = await there.fixture.put('backdrop.jpg', noise(1280, 720).jpeg())
    const plan: DerivePlan = { ...jpeg(1280, 720), format: 'avif', quality: 80 }
    await using refiner = new Refiner({
      derivatives: there.fixture.derivatives,
      isBusy: () => false,
      onFailure: (_, error) => {
        throw error
      },
    })
    const { used, charged } = await there.weigh(async () => {
      refiner.refine(planKey(image.tag, plan), image, plan, client)
      await eventually(async () => assert.equal(refiner.waiting, 0))
    })
    within(2, charged, used, 'charged and used')
  })

  test('what fails is charged as well', async () => {
    await using there = await place()
    const image = await there.fixture.put('poster.jpg', noise(3000, 3000).jpeg())
    const impossible = { ...jpeg(3000, 3000), effects: { blur: -1 } }
    await assert.rejects(there.open(image, impossible))
    const [estimated] = there.sums.estimated
    assert.ok(there.sums.charged > 0 && there.sums.charged !== estimated)
  })
})

test('point 18: of two calls at once each is charged its share, in sum what was used', () => {
  let used = 0
  const time = new SharedTime(() => ({ user: used, system: 0 }))
  time.begin(1)
  used += 1e6
  time.begin(2)
  used += 2e6
  assert.equal(time.end(1), 2)
  used += 3e6
  assert.equal(time.end(2), 4)
  used += 5e6
  time.begin(3)
  assert.equal(time.end(3), 0)
})

test('point 18: no AVIF is made for whom cannot pay, and none is given up for it', async () => {
  const budget = new RenderBudget({ renderSecondsPerMinute: 1, derivativesPerHour: 0 })
  budget.charge([client], { tag: 'other', seconds: 1 }).add(1)
  await using fixture = await Fixture.open({ budget })
  const image = await fixture.put('poster.jpg', noise(90, 135).jpeg())
  const plan: DerivePlan = { ...jpeg(30, 45), format: 'avif', quality: 80 }
  const key = planKey(image.tag, plan)
  await using refiner = new Refiner({
    derivatives: fixture.derivatives,
    isBusy: () => false,
    onFailure: (_, error) => {
      throw error
    },
  })
  refiner.refine(key, image, plan, client)
  await eventually(async () => assert.equal(refiner.waiting, 0))
  assert.equal(await fixture.derivatives.has(key), false)
  refiner.refine(key, image, plan, { key: 'another', trustLevel: 'stranger' })
  await eventually(async () => assert.equal(await fixture.derivatives.has(key), true))
})
