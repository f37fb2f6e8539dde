import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relistSpan, windowSize } from '../../src/prerender/list-view.ts'
import { attentionSpan, ListViews, nearSize, viewingSpan } from '../../src/prerender/list-views.ts'
import type { SizePreset } from '../../src/prerender/size-preset.ts'

const poster = (maxWidth: number): SizePreset => ({
  type: 'Primary',
  orientation: 'tall',
  size: { maxWidth },
  quality: 90,
  accepts: 'webp',
})

const ids = (count: number, name = 'id') => Array.from({ length: count }, (_, at) => `${name}${at}`)
const always = () => true

/** The first request in a new preset that counts: of two images of a list, the second of which is `id`. */
function begin(
  views: ListViews,
  id: string,
  width: number,
  {
    client = 'client',
    whose = { client },
    now = 0,
  }: {
    readonly client?: string
    readonly whose?: Parameters<ListViews['requested']>[0]
    readonly now?: number
  } = {},
) {
  const other = id.replace(/\d+$/, (at) => (at === '0' ? '1' : '0'))
  for (const one of [other, id]) views.requested(whose, one, poster(width), now)
}

/** All that there is to do now: ids, and the widths that they are made in. */
function drain(views: ListViews, now = 0, canPay: (client: string) => boolean = always) {
  const made: string[] = []
  const widths = new Set<number | undefined>()
  for (;;) {
    const task = views.next(now, canPay)
    if (typeof task !== 'object') break
    if (task.kind !== 'images') continue
    made.push(...task.ownerIds)
    for (const { size } of [...task.presets.values()].flat()) widths.add(size.maxWidth)
  }
  return { made, widths: [...widths] }
}

test('the rest of a list is made in the preset of its first images, in order, a window ahead', () => {
  const views = new ListViews()
  const list = ids(1000)
  views.listed('client', 'home', list, 0)
  assert.deepEqual(drain(views).made, [])
  begin(views, 'id3', 300)
  assert.deepEqual(drain(views), { made: list.slice(4, 4 + windowSize), widths: [300] })
  views.requested({ client: 'client' }, 'id10', poster(300), 0)
  assert.deepEqual(drain(views).made, list.slice(4 + windowSize, 11 + windowSize))
  // Far ahead: what was passed over is left out.
  views.requested({ client: 'client' }, 'id900', poster(300), 0)
  assert.deepEqual(drain(views).made, list.slice(901))
  // And back.
  views.requested({ client: 'client' }, 'id600', poster(300), 0)
  assert.equal(drain(views).made[0], 'id601')
})

test('a list of a client that was here before begins with its own presets, until it says others', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(2), 0)
  begin(views, 'id0', 300)
  drain(views)
  views.listed('client', 'home', ids(500, 'other'), 0)
  assert.deepEqual(drain(views), { made: ids(windowSize / 2, 'other'), widths: [300] })
  begin(views, 'other0', 400)
  assert.deepEqual(drain(views).widths, [400])
  // Nobody else's.
  views.listed('neighbour', 'home', ids(10), 0)
  assert.deepEqual(drain(views).made, [])
})

test('issue 17: a list that a client gets again is gone through once a minute at most', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(2), 0)
  for (const id of ['id0', 'id1']) views.requested({ client: 'client' }, id, poster(300), 0)
  drain(views)
  const list = ids(500, 'other')
  const first = list.slice(0, windowSize / 2)
  views.listed('client', 'home', list, 0)
  assert.deepEqual(drain(views).made, first)
  for (let time = 1; time < relistSpan; time += 10_000) {
    views.listed('client', 'home', list, time)
    assert.deepEqual(drain(views, time).made, [], String(time))
  }
  views.listed('client', 'home', list, relistSpan)
  assert.deepEqual(drain(views, relistSpan).made, first)
  // Another list is another, and so is this one for a client that uses another preset by now.
  const now = relistSpan + 1
  views.listed('client', 'home', list.slice(1), now)
  assert.deepEqual(drain(views, now).made, list.slice(1, 1 + windowSize / 2))
  for (const id of ['id0', 'id1']) views.requested({ client: 'client' }, id, poster(400), now)
  drain(views, now)
  views.listed('client', 'home', list, now)
  assert.deepEqual(drain(views, now), { made: first, widths: [300, 400] })
  // What was not finished goes on.
  views.listed('client', 'home', ids(500, 'third'), now)
  const task = views.next(now, always)
  assert.ok(typeof task === 'object' && task.kind === 'images')
  assert.equal(task.ownerIds[0], 'third0')
  views.listed('client', 'home', ids(500, 'third'), now)
  assert.equal(drain(views, now).made[0], `third${task.ownerIds.length}`)
})

test('what is looked at last comes first, and what nobody looks at is left', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(500, 'one'), 0)
  views.listed('client', 'home', ids(500, 'two'), 0)
  begin(views, 'one0', 300, { now: 1 })
  begin(views, 'two0', 300, { now: 2 })
  const task = views.next(3, always)
  assert.ok(typeof task === 'object' && task.kind === 'images')
  assert.equal(task.ownerIds[0], 'two1')
  assert.deepEqual(drain(views, 3 + attentionSpan).made, [])
})

test('without a token, only those who were listed something from there are meant', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(20), 0)
  begin(views, 'id0', 300, { whose: { network: 'elsewhere' } })
  begin(views, 'unlisted0', 300, { whose: { network: 'home' } })
  assert.deepEqual(drain(views).made, [])
  begin(views, 'id0', 300, { whose: { network: 'home' } })
  assert.equal(drain(views).made.length, 19)
})

test('clients take turns, and one without budget has none', () => {
  const views = new ListViews()
  for (const client of ['one', 'two', 'poor']) {
    views.listed(client, client, ids(100, client), 0)
    begin(views, `${client}0`, 300, { client })
  }
  const canPay = (client: string) => client !== 'poor'
  const clients = Array.from({ length: 6 }, () => {
    const task = views.next(0, canPay)
    return typeof task === 'object' ? task.client : task
  })
  assert.deepEqual(clients, ['one', 'two', 'one', 'two', 'one', 'two'])
})

test('what follows a page is read when its end comes near, once', async () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(5), 0, async () => ids(3, 'next'))
  begin(views, 'id3', 300)
  const first = views.next(0, always)
  assert.ok(typeof first === 'object' && first.kind === 'images')
  assert.deepEqual(first.ownerIds, ['id4'])
  const task = views.next(0, always)
  assert.ok(typeof task === 'object' && task.kind === 'more')
  views.append(task.list, await task.more())
  assert.deepEqual(drain(views).made, ids(3, 'next'))
})

test('bad luck: thousands of clients with lists of 100,000 items leave a bounded memory', () => {
  const views = new ListViews()
  const long = ids(100_000)
  for (let client = 0; client < 300; client++) {
    views.listed(`client ${client}`, 'home', long, 0)
    begin(views, 'id0', client + 1, { client: `client ${client}` })
  }
  assert.ok(views.size <= 200_000, String(views.size))
  // Of such a list no more is made than of any.
  const lone = new ListViews()
  lone.listed('client', 'home', long, 0)
  begin(lone, 'id0', 300)
  assert.equal(drain(lone).made.length, windowSize)
})

test('bad luck: of a client that asks for one odd size each none is made ahead', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(1000), 0)
  for (let at = 0; at < 200; at++) {
    views.requested({ client: 'client' }, `id${at}`, poster(100 + at), at)
    views.next(at, always)
  }
  assert.deepEqual(drain(views, 200).made, [])
})

test('bad luck: a client that asks for two of each odd size has few of them made ahead', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(1000), 0)
  for (let at = 1; at < 200; at++) {
    begin(views, `id${at}`, 100 + at, { now: at })
    views.next(at, always)
  }
  const { made, widths } = drain(views, 200)
  assert.ok(widths.length <= 3, String(widths))
  assert.ok(made.length <= windowSize, String(made.length))
})

test('the size in which one of a list is shown on a page of its own is not that of the list', () => {
  const views = new ListViews()
  const list = ids(100)
  views.listed('client', 'home', list, 0)
  begin(views, 'id1', 300)
  const before = views.next(0, always)
  assert.ok(typeof before === 'object' && before.kind === 'images')
  // Shown, and looked at again.
  for (let n = 0; n < 2; n++) views.requested({ client: 'client' }, 'id50', poster(600), 0)
  assert.equal(views.isCurrent(before, 0), true)
  assert.deepEqual(drain(views).widths, [300])
  views.listed('client', 'home', ids(100, 'other'), 0)
  assert.deepEqual(drain(views).widths, [300])
})

test('while a client asks for images, those far ahead wait, and come when it pauses', () => {
  const views = new ListViews()
  const list = ids(1000)
  const drainNear = () => {
    const made: string[] = []
    for (;;) {
      const task = views.next(0, always, true)
      if (typeof task !== 'object') return { made, task }
      if (task.kind === 'images') made.push(...task.ownerIds)
    }
  }
  views.listed('client', 'home', list, 0)
  begin(views, 'id0', 300)
  assert.deepEqual(drainNear(), { made: list.slice(1, 1 + nearSize), task: 'later' })
  views.requested({ client: 'client' }, 'id9', poster(300), 0)
  assert.deepEqual(drainNear(), { made: list.slice(1 + nearSize, 10 + nearSize), task: 'later' })
  assert.deepEqual(drain(views).made, list.slice(10 + nearSize, 10 + windowSize))
  assert.deepEqual(drainNear(), { made: [], task: undefined })
})

test('a task is given up when its client looks elsewhere, and what is left of it is not forgotten', () => {
  const views = new ListViews()
  let now = 0
  const request = (id: string) => views.requested({ client: 'client' }, id, poster(300), ++now)
  const nextImages = () => {
    const task = views.next(now, always)
    assert.ok(typeof task === 'object' && task.kind === 'images')
    return task
  }
  views.listed('client', 'home', ids(500, 'one'), 0)
  views.listed('client', 'home', ids(500, 'two'), 0)
  const begins = (id: string, width = 300) => begin(views, id, width, { now: ++now })
  begins('one0')
  const task = nextImages()
  assert.equal(task.ownerIds[0], 'one1')
  request('one1')
  assert.equal(views.isCurrent(task, 2), true)
  begins('two0')
  assert.equal(views.isCurrent(task, 3), false)
  request('one2')
  assert.equal(nextImages().ownerIds[0], 'one4')
  // Passed over, in the same list.
  const passed = nextImages()
  request('one300')
  assert.equal(views.isCurrent(passed, 0), false)
  assert.equal(nextImages().ownerIds[0], 'one301')
  // In sizes that are no longer asked for.
  const old = nextImages()
  begins('one301', 400)
  assert.equal(views.isCurrent(old, 0), false)
  assert.equal(nextImages().ownerIds[0], 'one302')
})

test('the next page of a list begins with the presets of that list alone', () => {
  const views = new ListViews()
  views.listed('client', 'home', ids(4, 'home'), 0)
  begin(views, 'home0', 100)
  begin(views, 'home1', 200)
  drain(views)
  views.listed('client', 'home', ids(100), 0, async () => ids(100, 'next'))
  begin(views, 'id99', 300)
  const task = views.next(0, always)
  assert.ok(typeof task === 'object' && task.kind === 'more')
  views.append(task.list, ids(100, 'next'))
  views.listed('client', 'home', ids(100, 'next'), 0)
  assert.deepEqual(drain(views).widths, [300])
  views.listed('client', 'home', ids(100, 'other'), 0)
  assert.deepEqual(drain(views).widths, [100, 200, 300])
})

test('bad luck: while a client asks for images, those who have left wait', () => {
  const views = new ListViews()
  for (let client = 0; client < 100; client++) {
    views.listed(`leaver ${client}`, 'away', ids(50), 0)
    for (const id of ['id0', 'id1'])
      views.requested({ client: `leaver ${client}` }, id, poster(200 + client), 0)
  }
  const now = viewingSpan
  views.listed('client', 'home', ids(50, 'own'), now)
  for (const id of ['own0', 'own1']) views.requested({ client: 'client' }, id, poster(300), now)
  const clients: string[] = []
  for (;;) {
    const task = views.next(now, always, true)
    if (typeof task !== 'object') {
      assert.equal(task, 'later')
      break
    }
    clients.push(task.client)
  }
  assert.deepEqual(new Set(clients), new Set(['client']))
  // They have their turn once nobody asks.
  const task = views.next(now, always)
  assert.ok(typeof task === 'object')
  assert.match(task.client, /leaver/)
})
