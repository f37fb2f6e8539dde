import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readUntypedCover } from '../../src/media/mp4-cover.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** An atom of ISO/IEC 14496-12 with a size of 32 bits. */
function atom(name: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, body])
}

const cover = Buffer.from('the bytes of a cover')
const data = atom('data', Buffer.alloc(8), cover)
const withCover = (...before: readonly Buffer[]) =>
  Buffer.concat([
    atom('ftyp', Buffer.from('M4A ')),
    atom(
      'moov',
      atom('udta', atom('meta', Buffer.alloc(4), atom('ilst', ...before, atom('covr', data)))),
    ),
  ])

test('a cover of well-known type 0 is found behind other tags', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'song.m4a')
  const title = atom('\u00a9nam', atom('data', Buffer.alloc(8), Buffer.from('Title')))
  await writeFile(path, withCover(title))
  assert.deepEqual(Buffer.from((await readUntypedCover(path))!), cover)
})

test('what is cut off, says a wrong size or has no cover has none', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'song.m4a')
  const whole = withCover()
  const lying = Buffer.from(whole)
  lying.writeUInt32BE(2 ** 31, whole.indexOf('covr') - 4)
  const endless = Buffer.from(whole)
  endless.writeUInt32BE(0, whole.indexOf('udta') - 4)
  endless.writeUInt32BE(4, whole.indexOf('meta') - 4)
  for (const bytes of [whole.subarray(0, -1), lying, endless, atom('moov'), Buffer.alloc(0)]) {
    await writeFile(path, bytes)
    assert.equal(await readUntypedCover(path), undefined)
  }
})
