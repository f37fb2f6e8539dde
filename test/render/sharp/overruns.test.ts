import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { isKeyartError } from '../../../src/errors.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import { Overruns } from '../../../src/render/sharp/overruns.ts'
import type {
  RendererEvent,
  SharpRendererOptions,
} from '../../../src/render/sharp/sharp-renderer.ts'
import { svgBombs } from '../../support/corpus/svg-bombs.ts'
import { eventually } from '../../support/keyart.ts'
import { noise, write } from '../../support/pictures.ts'
import { openRenderer } from '../../support/renderer.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const person = 'interactive' as const
const endless = Buffer.from(svgBombs['SVG: masks in masks']())
const plan = (width: number, format: DerivePlan['format'] = 'png'): DerivePlan => ({
  kind: 'derive',
  width,
  height: width,
  format,
  animated: false,
})

/** A renderer, what it tells of its process, and a folder. */
async function open(changes: Partial<SharpRendererOptions>) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const events: RendererEvent[] = []
  const renderer = stack.use(
    openRenderer({
      maxMemory: 1_000_000_000,
      timeout: 4000,
      slots: 3,
      onEvent: (event) => events.push(event),
      ...changes,
    }),
  )
  const put = async (name: string, picture: Parameters<typeof write>[1]) =>
    await write(join(folder.path, name), picture)
  return { renderer, events, put, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

suite('what takes too much', () => {
  test('CVE-2026-64644: a drawing without end is cut off in a quarter of the time, and set aside', async () => {
    await using place = await open({})
    const path = await place.put('x.svg', endless)
    const outcome = await place.renderer.probe({ path }, person)
    assert.ok(outcome.kind === 'problem' && /too long/.test(outcome.reason))
    await eventually(async () => assert.equal(place.events[0]?.kind, 'died'))
  })

  test('its neighbours in flight get their pictures', async () => {
    await using place = await open({})
    const { renderer } = place
    const path = await place.put('x.jpg', noise(1200, 900).jpeg())
    const bomb = await place.put('bomb.svg', endless)
    const probe = await renderer.probe({ path }, person)
    assert.ok(probe.kind === 'image')
    const { tag } = probe.probe
    const isOver = { bomb: false }
    const bombed = renderer.probe({ path: bomb }, person).finally(() => (isOver.bomb = true))
    let made = 0
    // One after the other: one of them is in flight when the process is ended.
    for (let width = 100; !isOver.bomb || made < 3; width++) {
      await renderer.render({ path }, plan(width), { tag, priority: person })
      made++
    }
    assert.equal((await bombed).kind, 'problem')
    assert.equal(place.events.length, 1)
  })

  test('several without end cost the time of one, not of one after the other', async () => {
    await using place = await open({})
    const paths = await Promise.all([1, 2, 3].map((n) => place.put(`${n}.svg`, endless)))
    const outcomes = await Promise.all(paths.map((path) => place.renderer.probe({ path }, person)))
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['problem', 'problem', 'problem'],
    )
    // A call that was retried goes on with the time that it had left.
    assert.ok(place.events.length <= 3, String(place.events.length))
  })

  test('CVE-2024-47831: a picture that takes too long leaves a sound original alone, and is not tried again', async () => {
    await using place = await open({ timeout: 1000 })
    const { renderer } = place
    const path = await place.put('x.jpg', noise(600, 600).jpeg())
    const probe = await renderer.probe({ path }, person)
    assert.ok(probe.kind === 'image')
    const { tag } = probe.probe
    const options = { tag, priority: person }
    const large = { ...plan(10_000, 'avif'), quality: 95 }
    const fails = (words: RegExp) => (error: unknown) =>
      isKeyartError(error, 'RENDER_FAILED') && words.test(error.message)
    await assert.rejects(
      renderer.render({ path }, large, options),
      fails(/limits of time or memory/),
    )
    await assert.rejects(renderer.render({ path }, large, options), fails(/recently/))
    assert.ok((await renderer.render({ path }, plan(100), options)).length > 0)
  })

  test('jellyfin#6877: what fills the memory is ended, and set aside', async () => {
    await using place = await open({ maxMemory: 150_000_000, timeout: 60_000 })
    const letters = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>${'W'.repeat(4_900_000)}</text></svg>`
    const path = await place.put('x.svg', Buffer.from(letters))
    const outcome = await place.renderer.probe({ path }, person)
    assert.ok(outcome.kind === 'problem' && /crashes the renderer/.test(outcome.reason))
    const good = await place.put('x.jpg', noise(60, 60).jpeg())
    assert.equal((await place.renderer.probe({ path: good }, person)).kind, 'image')
  })

  test('is remembered by size: half of it may be tried', () => {
    const overruns = new Overruns()
    assert.equal(overruns.forbid('a', 1000), false)
    overruns.add('a', 1000)
    assert.deepEqual(
      [2000, 1000, 501, 500].map((pixels) => overruns.forbid('a', pixels)),
      [true, true, true, false],
    )
    assert.equal(overruns.forbid('b', 1000), false)
    overruns.add('a', 400)
    overruns.add('a', 5000)
    assert.equal(overruns.forbid('a', 300), true)
  })
})
