import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeDurably } from '../src/durable-file.ts'
import { isKeyartError } from '../src/errors.ts'
import { canMount, mountDisk, needsMounts } from './support/mounts.ts'
import { requireOrSkip } from './support/require-or-skip.ts'
import { temporaryFolder } from './support/temporary.ts'

const isFull = (error: unknown) => isKeyartError(error, 'STORAGE_FULL')

test('a disk without room for bytes or for names: what was there stays, and nothing is left', async (context) => {
  if (!requireOrSkip(context, await canMount(), needsMounts)) return
  await using folder = await temporaryFolder()
  for (const [name, files] of [
    ['bytes', undefined],
    ['names', 6],
  ] as const) {
    const path = join(folder.path, name)
    await using _disk = await mountDisk(path, 100_000, files)
    const [file, temporary] = [join(path, 'file'), join(path, 'tmp')]
    await mkdir(temporary)
    await writeDurably(file, Buffer.from('first'), temporary)
    const more = Array.from({ length: 40 }, (_, n) => join(path, `more-${n}`))
    const written = (one: string) => writeFile(one, Buffer.alloc(8000)).then(() => true)
    for (const one of more) if (!(await written(one).catch(() => false))) break
    await assert.rejects(writeDurably(file, Buffer.alloc(20_000), temporary), isFull, name)
    assert.equal(await readFile(file, 'utf8'), 'first')
    assert.deepEqual(await readdir(temporary), [])
    for (const one of more) await rm(one, { force: true })
    await writeDurably(file, Buffer.from('second'), temporary)
    assert.equal(await readFile(file, 'utf8'), 'second')
  }
})
