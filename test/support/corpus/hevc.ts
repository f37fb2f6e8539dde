import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Sharp } from 'sharp'
import { requireProgram } from '../programs.ts'
import { box, u16 } from './heif.ts'
import type { CodedPicture } from './heif-file.ts'

/** Kinds of NAL units that set a decoder up (ITU-T H.265, 7.4.2.2). */
const parameterSets = [32, 33, 34]

/**
 * A picture as phones encode theirs: HEVC, by ffmpeg and x265, in YCbCr of BT.601 with its full
 * range; half of its colour, or all of it.
 */
export async function codeHevc(
  picture: Sharp,
  options: { readonly bits?: 8 | 10; readonly chroma?: '420' | '444' } = {},
): Promise<CodedPicture> {
  const { bits = 8, chroma = '420' } = options
  const { data, info } = await picture
    .removeAlpha()
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const format = `yuv${chroma}p${bits === 10 ? '10le' : ''}`
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb48le',
    '-s',
    `${width}x${height}`,
    '-i',
    'pipe:0',
  ]
  const scale = ['-vf', 'scale=out_color_matrix=bt601:out_range=full', '-pix_fmt', format]
  const settings = 'crf=4:range=full:log-level=none:info=0:pools=none:frame-threads=1'
  const coder = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', settings]
  const output = ['-frames:v', '1', '-f', 'hevc', 'pipe:1']
  const stream = await runFfmpeg(data, [...input, ...scale, ...coder, ...output])
  const units = unitsOf(stream)
  const pictureUnits = units.filter((unit) => kindOf(unit) < 32)
  const data32 = pictureUnits.flatMap((unit) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(unit.length)
    return [length, unit]
  })
  return {
    type: 'hvc1',
    setUp: setUpOf(units, bits, chroma),
    data: Buffer.concat(data32),
    width,
    height,
  }
}

async function runFfmpeg(input: Uint8Array, args: readonly string[]): Promise<Buffer> {
  const child = spawn(requireProgram('ffmpeg'), ['-v', 'error', '-nostdin', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  child.stdin.end(input)
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer)
  const [code] = (await ended) as [number]
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
  return Buffer.concat(chunks)
}

/** Between start codes (H.265, annex B). */
function unitsOf(stream: Buffer): Buffer[] {
  const mark = Buffer.from([0, 0, 1])
  const units: Buffer[] = []
  for (let at = stream.indexOf(mark); at !== -1;) {
    const next = stream.indexOf(mark, at + 3)
    let end = next === -1 ? stream.length : next
    while (stream[end - 1] === 0) end--
    units.push(stream.subarray(at + 3, end))
    at = next
  }
  return units
}

function kindOf(unit: Buffer): number {
  return (unit[0]! >> 1) & 63
}

/** `hvcC` (ISO/IEC 14496-15, 8.3.3.1). */
function setUpOf(units: readonly Buffer[], bits: 8 | 10, chroma: '420' | '444'): Buffer {
  const sets = units.filter((unit) => parameterSets.includes(kindOf(unit)))
  const sequence = sets.find((unit) => kindOf(unit) === 33)
  if (sequence === undefined) throw new TypeError('Expected a sequence parameter set')
  // Profile, tier and level stand behind the head and a byte, without the marks against start codes.
  const plain = Buffer.from(
    sequence.toString('hex').replaceAll(/(?<=^(?:..)*)000003/g, '0000'),
    'hex',
  )
  const level = plain.subarray(3, 15)
  return box(
    'hvcC',
    Buffer.from([1]),
    level,
    Buffer.from([
      0xf0,
      0,
      0xfc,
      0xfc | (chroma === '420' ? 1 : 3),
      0xf8 | (bits - 8),
      0xf8 | (bits - 8),
    ]),
    Buffer.from([0, 0, 0x0f, sets.length]),
    ...sets.map((unit) =>
      Buffer.concat([Buffer.from([0x80 | kindOf(unit)]), u16(1), u16(unit.length), unit]),
    ),
  )
}
