import { type Box, Cursor, listBoxes } from './boxes.ts'
import { exifOrientation } from './heif-exif.ts'
import { readItemTypes } from './heif-items.ts'

/** Code points of colours (ITU-T H.273). */
export interface Cicp {
  readonly primaries: number
  readonly transfer: number
}

/** What a HEIF file says of its primary item (ISO/IEC 23008-12). */
export interface HeifPicture {
  /** Four letters for how it, or each tile of its grid, is encoded: `av01`, `hvc1`, … */
  readonly codec: string
  /** As stored, in pixels. */
  readonly width: number
  readonly height: number
  /**
   * By Exif, 1 to 8, where no property turns the picture: so write programs that take a JPEG over
   * as it is. Phones write both, and then the property has turned it already.
   */
  readonly orientation: number
  /** Of a sample; absent where it is not said. */
  readonly bits?: number
  readonly cicp?: Cicp
  /** An ICC profile, which goes before the code points. */
  readonly profile?: Buffer
}

/** `undefined` for a file without a picture of which that can be told. */
export function readHeif(bytes: Buffer): HeifPicture | undefined {
  try {
    return read(bytes)
  } catch (error) {
    // A box that ends before its numbers do.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const boxNames = ['pitm', 'iinf', 'iprp', 'iref', 'iloc', 'idat'] as const

function read(bytes: Buffer): HeifPicture | undefined {
  const meta = outlineFile(bytes).boxes.find(({ type }) => type === 'meta')
  if (meta === undefined) return undefined
  const boxes = boxesIn(bytes, meta.inside + 4, meta.end)
  const [pitm, iinf, iprp, iref, iloc, idat] = boxNames.map((name) =>
    boxes.find(({ type }) => type === name),
  )
  if (pitm === undefined || iinf === undefined || iprp === undefined) return undefined
  const id = new Cursor(bytes, pitm.inside + 4).number(bytes[pitm.inside] === 0 ? 2 : 4)
  const entries = boxesIn(bytes, iinf.inside + 4 + (bytes[iinf.inside] === 0 ? 2 : 4), iinf.end)
  const types = readItemTypes(bytes, iinf, entries)
  const [first] = iref === undefined ? [] : referencesOf(bytes, iref, id)
  const type = types.get(id) ?? ''
  const codec = isDerived(type) && first !== undefined ? (types.get(first) ?? '') : type
  const own = propertiesOf(bytes, iprp, id)
  const tile = first === undefined ? [] : propertiesOf(bytes, iprp, first)
  const size = own.find(({ type }) => type === 'ispe')
  if (size === undefined) return undefined
  const cursor = new Cursor(bytes, size.inside + 4)
  const [width, height] = [cursor.number(4), cursor.number(4)]
  // Some say of the tiles alone what their colours are.
  const colours = [...own, ...(isDerived(type) ? tile : [])].filter(({ type }) => type === 'colr')
  const setUp = (isDerived(type) ? tile : own).find(({ type }) => type === 'hvcC')
  // ISO/IEC 14496-15, 8.3.3.1.2: the depth of luma, less 8, in the lowest bits.
  const bits = setUp === undefined ? {} : { bits: ((bytes[setUp.inside + 17] ?? 0) & 7) + 8 }
  const isTurned = own.some(({ type }) => type === 'irot' || type === 'imir')
  const orientation = isTurned ? 1 : exifOrientation(bytes, types, iloc, idat)
  return { codec, width, height, orientation, ...bits, ...colourOf(bytes, colours) }
}

/**
 * The boxes of the file. Behind them may lie what a camera left there; a box that goes on beyond the
 * file is cut off.
 */
function outlineFile(bytes: Buffer): { readonly boxes: readonly Box[]; readonly isCut: boolean } {
  const boxes: Box[] = []
  for (let at = 0; at < bytes.length;) {
    const length = at + 8 <= bytes.length ? bytes.readUInt32BE(at) : 0
    const long = length === 1 && at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : 0
    const end = at + (long > 0 ? long : length === 0 ? bytes.length - at : length)
    const [box] = listBoxes(bytes, at, Math.min(end, bytes.length)) ?? []
    if (box === undefined)
      return { boxes, isCut: /^[a-z]{4}$/i.test(bytes.toString('latin1', at + 4, at + 8)) }
    boxes.push(box)
    at = box.end
  }
  return { boxes, isCut: false }
}

/** Whether a box, or the bytes of an item, go on beyond the file. */
export function isCutHeif(bytes: Buffer): boolean {
  return outlineFile(bytes).isCut
}

/** Put together of other items, or changed. */
function isDerived(type: string): boolean {
  return type === 'grid' || type === 'iden' || type === 'iovl' || type === 'tmap'
}

function colourOf(bytes: Buffer, boxes: readonly Box[]): Pick<HeifPicture, 'cicp' | 'profile'> {
  const of = (...kinds: readonly string[]) =>
    boxes.find(({ inside }) => kinds.includes(bytes.toString('latin1', inside, inside + 4)))
  const profile = of('prof', 'rICC')
  if (profile !== undefined) return { profile: bytes.subarray(profile.inside + 4, profile.end) }
  const coded = of('nclx')
  if (coded === undefined) return {}
  const cursor = new Cursor(bytes, coded.inside + 4)
  return { cicp: { primaries: cursor.number(2), transfer: cursor.number(2) } }
}

/** Items of which an item is derived (`dimg`). */
function referencesOf(bytes: Buffer, iref: Box, id: number): number[] {
  const length = bytes[iref.inside] === 0 ? 2 : 4
  const found = boxesIn(bytes, iref.inside + 4, iref.end).find(
    ({ type, inside }) => type === 'dimg' && new Cursor(bytes, inside).number(length) === id,
  )
  if (found === undefined) return []
  const cursor = new Cursor(bytes, found.inside + length)
  const count = cursor.number(2)
  return count === 0 ? [] : [cursor.number(length)]
}

/** Properties of an item, in the order in which they count (`ipco`, `ipma`). */
function propertiesOf(bytes: Buffer, iprp: Box, id: number): Box[] {
  const boxes = boxesIn(bytes, iprp.inside, iprp.end)
  const container = boxes.find(({ type }) => type === 'ipco')
  if (container === undefined) return []
  const properties = boxesIn(bytes, container.inside, container.end)
  return boxes
    .filter(({ type }) => type === 'ipma')
    .flatMap(({ inside }) => associationsOf(bytes, inside, id))
    .flatMap((index) => properties[index - 1] ?? [])
}

function associationsOf(bytes: Buffer, inside: number, id: number): number[] {
  const idLength = bytes[inside] === 0 ? 2 : 4
  const indexLength = (bytes[inside + 3]! & 1) === 0 ? 1 : 2
  const cursor = new Cursor(bytes, inside + 4)
  const items = cursor.number(4)
  for (let item = 0; item < items; item++) {
    const isMeant = cursor.number(idLength) === id
    const count = cursor.number(1)
    // The highest bit says that the property is essential.
    const mask = indexLength === 1 ? 0x7f : 0x7fff
    if (isMeant) return Array.from({ length: count }, () => cursor.number(indexLength) & mask)
    cursor.at += count * indexLength
  }
  return []
}

function boxesIn(bytes: Buffer, from: number, end: number): readonly Box[] {
  const boxes = listBoxes(bytes, from, end)
  if (boxes === undefined) throw new RangeError('Boxes do not end where they should')
  return boxes
}

/**
 * The decoder opens the still of a file that says it is a sequence of AVIF (`avis`), but not under
 * that name.
 */
export function withoutBrandOfSequence(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 8, 12) !== 'avis') return bytes
  const mended = Buffer.from(bytes)
  mended.write('avif', 8, 'latin1')
  return mended
}
