import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { QueryCache } from '../../../src/catalog/cache/query-cache.ts'
import { eventually } from '../../support/keyart.ts'

suite('kept lists', () => {
  test('stand as long as their version does', async () => {
    const cache = new QueryCache()
    let version = 1
    let asked = 0
    const count = () =>
      cache.count(
        'all',
        () => version,
        async () => ++asked,
      )
    assert.deepEqual([await count(), await count()], [1, 1])
    version++
    assert.deepEqual([await count(), await count()], [2, 2])
  })

  test('what is asked for while it is being found is found once', async () => {
    const cache = new QueryCache()
    let asked = 0
    const ask = async () => {
      asked++
      await sleep(1)
      return 'a'.repeat(64)
    }
    const lists = await Promise.all([1, 2, 3].map(() => cache.list('all', () => 1, ask)))
    assert.deepEqual(
      lists.map(({ length }) => length),
      [2, 2, 2],
    )
    assert.equal(asked, 1)
  })

  test('a failure is told, and not kept', async () => {
    const cache = new QueryCache()
    const fail = () =>
      cache.count(
        'all',
        () => 1,
        () => Promise.reject(new Error('gone')),
      )
    await assert.rejects(fail(), /gone/)
    assert.equal(
      await cache.count(
        'all',
        () => 1,
        async () => 5,
      ),
      5,
    )
  })

  test('after a change, what was asked for more than once is found before it is asked for', async () => {
    const cache = new QueryCache(1)
    let version = 1
    const asked: string[] = []
    const find = (key: string) =>
      cache.rows(
        key,
        () => version,
        async () => {
          asked.push(key)
          return [version]
        },
      )
    for (const key of ['once', 'twice', 'twice', 'thrice', 'thrice', 'thrice']) await find(key)
    version++
    cache.changed()
    await eventually(async () => assert.equal(asked.length, 5))
    assert.deepEqual(asked, ['once', 'twice', 'thrice', 'twice', 'thrice'])
    assert.deepEqual(await find('twice'), [2])
    assert.equal(asked.length, 5)
    // Nothing is found anew that stands.
    cache.changed()
    await sleep(20)
    assert.equal(asked.length, 5)
    version++
    cache.close()
    cache.changed()
    await sleep(20)
    assert.equal(asked.length, 5)
  })

  test('a failure while nobody waits is told to whoever asks next', async () => {
    const cache = new QueryCache(1)
    let version = 1
    let tries = 0
    const find = () =>
      cache.count(
        'all',
        () => version,
        async () => {
          if (version === 2 && tries++ < 2) throw new Error(`try ${tries}`)
          return version
        },
      )
    assert.deepEqual([await find(), await find()], [1, 1])
    version++
    cache.changed()
    await eventually(async () => assert.equal(tries, 1))
    await assert.rejects(find(), /try 2/)
    assert.equal(await find(), 2)
  })
})
