import type { ColourSpace } from './colour-space.ts'
import {
  apply,
  between,
  bt2020,
  bt709,
  d50,
  type Primaries,
  toXyz,
  type Triple,
} from './primaries.ts'
import { referenceWhite, toneMappingGain } from './tone-map.ts'
import { hlgToScene, pqToNits, type Transfer } from './transfer.ts'

/** An ICC profile (ICC.1) of `space`: HDR is mapped to what a screen without it shows. */
export function iccProfile({ primaries, transfer }: ColourSpace): Buffer {
  if (transfer.kind === 'pq' || transfer.kind === 'hlg') return hdrProfile(primaries, transfer)
  const [rx, gx, bx, ry, gy, by, rz, gz, bz] = toXyz(primaries)
  const curve = curveOf(transfer)
  return profileOf('RGB ', 'XYZ ', {
    rXYZ: xyz([rx, ry, rz]),
    gXYZ: xyz([gx, gy, gz]),
    bXYZ: xyz([bx, by, bz]),
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  })
}

type Hdr = Extract<Transfer, { readonly kind: 'pq' | 'hlg' }>

/** A table takes some 15 ms to calculate. There are as many as code points: each is one object. */
const hdrProfiles = new WeakMap<Primaries, Map<Hdr, Buffer>>()

function hdrProfile(primaries: Primaries, transfer: Hdr): Buffer {
  const before = hdrProfiles.get(primaries) ?? new Map<Hdr, Buffer>()
  const profile =
    before.get(transfer) ?? profileOf('RGB ', 'Lab ', { A2B0: tableOf(primaries, transfer) })
  hdrProfiles.set(primaries, before.set(transfer, profile))
  return profile
}

/** The same of grey pictures, which have a transfer alone. */
export function greyProfile(transfer: Transfer): Buffer {
  return profileOf('GRAY', 'XYZ ', { kTRC: curveOf(transfer) })
}

/**
 * 2.4, of which all that is used here is: what says that it is of version 4 and has a table is
 * taken to have the black of paper, and gets its shadows darkened.
 */
const version = 0x02400000

function profileOf(space: string, connection: string, tags: Record<string, Buffer>): Buffer {
  const all = Object.entries({
    desc: text('Keyart'),
    cprt: text('CC0'),
    wtpt: xyz(d50),
    ...tags,
  })
  const parts: Buffer[] = []
  const table: Buffer[] = [u32(all.length)]
  let at = 128 + 4 + 12 * all.length
  for (const [name, body] of all) {
    table.push(Buffer.concat([Buffer.from(name), u32(at), u32(body.length)]))
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)])
    parts.push(padded)
    at += padded.length
  }
  const header = Buffer.alloc(128)
  header.writeUInt32BE(at, 0)
  header.writeUInt32BE(version, 8)
  header.write(`mntr${space}${connection}`, 12)
  header.writeUInt16BE(2026, 24)
  header.writeUInt16BE(1, 26)
  header.writeUInt16BE(1, 28)
  header.write('acsp', 36)
  xyz(d50).copy(header, 68, 8)
  return Buffer.concat([header, ...table, ...parts])
}

function curveOf(transfer: Transfer): Buffer {
  switch (transfer.kind) {
    case 'srgb':
      return parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    case 'power':
      return parametric(0, transfer.exponent)
    case 'curve':
      return sampled(transfer.toLight)
    case 'pq':
      // Grey in HDR: the mapping is one of light alone.
      return sampled((value) => mapped(pqToNits(value) / referenceWhite, transfer))
    case 'hlg':
      return sampled((value) => mapped(hlgToLight(hlgToScene(value), hlgToScene(value)), transfer))
    default:
      return transfer satisfies never
  }
}

function mapped(light: number, { toneMapping }: Hdr): number {
  return light * toneMappingGain(light, toneMapping)
}

/** Light of a camera on a screen of 1000 candelas (BT.2100), in multiples of the reference white. */
function hlgToLight(scene: number, luminance: number): number {
  return (1000 / referenceWhite) * scene * luminance ** 0.2
}

/** Points a side of a table. With 33, colours are within 2 of 255 of those that are calculated. */
const points = 33

/** `lut16Type` (ICC.1, 10.10) from values to Lab. */
function tableOf(primaries: Primaries, { kind, toneMapping }: Hdr): Buffer {
  const lights = Array.from({ length: points }, (_, index) => {
    const value = index / (points - 1)
    return kind === 'pq' ? pqToNits(value) / referenceWhite : hlgToScene(value)
  })
  const toWide = between(primaries, bt2020)
  const toNarrow = between(bt2020, bt709)
  const narrowToXyz = toXyz(bt709)
  const head = Buffer.alloc(12 + 36 + 4)
  head.write('mft2')
  head.set([3, 3, points], 8)
  for (const at of [12, 28, 44]) head.writeUInt32BE(0x10000, at)
  head.writeUInt16BE(2, 48)
  head.writeUInt16BE(2, 50)
  const straight = Buffer.from('0000ffff'.repeat(3), 'hex')
  const cells = Buffer.alloc(points ** 3 * 6)
  let at = 0
  for (const red of lights)
    for (const green of lights)
      for (const blue of lights) {
        const wide = apply(toWide, [red, green, blue])
        const shown = kind === 'pq' ? wide : displayed(wide)
        const gain = toneMappingGain(Math.max(...shown), toneMapping)
        const [r, g, b] = apply(toNarrow, shown)
        const inside: Triple = [clip(r * gain), clip(g * gain), clip(b * gain)]
        at = writeLab(cells, at, apply(narrowToXyz, inside))
      }
  return Buffer.concat([head, straight, cells, straight])
}

function displayed([r, g, b]: Triple): Triple {
  const luminance = Math.max(0, 0.2627 * r + 0.678 * g + 0.0593 * b)
  return [hlgToLight(r, luminance), hlgToLight(g, luminance), hlgToLight(b, luminance)]
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value))
}

/** As `lut16Type` keeps Lab (ICC.1, table 43): 100 is 0xff00, and 0 of a and b is 0x8000. */
function writeLab(cells: Buffer, at: number, [x, y, z]: Triple): number {
  const root = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((t * 24389) / 27 + 16) / 116)
  const [fx, fy, fz] = [root(x / d50[0]), root(y), root(z / d50[2])]
  const lab = [(116 * fy - 16) * 652.8, 0x8000 + 128000 * (fx - fy), 0x8000 + 51200 * (fy - fz)]
  for (const value of lab)
    at = cells.writeUInt16BE(Math.round(Math.min(65535, Math.max(0, value))), at)
  return at
}

function xyz(values: Triple): Buffer {
  return Buffer.concat([Buffer.from('XYZ \0\0\0\0'), ...values.map(fixed)])
}

function parametric(kind: number, ...values: number[]): Buffer {
  const head = Buffer.from('para\0\0\0\0\0\0\0\0')
  head.writeUInt16BE(kind, 8)
  return Buffer.concat([head, ...values.map(fixed)])
}

function sampled(toLight: (value: number) => number): Buffer {
  const count = 4096
  const body = Buffer.alloc(12 + 2 * count)
  body.write('curv')
  body.writeUInt32BE(count, 8)
  for (let index = 0; index < count; index++)
    body.writeUInt16BE(Math.round(65535 * clip(toLight(index / (count - 1)))), 12 + 2 * index)
  return body
}

/** `multiLocalizedUnicodeType` (10.15). */
function text(words: string): Buffer {
  const unicode = Buffer.from(words, 'utf16le').swap16()
  const head = Buffer.from('mluc\0\0\0\0')
  return Buffer.concat([
    head,
    u32(1),
    u32(12),
    Buffer.from('enUS'),
    u32(unicode.length),
    u32(28),
    unicode,
  ])
}

/** s15Fixed16Number */
function fixed(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(Math.round(value * 65536))
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
