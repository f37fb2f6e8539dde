import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { BudgetedStorage } from '../../src/storage/budget.ts'
import { DiskStorage } from '../../src/storage/disk.ts'
import { storageContract } from '../contracts/storage.ts'
import { temporaryFolder } from '../support/temporary.ts'

storageContract('budget over disk', async () => {
  const folder = await temporaryFolder()
  const storage = new BudgetedStorage(await DiskStorage.open(folder.path), { maxBytes: 10_000_000 })
  return {
    storage,
    [Symbol.asyncDispose]: async () => {
      await storage[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
})

const key = (number: number) => number.toString(16).padStart(32, '0')

test('what is least used leaves, and the disk never holds more than the budget', async () => {
  await using folder = await temporaryFolder()
  const disk = await DiskStorage.open(folder.path)
  const storage = new BudgetedStorage(disk, { maxBytes: 1000 })
  for (let number = 0; number < 10; number++) await storage.write(key(number), randomBytes(100))
  assert.ok(await storage.read(key(0)))
  // Asked for once: it takes nobody's place. Then it is worth more than the two that leave for it.
  await storage.write(key(10), randomBytes(150))
  assert.equal(await storage.has(key(10)), false)
  for (let time = 0; time < 2; time++) storage.expect(key(10))
  await storage.write(key(10), randomBytes(150))
  // Waits for removals under way.
  await storage[Symbol.asyncDispose]()
  const left = []
  for await (const entry of disk.list(new AbortController().signal)) left.push(entry)
  assert.ok(left.reduce((sum, { bytes }) => sum + bytes, 0) <= 1000)
  assert.deepEqual(
    left.map((entry) => Number.parseInt(entry.key, 16)).toSorted((a, b) => a - b),
    // 9 came last, and stood where new entries stand; 1 was least recently used of the others.
    [0, 2, 3, 4, 5, 6, 7, 8, 10],
  )
})

test('point 3: files of next to no bytes are bounded in number', async () => {
  await using folder = await temporaryFolder()
  const disk = await DiskStorage.open(folder.path)
  const storage = new BudgetedStorage(disk, { maxBytes: 100_000 })
  for (let number = 0; number < 1010; number++) await storage.write(key(number), randomBytes(1))
  await storage[Symbol.asyncDispose]()
  const left = []
  for await (const entry of disk.list(new AbortController().signal)) left.push(entry)
  assert.equal(left.length, 1000)
})

test('jellyfin#16054: what others keep in its folder is never removed', async () => {
  await using folder = await temporaryFolder()
  const strangers = [
    'Alien (1979)/Alien.mkv',
    'Alien (1979)/poster.jpg',
    'metadata/library/ab/poster.jpg',
    'loose.mkv',
    '00/notes.txt',
    `00/${'0'.repeat(31)}`,
  ]
  for (const name of strangers) {
    const path = join(folder.path, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, randomBytes(500))
    await utimes(path, 0, 0)
  }
  const disk = await DiskStorage.open(folder.path)
  {
    await using storage = new BudgetedStorage(disk, { maxBytes: 300 })
    for (let number = 0; number < 10; number++) await storage.write(key(number), randomBytes(100))
  }
  for (const name of strangers) assert.equal((await stat(join(folder.path, name))).size, 500, name)
  const left = []
  for await (const entry of disk.list(new AbortController().signal)) left.push(entry.key)
  assert.deepEqual(left.toSorted(), [0, 1, 2].map(key))
})

test('the order of use survives a restart', async () => {
  await using folder = await temporaryFolder()
  const disk = await DiskStorage.open(folder.path)
  for (let number = 0; number < 5; number++) {
    await disk.write(key(number), randomBytes(100))
    // 2 was used last, then 4, 0, 3, 1.
    const age = [3, 5, 1, 4, 2][number]! * 10_000
    const time = (Date.now() - age) / 1000
    await utimes(join(folder.path, '00', key(number)), time, time)
  }
  const storage = new BudgetedStorage(disk, { maxBytes: 300 })
  await storage.loaded
  await storage[Symbol.asyncDispose]()
  const left = await Promise.all([0, 1, 2, 3, 4].map((number) => disk.read(key(number))))
  assert.deepEqual(
    left.map((bytes) => bytes !== undefined),
    [true, false, true, false, true],
  )
})

test('an entry larger than the whole budget is not kept', async () => {
  await using folder = await temporaryFolder()
  await using storage = new BudgetedStorage(await DiskStorage.open(folder.path), { maxBytes: 100 })
  await storage.write(key(1), randomBytes(101))
  assert.equal(await storage.read(key(1)), undefined)
})
