import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { ffmpeg, makePicture, makeVideo, needsFfmpeg } from '../support/videos.ts'

const signal = new AbortController().signal
const file = (path: string) => `file://${path}`

/** Texts that make ffmpeg open what they name, by the demuxer that does. */
const playlists: Readonly<Record<string, (target: string) => string>> = {
  hls: (target) =>
    `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:4.0,\n${target}\n#EXT-X-ENDLIST\n`,
  'hls with a map': (target) =>
    `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI="${target}"\n#EXTINF:4.0,\n${target}\n#EXT-X-ENDLIST\n`,
  'hls of variants': (target) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${target}\n`,
  concat: (target) => `ffconcat version 1.0\nfile '${target}'\n`,
  dash: (target) =>
    `<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  sdp: (target) =>
    `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:${target}\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
  imf: (target) =>
    `<?xml version="1.0"?>\n<CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>urn:uuid:00000000-0000-0000-0000-000000000000</Id><ContentTitle>${target}</ContentTitle><SegmentList/></CompositionPlaylist>`,
  vobsub: (target) =>
    `# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\n${target}\n`,
  rtsp: (target) => `RTSPtext\nrtsp://${target.replace(/^.*?:\/\//, '')}\n`,
  asx: (target) => `[Reference]\nRef1=${target}\n`,
}

/** What is put before them, so that they are taken for something else. */
const disguises: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'a BOM': Buffer.from('\ufeff'),
  spaces: Buffer.from(' \n\t\n'),
  'an empty ID3': Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'),
  'an ID3 of 16 zeros': Buffer.concat([
    Buffer.from('ID3\x03\0\0\0\0\0\x10', 'latin1'),
    Buffer.alloc(16),
  ]),
  'two ID3s': Buffer.from('ID3\x04\0\0\0\0\0\0ID3\x04\0\0\0\0\0\0', 'latin1'),
  FLV: Buffer.from('FLV\n'),
  'an Ogg mark': Buffer.from('OggS\n'),
  AVI: Buffer.from('RIFF\x10\0\0\0AVI \n', 'latin1'),
  MOV: Buffer.from('\0\0\0\x08free', 'latin1'),
  EBML: Buffer.from('\x1a\x45\xdf\xa3\n', 'latin1'),
  'a frame of AAC': Buffer.from('\xff\xf1\n', 'latin1'),
  'a program stream': Buffer.from('\0\0\x01\xba\n', 'latin1'),
}

/** A server on loopback that counts who comes. */
async function openListener(video: Buffer) {
  let calls = 0
  const server = createServer((_, response) => response.end(video))
  server.on('connection', () => calls++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/secret.ts`,
    get calls() {
      return calls
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test('issue 13, point 8: no playlist in whatever disguise opens another file or a connection', async (t) => {
  if (!needsFfmpeg(t)) return
  await using folder = await temporaryFolder()
  const secret = join(folder.path, 'secret.ts')
  await makeVideo(join(folder.path, 'secret.mkv'), ['blue'])
  await ffmpeg('-i', join(folder.path, 'secret.mkv'), '-c:v', 'mpeg2video', '-r', '25', secret)
  await using listener = await openListener(await readFile(secret))
  const media = new Ffmpeg((await findFfmpeg('auto', process.env['PATH']))!)
  let tried = 0
  const targets = [secret, file(secret), 'secret.ts', listener.url]
  const extensions = ['mkv', 'mp4', 'ts', 'm3u8.avi', 'mpg', 'mpd.webm', 'iso']
  for (const [name, playlist] of Object.entries(playlists))
    for (const [disguise, before] of Object.entries(disguises)) {
      const isBest = disguise === 'an empty ID3'
      for (const target of isBest ? targets : [targets[tried % targets.length]!]) {
        const extension = extensions[tried % extensions.length]!
        const path = join(folder.path, `${tried}.${extension}`)
        await writeFile(path, Buffer.concat([before, Buffer.from(playlist(target))]))
        tried++
        const what = `${name} after ${disguise} as .${extension} naming ${target}`
        assert.equal((await media.frame(path, 0, signal)).kind, 'unreadable', what)
        if (!isBest) continue
        const probed = await media.probe(path, signal)
        assert.ok(probed.kind !== 'read' || !probed.value.moves, what)
      }
    }
  assert.ok(tried > 100, `${tried} tried`)
  assert.equal(listener.calls, 0)
})

test('issue 13, point 8: a picture or a video that a container names is not opened', async (t) => {
  if (!needsFfmpeg(t)) return
  await using folder = await temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  // A movie whose samples lie in another file, by absolute and by relative name.
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'color=c=blue:s=160x90:r=10:d=1',
    '-c:v',
    'mjpeg',
    at('secret.mov'),
  )
  const media = new Ffmpeg((await findFfmpeg('auto', process.env['PATH']))!)
  const movie = await readFile(at('secret.mov'))
  assert.equal((await media.frame(at('secret.mov'), 0, signal)).kind, 'read')
  for (const target of [at('secret.mov'), 'secret.mov', '../secret.mov', file(at('secret.mov'))]) {
    await writeFile(at('a.mov'), withReference(movie, target))
    assert.equal((await media.frame(at('a.mov'), 0, signal)).kind, 'unreadable', target)
  }
  // Names with numbers are patterns to `image2`, and the folder beside them is its world.
  await makePicture(at('secret1.png'), 'blue')
  for (const name of ['secret%d.png', 'secret%d.mkv', 'secret*.png', 'concat:secret1.png'])
    for (const bytes of ['', 'ID3\x04\0\0\0\0\0\0', '\x1a\x45\xdf\xa3']) {
      await writeFile(at(name), bytes, 'latin1')
      assert.notEqual((await media.probe(at(name), signal)).kind, 'read', name)
      assert.notEqual((await media.frame(at(name), 0, signal)).kind, 'read', name)
    }
})

/** `movie` with its samples wiped, and a data reference to `target` in place of its own. */
function withReference(movie: Buffer, target: string): Buffer {
  const bytes = Buffer.from(movie)
  const data = bytes.indexOf('mdat') + 4
  const isFirst = data < bytes.indexOf('moov')
  bytes.fill(0, data, isFirst ? bytes.indexOf('moov') - 4 : bytes.length)
  const url = Buffer.from(`${target}\0`)
  const entry = Buffer.concat([box32(12 + url.length), Buffer.from('url '), Buffer.alloc(4), url])
  const dref = bytes.indexOf('dref') - 4
  const old = bytes.readUInt32BE(dref)
  const made = Buffer.concat([
    box32(16 + entry.length),
    Buffer.from('dref'),
    Buffer.alloc(4),
    box32(1),
    entry,
  ])
  const grown = Buffer.concat([bytes.subarray(0, dref), made, bytes.subarray(dref + old)])
  for (const name of ['dinf', 'minf', 'mdia', 'trak', 'moov']) {
    // The boxes around the one that grew; each is the last of its name before it.
    const at = grown.lastIndexOf(name, dref) - 4
    grown.writeUInt32BE(grown.readUInt32BE(at) + made.length - old, at)
  }
  return grown
}

function box32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
