import assert from 'node:assert/strict'
import { readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Uploads } from '../../src/sources/uploads.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { tagOf } from '../support/tree.ts'

const hours = 3_600_000

test('what is staged is kept by its content, or gone', async () => {
  await using folder = await temporaryFolder()
  const uploads = await Uploads.open(folder.path)
  const bytes = Buffer.from('a picture')
  const key = tagOf(bytes)
  {
    await using staged = await uploads.stage(Readable.from([bytes]))
    assert.deepEqual(await readFile(staged.path), bytes)
    assert.equal(await uploads.find(key), undefined)
  }
  assert.deepEqual(await readdir(join(folder.path, 'tmp')), [])
  await using staged = await uploads.stage(Readable.from([bytes]))
  const kept = await uploads.store(staged, key)
  assert.equal(kept.bytes, bytes.length)
  assert.deepEqual(await uploads.findStamp(key), kept)
  const file = await uploads.find(key)
  assert.ok(file !== undefined)
  assert.deepEqual(await readFile(file.path), bytes)
  assert.equal(await uploads.find('../tmp'), undefined)
})

test('pruning leaves what is used, what is young and what is none of its own', async () => {
  await using folder = await temporaryFolder()
  const uploads = await Uploads.open(folder.path)
  const keep = async (text: string) => {
    await using staged = await uploads.stage(Readable.from([text]))
    const key = tagOf(Buffer.from(text))
    await uploads.store(staged, key)
    return key
  }
  const [used, young, old] = [await keep('used'), await keep('young'), await keep('old')]
  const left = await uploads.stage(Readable.from(['left by a crash']))
  const past = new Date(Date.now() - 2 * hours)
  for (const path of [join(folder.path, used), join(folder.path, old), left.path])
    await utimes(path, past, past)
  const isUsed = async (key: string) => key === used
  assert.equal(await uploads.prune(isUsed, Date.now()), 1)
  assert.deepEqual((await readdir(folder.path)).toSorted(), [used, young, 'tmp'].toSorted())
  assert.deepEqual(await readdir(join(folder.path, 'tmp')), [])
})
