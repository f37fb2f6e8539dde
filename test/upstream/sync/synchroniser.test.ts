import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { parseUpstream } from '../../../src/upstream/address.ts'
import { OriginApi } from '../../../src/upstream/api/origin-api.ts'
import type { NamedTag } from '../../../src/upstream/images/freshness.ts'
import { Origin } from '../../../src/upstream/origin.ts'
import { type SyncEvent, Synchroniser } from '../../../src/upstream/sync/synchroniser.ts'
import { eventually } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { via } from '../../support/upstream/front.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const idOf = (at: number) => at.toString(16).padStart(32, '0')
const key = 'a-key'

async function openSync({ retryInterval = 20 } = {}) {
  await using stack = new AsyncDisposableStack()
  const playing = stack.use(await PlayingOrigin.open())
  playing.apiKey = key
  const folder = stack.use(await temporaryFolder('sync'))
  const catalog = stack.use(await openSqliteCatalog(join(folder.path, 'catalog.sqlite')))
  const origin = stack.use(new Origin(parseUpstream(playing.url)!))
  const owned = stack.move()
  const events: SyncEvent[] = []
  const seen: NamedTag[] = []
  const listed: string[] = []
  return {
    playing,
    catalog: catalog.upstream,
    events,
    seen,
    /** Owners of images that were said to have changed. */
    listed,
    /** Begins to read, as a start of Keyart does; disposing of it ends that. */
    start: (apiKey = key) => {
      const synchroniser = new Synchroniser({
        api: new OriginApi({ origin, via, apiKey }),
        catalog: catalog.upstream,
        images: { see: (tags) => void seen.push(...tags) },
        onListed: (changed) => void listed.push(...changed.map(({ ownerId }) => ownerId)),
        onEvent: (event) => void events.push(event),
        requestInterval: 5,
        changesInterval: 20,
        retryInterval,
      })
      synchroniser.start()
      return synchroniser
    },
    lists: () => playing.asked.filter(({ path }) => path.startsWith('/Items?')),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

suite('synchronisation with an origin', { timeout: 120_000 }, () => {
  test('20,000 items take 41 pages, and then nothing but changes is asked for', async () => {
    await using there = await openSync()
    const { playing, catalog, events, seen } = there
    for (let at = 1; at <= 20_000; at++) playing.put(idOf(at), 'Primary', 0, Buffer.from(`${at}`))
    playing.forward(60_000)
    await using synchroniser = there.start()
    await eventually(async () => assert.equal(events[0]?.kind, 'finished'), 60_000)
    assert.deepEqual(events, [{ kind: 'finished', items: 20_000, removed: 0 }])
    const pages = there.lists().filter(({ path }) => path.includes('SortBy=DateCreated'))
    assert.equal(pages.length, 41)
    // Never the list of images of an item, and no image.
    assert.ok(playing.asked.every(({ path }) => !path.includes('/Images')))
    assert.equal(seen.length, 20_000)
    assert.equal((await catalog.counts()).listed, 20_000)
    assert.equal(synchroniser.status.state, 'idle')

    // A change elsewhere.
    playing.asked.length = 0
    playing.put(idOf(7), 'Primary', 0, Buffer.from('other'))
    playing.put(idOf(7), 'Backdrop', 0, Buffer.from('first'))
    playing.put(idOf(30_000), 'Primary', 0, Buffer.from('new'))
    const tagsOf = async () =>
      (await catalog.due(30_000))
        .filter(({ ownerId }) => ownerId === idOf(7) || ownerId === idOf(30_000))
        .map(({ ownerId, type, tag }) => [ownerId, type, tag])
    await eventually(async () =>
      assert.deepEqual(await tagsOf(), [
        [idOf(30_000), 'Primary', playing.tag(idOf(30_000), 'Primary')],
        [idOf(7), 'Primary', playing.tag(idOf(7), 'Primary')],
        [idOf(7), 'Backdrop', playing.tag(idOf(7), 'Backdrop')],
      ]),
    )
    playing.remove(idOf(7), 'Backdrop')
    playing.forward(60_000)
    await eventually(async () => assert.equal((await tagsOf()).length, 2))
    assert.ok(there.lists().every(({ path }) => path.includes('MinDateLastSaved=')))
    assert.ok(seen.slice(20_000).length < 1_000)
  })

  test('photographs that change are not to be fetched', async () => {
    await using there = await openSync()
    const { playing, events, listed } = there
    const [photo, film] = [idOf(1), idOf(2)]
    playing.kinds.set(photo, 'Photo')
    for (const id of [photo, film]) playing.put(id, 'Primary', 0, Buffer.from(id))
    playing.forward(60_000)
    await using _synchroniser = there.start()
    await eventually(async () => assert.equal(events[0]?.kind, 'finished'))
    for (const id of [photo, film]) playing.put(id, 'Primary', 0, Buffer.from(`new ${id}`))
    await eventually(async () => assert.ok(listed.includes(film)))
    assert.ok(!listed.includes(photo))
  })

  test('goes on where it was, and finds with the next pass what is gone', async () => {
    await using there = await openSync()
    const { playing, catalog, events } = there
    for (let at = 1; at <= 3_000; at++) playing.put(idOf(at), 'Primary', 0, Buffer.from(`${at}`))
    playing.forward(60_000)
    const starts: string[] = []
    for (let round = 0; round < 20 && events.length === 0; round++) {
      await using _synchroniser = there.start()
      const before = there.lists().length
      await eventually(async () => assert.ok(there.lists().length > before + 1))
    }
    for (const { path } of there.lists())
      if (!path.includes('MinDate'))
        starts.push(new URLSearchParams(path.split('?')[1]).get('StartIndex') ?? '')
    assert.deepEqual(
      new Set(starts),
      new Set(['0', ...[1, 2, 3, 4, 5, 6].map((n) => `${n * 500}`)]),
    )
    // What was asked for when it was stopped is asked for again, and no more.
    assert.ok(starts.length < 2 * 7, starts.join())
    assert.equal((await catalog.counts()).listed, 3_000)

    playing.remove(idOf(5), 'Primary')
    const state = JSON.parse((await catalog.state('sync')) ?? '') as Record<string, number>
    const value = JSON.stringify({ ...state, finishedAt: Date.now() - 25 * 3600_000 })
    await catalog.setState('sync', value)
    events.length = 0
    await using _again = there.start()
    await eventually(async () =>
      assert.deepEqual(events, [{ kind: 'finished', items: 2_999, removed: 1 }]),
    )
    assert.equal((await catalog.counts()).listed, 2_999)
  })

  test('an origin that fails is asked again later, and said once', async () => {
    await using there = await openSync()
    const { playing, events } = there
    playing.put(idOf(1), 'Primary', 0, Buffer.from('1'))
    playing.failBy(() => 'error')
    await using synchroniser = there.start()
    await eventually(async () => assert.ok(there.lists().length > 3))
    assert.deepEqual(events, [{ kind: 'failed', reason: 'status 500' }])
    assert.equal(synchroniser.status.state, 'failing')
    playing.failBy(() => 'none')
    await eventually(async () => assert.equal(events.length, 2))
    assert.deepEqual(events[1], { kind: 'finished', items: 1, removed: 0 })
  })

  test('a key that is no longer accepted is said, and a stop does not wait for the next attempt', async () => {
    await using there = await openSync({ retryInterval: 3_600_000 })
    await using _synchroniser = there.start('another')
    await eventually(async () =>
      assert.deepEqual(there.events, [{ kind: 'failed', reason: 'status 401' }]),
    )
  })
})
