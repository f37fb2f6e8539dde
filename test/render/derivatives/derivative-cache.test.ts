import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { entryBytes, DerivativeCache } from '../../../src/render/derivatives/derivative-cache.ts'
import { DiskStorage } from '../../../src/storage/disk.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** Length of a derivative that takes a thousand bytes with all that goes with it. */
const whole = 1000 - entryBytes

const keyOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32)

async function openCached(memoryBytes: number) {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const storage = await DiskStorage.open(path)
  const failures: unknown[] = []
  const onStoreFailed = (error: unknown) => failures.push(error)
  const kept = new DerivativeCache({ storage, memoryBytes, onStoreFailed })
  const owned = stack.move()
  return { kept, storage, failures, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('what is remembered ahead takes free room only, whatever the sizes', async () => {
  await using open = await openCached(0)
  const sizes = fc.array(
    fc.record({ length: fc.integer({ min: 1, max: whole + 200 }), ahead: fc.boolean() }),
  )
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 16_000 }), (list, memoryBytes) => {
      const kept = new DerivativeCache({
        storage: open.storage,
        memoryBytes,
        onStoreFailed: assert.ifError,
      })
      const present = () => list.map((_, at) => kept.inMemory(keyOf(String(at))) !== undefined)
      for (const [at, { length, ahead }] of list.entries()) {
        const [bytes, key] = [Buffer.alloc(length, at), keyOf(String(at))]
        if (!ahead) {
          kept.remember(key, bytes)
          continue
        }
        const before = { present: present(), bytes: kept.memoryBytes }
        kept.rememberIfFree(key, bytes)
        const after = present()
        for (const [other, was] of before.present.entries())
          if (other !== at) assert.equal(after[other], was)
        if (after[at] === true) assert.ok(kept.memoryBytes <= (memoryBytes * 3) / 4)
        else assert.equal(kept.memoryBytes, before.bytes)
      }
    }),
  )
})

test('ahead of time three quarters are used; what is asked for has them all', async () => {
  await using open = await openCached(16_000)
  const { kept } = open
  for (let at = 0; at < 20; at++) kept.rememberIfFree(keyOf(`ahead ${at}`), Buffer.alloc(whole))
  assert.equal(kept.memoryBytes, 12_000)
  for (let at = 0; at < 4; at++) kept.remember(keyOf(`asked ${at}`), Buffer.alloc(whole))
  assert.equal(kept.memoryBytes, 16_000)
  for (let at = 0; at < 4; at++) assert.ok(kept.inMemory(keyOf(`asked ${at}`)) !== undefined)
  // Asked for once it takes no place, asked for again that of one that nobody has asked for.
  kept.remember(keyOf('one more'), Buffer.alloc(whole))
  kept.remember(keyOf('another'), Buffer.alloc(whole))
  assert.equal(kept.memoryBytes, 16_000)
  assert.equal(kept.isHeld(keyOf('one more')), false)
  kept.remember(keyOf('one more'), Buffer.alloc(whole))
  kept.remember(keyOf('another'), Buffer.alloc(whole))
  assert.equal(kept.memoryBytes, 16_000)
  assert.equal(kept.isHeld(keyOf('one more')), true)
  assert.deepEqual(
    [0, 1, 2].map((at) => kept.inMemory(keyOf(`ahead ${at}`)) !== undefined),
    [false, false, true],
  )
  for (let at = 0; at < 4; at++) assert.ok(kept.inMemory(keyOf(`asked ${at}`)) !== undefined)
})

test('what a client is about to ask for has a quarter of a full memory until it is asked for', async () => {
  await using open = await openCached(16_000)
  const { kept } = open
  const isThere = (name: string) => kept.isHeld(keyOf(name))
  for (let at = 0; at < 16; at++) kept.remember(keyOf(`asked ${at}`), Buffer.alloc(whole))
  for (let at = 0; at < 6; at++) kept.announce(keyOf(`next ${at}`), Buffer.alloc(whole, at))
  // What comes first stays.
  assert.deepEqual(
    Array.from({ length: 6 }, (_, at) => isThere(`next ${at}`)),
    [true, true, true, true, false, false],
  )
  assert.equal(kept.memoryBytes, 16_000)
  // Asked for, it is as all others are.
  assert.deepEqual(kept.inMemory(keyOf('next 0')), Buffer.alloc(whole, 0))
  assert.equal(kept.memoryBytes <= 16_000, true)
  kept.announce(keyOf('next 4'), Buffer.alloc(whole))
  assert.deepEqual([isThere('next 1'), isThere('next 4')], [true, true])
  await kept.forget(keyOf('next 1'))
  assert.equal(isThere('next 1'), false)
  kept.releaseMemory()
  assert.deepEqual([kept.memoryBytes, isThere('next 4')], [0, false])
  for (let at = 0; at < 20; at++) kept.remember(keyOf(`again ${at}`), Buffer.alloc(whole))
  assert.equal(kept.memoryBytes, 16_000)
  // Beyond its quarter it takes what is free, as what is made for all.
  await using other = await openCached(16_000)
  for (let at = 0; at < 20; at++) other.kept.announce(keyOf(String(at)), Buffer.alloc(whole))
  assert.equal(other.kept.memoryBytes, 12_000)
})

test('what is made together is not held on to for the sake of a part of it', async () => {
  await using open = await openCached(200_000)
  const message = Buffer.alloc(1_000_000, 7)
  open.kept.rememberIfFree(keyOf('part'), message.subarray(10, 6010))
  const held = open.kept.inMemory(keyOf('part'))
  assert.deepEqual(held, message.subarray(10, 6010))
  assert.notEqual(held?.buffer, message.buffer)
})

test('reads ahead what there is, until there is no room', async () => {
  await using open = await openCached(16_000)
  const { kept, storage } = open
  const names = Array.from({ length: 20 }, (_, at) => keyOf(`stored ${at}`))
  for (const [at, key] of names.entries()) await storage.write(key, Buffer.alloc(whole, at))
  // Taken away since its size was looked up: no want of room.
  assert.equal(await kept.readAhead(keyOf('gone'), whole), true)
  const answers: boolean[] = []
  for (const key of names) answers.push(await kept.readAhead(key, whole))
  assert.deepEqual(
    answers,
    names.map((_, at) => at < 12),
  )
  for (const [at, key] of names.entries())
    assert.deepEqual(kept.inMemory(key), at < 12 ? Buffer.alloc(whole, at) : undefined)
  // It is there already, and needs none.
  assert.equal(await kept.readAhead(names[0]!, whole), true)
  assert.deepEqual(open.failures, [])
})

test('what is larger than it was said to be takes no more room than there is', async () => {
  await using open = await openCached(16_000)
  const { kept, storage } = open
  for (let at = 0; at < 11; at++) kept.remember(keyOf(String(at)), Buffer.alloc(whole))
  await storage.write(keyOf('grown'), Buffer.alloc(whole + 1))
  await kept.readAhead(keyOf('grown'), whole - 50)
  assert.equal(kept.inMemory(keyOf('grown')), undefined)
  assert.equal(kept.memoryBytes, 11_000)
})

test('without memory nothing is read ahead', async () => {
  await using open = await openCached(0)
  await open.storage.write(keyOf('stored'), Buffer.alloc(1))
  assert.equal(await open.kept.readAhead(keyOf('stored'), 1), false)
  assert.equal(open.kept.inMemory(keyOf('stored')), undefined)
})

test('what is forgotten, pushed out or made anew too large is in memory no longer', async () => {
  await using open = await openCached(16_000)
  const [one, two, three] = ['one', 'two', 'three'].map(keyOf) as [string, string, string]
  open.kept.remember(one, Buffer.alloc(whole))
  open.kept.remember(one, Buffer.alloc(whole - 10))
  open.kept.remember(two, Buffer.alloc(whole + 1))
  assert.deepEqual([open.kept.isHeld(one), open.kept.isHeld(two)], [true, false])
  for (let n = 0; n < 15; n++) open.kept.remember(keyOf(String(n)), Buffer.alloc(whole))
  assert.equal(open.kept.isHeld(one), true)
  // More often asked for than `one`, which was least recently.
  for (let n = 0; n < 6; n++) open.kept.remember(keyOf(String(15 + (n % 2))), Buffer.alloc(whole))
  assert.equal(open.kept.isHeld(one), false)
  open.kept.remember(three, Buffer.alloc(whole))
  await open.kept.forget(three)
  assert.equal(open.kept.isHeld(three), false)
  open.kept.remember(two, Buffer.alloc(whole))
  open.kept.remember(two, Buffer.alloc(whole + 1))
  assert.equal(open.kept.isHeld(two), false)
})
