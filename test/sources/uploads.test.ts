import assert from 'node:assert/strict'
import { readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { contentKey, Uploads } from '../../src/sources/uploads.ts'
import { temporaryFolder } from '../support/temporary.ts'

const hours = 3_600_000

test('what is staged is kept by its content, or gone', async () => {
  await using folder = await temporaryFolder()
  const uploads = await Uploads.open(folder.path)
  const bytes = Buffer.from('a picture')
  {
    await using staged = await uploads.stage(bytes)
    assert.deepEqual(await readFile(staged.path), bytes)
    assert.equal(staged.key, contentKey(bytes))
    assert.equal(await uploads.find(staged.key), undefined)
  }
  assert.deepEqual(await readdir(join(folder.path, 'tmp')), [])
  await using staged = await uploads.stage(bytes)
  const kept = await uploads.keep(staged)
  assert.equal(kept.bytes, bytes.length)
  assert.deepEqual(await uploads.findStamp(staged.key), kept)
  const file = await uploads.find(staged.key)
  assert.ok(file !== undefined)
  assert.deepEqual(await readFile(file.path), bytes)
  assert.equal(await uploads.find('../tmp'), undefined)
})

test('pruning leaves what is used, what is young and what is none of its own', async () => {
  await using folder = await temporaryFolder()
  const uploads = await Uploads.open(folder.path)
  const keep = async (text: string) => {
    await using staged = await uploads.stage(Buffer.from(text))
    await uploads.keep(staged)
    return staged.key
  }
  const [used, young, old] = [await keep('used'), await keep('young'), await keep('old')]
  const left = await uploads.stage(Buffer.from('left by a crash'))
  const past = new Date(Date.now() - 2 * hours)
  for (const path of [join(folder.path, used), join(folder.path, old), left.path])
    await utimes(path, past, past)
  const isUsed = async (key: string) => key === used
  assert.equal(await uploads.prune(isUsed, Date.now()), 1)
  assert.deepEqual((await readdir(folder.path)).toSorted(), [used, young, 'tmp'].toSorted())
  assert.deepEqual(await readdir(join(folder.path, 'tmp')), [])
})
