import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Storage } from '../../src/storage/storage.ts'

export type OpenStorage = () => Promise<{ readonly storage: Storage } & AsyncDisposable>

const key = () => randomBytes(16).toString('hex')

async function listAll(storage: Storage) {
  const entries = []
  for await (const entry of storage.list(new AbortController().signal)) entries.push(entry)
  return entries.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** What every storage promises. */
export function storageContract(name: string, open: OpenStorage): void {
  test(`${name}: gives back what was written, and nothing before`, async () => {
    await using opened = await open()
    const [one, bytes] = [key(), randomBytes(100_000)]
    assert.equal(await opened.storage.read(one), undefined)
    await opened.storage.write(one, bytes)
    assert.deepEqual(await opened.storage.read(one), bytes)
    assert.equal(await opened.storage.read(key()), undefined)
  })

  test(`${name}: says what it has`, async () => {
    await using opened = await open()
    const one = key()
    assert.equal(await opened.storage.has(one), false)
    await opened.storage.write(one, Buffer.from('x'))
    assert.equal(await opened.storage.has(one), true)
    const file = opened.storage.fileOf(one)
    assert.ok(file !== undefined)
    assert.equal(await readFile(file, 'utf8'), 'x')
    assert.equal(await opened.storage.has(key()), false)
    await opened.storage.remove(one)
    assert.equal(await opened.storage.has(one), false)
  })

  test(`${name}: replaces, keeps an empty entry apart from none, and removes`, async () => {
    await using opened = await open()
    const one = key()
    await opened.storage.write(one, Buffer.from('first'))
    await opened.storage.write(one, Buffer.from('second'))
    assert.equal(String(await opened.storage.read(one)), 'second')
    await opened.storage.write(one, Buffer.alloc(0))
    assert.equal((await opened.storage.read(one))?.length, 0)
    await opened.storage.remove(one)
    await opened.storage.remove(one)
    assert.equal(await opened.storage.read(one), undefined)
  })

  test(`${name}: lists what it holds with sizes`, async () => {
    await using opened = await open()
    const sizes = new Map([1, 20, 300].map((size) => [key(), size]))
    for (const [one, size] of sizes) await opened.storage.write(one, randomBytes(size))
    const listed = await listAll(opened.storage)
    assert.deepEqual(new Map(listed.map((entry) => [entry.key, entry.bytes])), sizes)
    for (const { usedAt } of listed) assert.ok(Math.abs(Date.now() - usedAt) < 60_000)
  })

  test(`${name}: a use moves an entry's time, and that of none is no error`, async () => {
    await using opened = await open()
    const one = key()
    await opened.storage.write(one, Buffer.from('x'))
    const [before] = await listAll(opened.storage)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await opened.storage.touch(one)
    await opened.storage.touch(key())
    const [after] = await listAll(opened.storage)
    assert.ok(before !== undefined && after !== undefined && after.usedAt > before.usedAt)
  })

  test(`${name}: a reader never sees half an entry`, async () => {
    await using opened = await open()
    const one = key()
    const versions = [Buffer.alloc(300_000, 'a'), Buffer.alloc(300_000, 'b')] as const
    await opened.storage.write(one, versions[0])
    const writing = (async () => {
      for (let turn = 0; turn < 20; turn++) await opened.storage.write(one, versions[turn % 2]!)
    })()
    for (let turn = 0; turn < 60; turn++) {
      const bytes = await opened.storage.read(one)
      assert.ok(bytes !== undefined && versions.some((version) => version.equals(bytes)))
    }
    await writing
  })

  test(`${name}: refuses a key that is none`, async () => {
    await using opened = await open()
    for (const bad of ['', '../../etc/passwd', 'A'.repeat(32), `${'a'.repeat(31)}/`])
      await assert.rejects(opened.storage.write(bad, Buffer.from('x')), TypeError)
  })
}
