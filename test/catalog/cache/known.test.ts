import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Known } from '../../../src/catalog/cache/known.ts'

/** Finds what it is told to, and remembers what it was asked for. */
class House {
  generation = 0
  readonly asked: string[] = []
  readonly known = new Known<{ readonly of: string }>(3, () => this.generation)

  find(...ids: readonly string[]) {
    return this.known.find(ids, (unknown) => this.ask(unknown))
  }

  ask(unknown: readonly string[]) {
    this.asked.push(unknown.join(' '))
    const found = unknown.filter((id) => id !== 'none')
    return Promise.resolve(found.map((id) => [id, { of: `${id}${this.generation}` }] as const))
  }
}

test('what is known is not asked for, until something changes', async () => {
  const house = new House()
  assert.deepEqual([...(await house.find('a', 'b', 'a')).keys()], ['a', 'b'])
  assert.deepEqual([...(await house.find('b', 'c')).keys()], ['b', 'c'])
  assert.deepEqual(house.known.get('a'), { of: 'a0' })
  house.generation++
  assert.equal(house.known.get('a'), undefined)
  assert.deepEqual([...(await house.find('a'))], [['a', { of: 'a1' }]])
  assert.deepEqual(house.asked, ['a b', 'c', 'a'])
})

test('what is not there is asked for again; the least recently used leave', async () => {
  const house = new House()
  assert.equal((await house.find('none')).size, 0)
  assert.equal((await house.find('none', 'a', 'b', 'c')).size, 3)
  house.known.get('a')
  await house.find('d')
  await house.find('a', 'b')
  assert.deepEqual(house.asked, ['none', 'none a b c', 'd', 'b'])
})

test('what changes while it is asked for is told, and not kept', async () => {
  const house = new House()
  const found = await house.known.find(['a'], async (unknown) => {
    house.generation++
    // Somebody else looks meanwhile.
    house.known.get('b')
    return await house.ask(unknown)
  })
  assert.deepEqual([...found], [['a', { of: 'a1' }]])
  assert.equal(house.known.get('a'), undefined)
})
