import { type Box, Cursor, listBoxes } from './boxes.ts'
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

function read(bytes: Buffer): HeifPicture | undefined {
  const meta = boxesIn(bytes, 0, bytes.length).find(({ type }) => type === 'meta')
  if (meta === undefined) return undefined
  const boxes = boxesIn(bytes, meta.inside + 4, meta.end)
  const [pitm, iinf, iprp, iref] = ['pitm', 'iinf', 'iprp', 'iref'].map((name) =>
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
  return { codec, width, height, ...colourOf(bytes, colours) }
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
