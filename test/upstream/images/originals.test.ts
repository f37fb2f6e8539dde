import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isKeyartError } from '../../../src/errors.ts'
import { UpstreamOriginals } from '../../../src/upstream/images/originals.ts'
import { eventually } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const keyOf = (number: number) => String(number).padStart(32, '0')

test('originals are stored within a limit, also those of an earlier run', async () => {
  await using folder = await temporaryFolder()
  const originals = await UpstreamOriginals.open(folder.path, 25_000)
  const store = async (number: number, bytes: number) => {
    await using staged = await originals.stage(
      (async function* () {
        yield Buffer.alloc(bytes, number)
      })(),
    )
    return await originals.store(staged, keyOf(number))
  }
  const files = async () => (await readdir(folder.path)).filter((name) => name !== 'tmp').toSorted()

  const first = await store(1, 10_000)
  assert.deepEqual(await store(1, 10_000), first)
  await store(2, 10_000)
  assert.ok(await originals.find(keyOf(1)))
  await store(3, 10_000)
  // The second was not used since.
  await eventually(async () => assert.deepEqual(await files(), [keyOf(1), keyOf(3)]))
  assert.equal(await originals.find(keyOf(2)), undefined)
  assert.equal(originals.bytes, 20_000)
  await assert.rejects(store(4, 30_000), (error) => isKeyartError(error, 'IMAGE_TOO_LARGE'))
  assert.deepEqual(await files(), [keyOf(1), keyOf(3)])

  await writeFile(join(folder.path, 'tmp', 'interrupted'), 'half')
  const again = await UpstreamOriginals.open(folder.path, 25_000)
  assert.deepEqual(await readdir(join(folder.path, 'tmp')), [])
  assert.ok(await again.find(keyOf(1)))
  await again.loaded
  assert.equal(again.bytes, 20_000)
  // Used since.
  assert.ok(await again.find(keyOf(1)))
  const stored = async (number: number) => {
    await using staged = await again.stage(
      (async function* () {
        yield Buffer.alloc(10_000, number)
      })(),
    )
    return await again.store(staged, keyOf(number))
  }
  assert.deepEqual(await stored(1), first)
  await stored(5)
  await eventually(async () => assert.deepEqual(await files(), [keyOf(1), keyOf(5)]))

  const smaller = await UpstreamOriginals.open(folder.path, 15_000)
  await smaller.loaded
  await eventually(async () => assert.equal((await files()).length, 1))
})
