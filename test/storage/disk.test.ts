import assert from 'node:assert/strict'
import { readdir, rm, utimes, writeFile } from 'node:fs/promises'
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
