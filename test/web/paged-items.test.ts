import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { PagedItems } from '../../web/src/paged-items.ts'
import type { LoadPage } from '../../web/src/paged-items.ts'

/** A server of `total` items that notes what it was asked for. */
function shelf(total: number) {
  const asked: number[] = []
  const given: AbortSignal[] = []
  const load: LoadPage = async (start, limit, signal) => {
    asked.push(start)
    given.push(signal)
    await turn()
    const length = Math.max(0, Math.min(limit, total - start))
    const items = Array.from({ length }, (_, index) => ({
      Id: String(start + index),
      Name: '',
      Type: 'Movie' as const,
    }))
    return { items, total }
  }
  return { asked, given, load }
}

const settled = async () => {
  for (let count = 0; count < 5; count++) await turn()
}

test('pages come as they are needed, each once', async () => {
  const { asked, load } = shelf(250)
  const list = new PagedItems(load, 100)
  list.need(0, 5)
  await settled()
  assert.equal(list.total, 250)
  assert.equal(list.at(99)?.Id, '99')
  assert.equal(list.at(100), undefined)
  list.need(95, 204)
  list.need(95, 204)
  await settled()
  assert.deepEqual(asked, [0, 100, 200])
  assert.equal(list.at(249)?.Id, '249')
  assert.equal(list.at(250), undefined)
})

test('a page that scrolled by before it came is given up, and can be asked for again', async () => {
  const { asked, given, load } = shelf(1000)
  const list = new PagedItems(load, 100)
  list.need(0, 0)
  list.need(900, 950)
  await settled()
  assert.equal(given[0]?.aborted, true)
  assert.equal(list.at(0), undefined)
  assert.equal(list.at(900)?.Id, '900')
  list.need(0, 0)
  await settled()
  assert.deepEqual(asked, [0, 900, 0])
  assert.equal(list.at(0)?.Id, '0')
})

test('what is stale is shown until its new page has come', async () => {
  const { asked, load } = shelf(10)
  const list = new PagedItems(load, 100)
  list.need(0, 9)
  await settled()
  const wishes = list.wishes
  list.markStale()
  assert.equal(list.wishes, wishes + 1)
  assert.equal(list.at(3)?.Id, '3')
  list.need(0, 9)
  await settled()
  assert.deepEqual(asked, [0, 0])
})

test('a failure is told once and does not ask again by itself', async () => {
  let fails = true
  let calls = 0
  const list = new PagedItems(async () => {
    calls += 1
    await turn()
    if (fails) throw new Error('no answer')
    return { items: [], total: 0 }
  })
  let told = 0
  const end = list.subscribe(() => (told += 1))
  list.need(0, 0)
  await settled()
  assert.match(String(list.error), /no answer/)
  assert.deepEqual([calls, told], [1, 1])
  fails = false
  list.retry()
  list.need(0, 0)
  await settled()
  assert.equal(list.error, undefined)
  assert.equal(list.total, 0)
  end()
})
