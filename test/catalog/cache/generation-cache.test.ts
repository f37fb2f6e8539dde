import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GenerationCache } from '../../../src/catalog/cache/generation-cache.ts'

/** Finds what it is told to, and remembers what it was asked for. */
class Fixture {
  generation = 0
  readonly asked: string[] = []
  readonly cache = new GenerationCache<{ readonly of: string }>(3, () => this.generation)

  find(...ids: readonly string[]) {
    return this.cache.find(ids, (unknown) => this.ask(unknown))
  }

  ask(unknown: readonly string[]) {
    this.asked.push(unknown.join(' '))
    const found = unknown.filter((id) => id !== 'none')
    return Promise.resolve(found.map((id) => [id, { of: `${id}${this.generation}` }] as const))
  }
}

test('what is known is not asked for, until something changes', async () => {
  const fixture = new Fixture()
  assert.deepEqual([...(await fixture.find('a', 'b', 'a')).keys()], ['a', 'b'])
  assert.deepEqual([...(await fixture.find('b', 'c')).keys()], ['b', 'c'])
  assert.deepEqual(fixture.cache.get('a'), { of: 'a0' })
  fixture.generation++
  assert.equal(fixture.cache.get('a'), undefined)
  assert.deepEqual([...(await fixture.find('a'))], [['a', { of: 'a1' }]])
  assert.deepEqual(fixture.asked, ['a b', 'c', 'a'])
})

test('what is not there is asked for again; the least recently used leave', async () => {
  const fixture = new Fixture()
  assert.equal((await fixture.find('none')).size, 0)
  assert.equal((await fixture.find('none', 'a', 'b', 'c')).size, 3)
  fixture.cache.get('a')
  await fixture.find('d')
  await fixture.find('a', 'b')
  assert.deepEqual(fixture.asked, ['none', 'none a b c', 'd', 'b'])
})

test('what changes while it is asked for is told, and not kept', async () => {
  const fixture = new Fixture()
  const found = await fixture.cache.find(['a'], async (unknown) => {
    fixture.generation++
    // Somebody else looks meanwhile.
    fixture.cache.get('b')
    return await fixture.ask(unknown)
  })
  assert.deepEqual([...found], [['a', { of: 'a1' }]])
  assert.equal(fixture.cache.get('a'), undefined)
})
