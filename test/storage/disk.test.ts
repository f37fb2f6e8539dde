import assert from 'node:assert/strict'
import { readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { DiskStorage } from '../../src/storage/disk.ts'
import { storageContract } from '../contracts/storage.ts'
import { temporaryFolder } from '../support/temporary.ts'

storageContract('disk', async () => {
  const folder = await temporaryFolder()
  const storage = await DiskStorage.open(folder.path)
  return { storage, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
})

test('disk: what an interrupted write left is never an entry and is thrown away later', async () => {
  await using folder = await temporaryFolder()
  await DiskStorage.open(folder.path)
  const [old, young] = [join(folder.path, 'tmp', 'old'), join(folder.path, 'tmp', 'young')]
  await writeFile(old, 'half')
  await writeFile(young, 'half')
  await utimes(old, 0, 0)
  const storage = await DiskStorage.open(folder.path)
  assert.deepEqual(await readdir(join(folder.path, 'tmp')), ['young'])
  const listed = []
  for await (const entry of storage.list(new AbortController().signal)) listed.push(entry)
  assert.deepEqual(listed, [])
})

test('disk: strangers among the files are passed over', async () => {
  await using folder = await temporaryFolder()
  const storage = await DiskStorage.open(folder.path)
  const key = 'ab'.repeat(16)
  await storage.write(key, Buffer.from('x'))
  await writeFile(join(folder.path, 'ab', 'readme.txt'), 'x')
  await writeFile(join(folder.path, 'notes'), 'x')
  const keys = []
  for await (const entry of storage.list(new AbortController().signal)) keys.push(entry.key)
  assert.deepEqual(keys, [key])
})

test('disk: a folder that somebody cleared meanwhile is made again', async () => {
  await using folder = await temporaryFolder()
  const root = join(folder.path, 'derivatives')
  const storage = await DiskStorage.open(root)
  const key = 'ab'.repeat(16)
  await storage.write(key, Buffer.from('first'))
  await rm(root, { recursive: true })
  assert.equal(await storage.read(key), undefined)
  await storage.write(key, Buffer.from('second'))
  assert.equal(String(await storage.read(key)), 'second')
})

test('issue 17: a file that was read is read again through the same descriptor, as it is now', async () => {
  await using folder = await temporaryFolder()
  const storage = await DiskStorage.open(folder.path)
  const keys = Array.from({ length: 300 }, (_, at) => at.toString(16).padStart(32, '0'))
  const open = async () => (await readdir('/proc/self/fd')).length
  for (const key of keys) await storage.write(key, Buffer.from(`first ${key}`))
  const before = await open()
  for (const key of keys)
    for (let time = 0; time < 2; time++)
      assert.equal(String(await storage.read(key)), `first ${key}`)
  const left = (await open()) - before
  assert.ok(left > 200 && left < 300, `${left} descriptors are left open`)
  const [one, two, three] = keys.toReversed() as [string, string, string]
  // Read, replaced and removed all at once, and many at a time.
  await Promise.all([
    storage.write(one, Buffer.from('second')),
    ...keys.map(async (key) => {
      const text = String(await storage.read(key))
      assert.ok([`first ${key}`, 'second', 'undefined'].includes(text), text)
    }),
    storage.remove(two),
  ])
  assert.equal(String(await storage.read(one)), 'second')
  assert.equal(await storage.read(two), undefined)
  // Not through Keyart: cut off, it is as good as absent.
  await truncate(join(folder.path, three.slice(0, 2), three), 3)
  assert.equal(await storage.read(three), undefined)
})
