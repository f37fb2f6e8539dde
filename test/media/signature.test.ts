import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { containerOf } from '../../src/media/container.ts'
import { looksLikeMedia } from '../../src/media/signature.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { ffmpeg, makeSong, makeVideo, needsFfmpeg } from '../support/videos.ts'

test('what ffmpeg writes is known by its first bytes', async (t) => {
  if (!needsFfmpeg(t)) return
  await using folder = await temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  const mkv = await makeVideo(at('a.mkv'), ['red'])
  for (const name of ['a.mp4', 'a.mov', 'a.avi', 'a.ts', 'a.m2ts', 'a.mpg', 'a.wmv', 'a.flv']) {
    const how = name.endsWith('.mpg') ? ['-c:v', 'mpeg2video', '-r', '25'] : []
    await ffmpeg('-i', mkv, ...how, at(name))
    assert.ok(await looksLikeMedia(at(name)), name)
  }
  for (const name of ['a.mp3', 'a.flac', 'a.ogg', 'a.wav', 'a.m4a', 'a.aac', 'a.aiff', 'a.wma']) {
    await makeSong(at(name))
    assert.ok(await looksLikeMedia(at(name)), name)
  }
  assert.ok(await looksLikeMedia(mkv))
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'sine=d=0.3',
    '-write_xing',
    '0',
    '-id3v2_version',
    '0',
    at('b.mp3'),
  )
  assert.ok(await looksLikeMedia(at('b.mp3')))
})

test('placeholders, texts and what is not there are not', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'folder.mkv'))
  assert.equal(await looksLikeMedia(join(folder.path, 'folder.mkv')), undefined)
  assert.equal(await looksLikeMedia(join(folder.path, 'none.mkv')), undefined)
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(400), Buffer.from('#EXTM3U\nfile:///etc')])
    assert.equal(containerOf(bytes), undefined)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      // No text is opened by accident, but for those that begin with a mark of letters.
      fc.pre(
        !/^(RIFF|RF64|FORM|OggS|fLaC|ID3|FLV|\.RMF|MAC |wvPk|MPCK|MP\+|TTA1|DSD |FRM8)/.test(text),
      )
      fc.pre(!/^.{4}(ftyp|moov|mdat|wide|free|skip|pnot)/.test(text))
      fc.pre(text[0] !== 'G' && text[4] !== 'G')
      assert.equal(containerOf(Buffer.from(text)), undefined)
    }),
  )
})
