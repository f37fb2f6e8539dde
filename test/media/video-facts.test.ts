import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseVideoFacts } from '../../src/media/video-facts.ts'

const parse = (report: unknown) => parseVideoFacts(JSON.stringify(report))
const chapter = (start: number, end: number, title?: string) => ({
  start_time: String(start),
  end_time: String(end),
  tags: title === undefined ? undefined : { title },
})

test('chapters in order, one a start, each with a name', () => {
  const chapters = [chapter(5, 9, ' Two '), chapter(0, 5), chapter(0, 4, 'Other'), chapter(9, 3)]
  assert.deepEqual(parse({ chapters })?.chapters, [
    { startTicks: 0, endTicks: 50_000_000, name: 'Chapter 1' },
    { startTicks: 50_000_000, endTicks: 90_000_000, name: 'Two' },
    { startTicks: 90_000_000, endTicks: 90_000_000, name: 'Chapter 3' },
  ])
})

test('covers without a name are Primary, after those that have one', () => {
  const cover = (index: number, filename?: string) => ({
    index,
    codec_type: 'video',
    disposition: { attached_pic: 1 },
    tags: { filename },
  })
  const pictures = (...streams: unknown[]) =>
    parse({ streams })?.pictures.map(({ type, stream }) => [type, stream])
  assert.deepEqual(pictures(cover(1)), [['Primary', 1]])
  assert.deepEqual(pictures(cover(1, 'other.jpg'), cover(2, 'POSTER.png')), [['Primary', 2]])
  assert.deepEqual(pictures(cover(1, 'small_cover.jpg'), cover(2, 'cover_land.jpg')), [])
  assert.deepEqual(
    pictures({ index: 3, codec_type: 'attachment', tags: { filename: 'a.ttf' } }),
    [],
  )
  assert.deepEqual(pictures(cover(1, 'logo.png'), cover(2, 'constructor')), [
    ['Logo', 1],
    ['Primary', 2],
  ])
  assert.equal(parse({ streams: [cover(1)] })?.moves, false)
  assert.equal(parse({ streams: [{ index: 0, codec_type: 'video' }] })?.moves, true)
})

test('never throws, whatever it is given, and stays within bounds', () => {
  assert.equal(parseVideoFacts('{'), undefined)
  assert.equal(parseVideoFacts('[]'), undefined)
  const entry = fc.record(
    {
      index: fc.oneof(fc.nat(9), fc.anything()),
      codec_type: fc.constantFrom('video', 'attachment', 'audio', 1),
      disposition: fc.oneof(fc.constant({ attached_pic: 1 }), fc.anything()),
      tags: fc.oneof(
        fc.record({ filename: fc.constantFrom('cover.jpg', 'logo', 5) }),
        fc.anything(),
      ),
      start_time: fc.oneof(fc.double().map(String), fc.anything()),
      end_time: fc.oneof(fc.double().map(String), fc.anything()),
    },
    { requiredKeys: [] },
  )
  const report = fc.record(
    {
      format: fc.anything(),
      streams: fc.oneof(fc.array(entry), fc.anything()),
      chapters: fc.oneof(fc.array(entry), fc.anything()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(report, (value) => {
      let json
      try {
        json = JSON.stringify(value)
      } catch {
        return
      }
      const facts = parseVideoFacts(json)
      assert.ok(facts !== undefined)
      for (const { startTicks, endTicks, name } of facts.chapters) {
        assert.ok(startTicks >= 0 && endTicks >= startTicks && name !== '')
      }
      const starts = facts.chapters.map(({ startTicks }) => startTicks)
      assert.deepEqual(
        starts,
        [...new Set(starts)].toSorted((a, b) => a - b),
      )
      const types = facts.pictures.map(({ type }) => type)
      assert.equal(new Set(types).size, types.length)
    }),
  )
  const many = Array.from({ length: 5000 }, (_, index) => chapter(index, index + 1))
  assert.equal(parse({ chapters: many })?.chapters.length, 300)
})

test('what plays, with its streams; covers and odd values are left out', () => {
  const facts = parse({
    format: { duration: '61.5', bit_rate: '800000', format_name: 'matroska,webm' },
    streams: [
      {
        index: 0,
        codec_type: 'video',
        codec_name: 'hevc',
        width: 1920,
        height: 800,
        avg_frame_rate: '24000/1001',
      },
      {
        index: 1,
        codec_type: 'audio',
        codec_name: 'ac3',
        channels: 6,
        sample_rate: '48000',
        tags: { language: 'ger', title: 'Kommentar' },
        disposition: { default: 1 },
      },
      {
        index: 2,
        codec_type: 'subtitle',
        codec_name: 'subrip',
        disposition: { forced: 1 },
        width: 0,
      },
      { index: 3, codec_type: 'video', codec_name: 'mjpeg', disposition: { attached_pic: 1 } },
      { index: 4, codec_type: 'data' },
      { index: 'x', codec_type: 'audio' },
    ],
  })
  assert.deepEqual(facts?.media, {
    runTimeTicks: 615_000_000,
    bitRate: 800_000,
    streams: [
      { kind: 'Video', index: 0, codec: 'hevc', width: 1920, height: 800, frameRate: 23.976 },
      {
        kind: 'Audio',
        index: 1,
        codec: 'ac3',
        language: 'ger',
        title: 'Kommentar',
        isDefault: true,
        channels: 6,
        sampleRate: 48_000,
      },
      { kind: 'Subtitle', index: 2, codec: 'subrip', isForced: true },
    ],
  })
  assert.deepEqual(parse({ format: { duration: '-1', bit_rate: 'N/A' }, streams: [] })?.media, {
    streams: [],
  })
})
