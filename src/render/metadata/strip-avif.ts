import { type Box, listBoxes } from '../containers/boxes.ts'
import { type Extent, readItemExtents, readItemTypes } from '../containers/heif-items.ts'
import { type Part, Splice } from './splice.ts'

/** Items that are no pictures. */
const metadataItems = new Set(['Exif', 'mime', 'uri '])
/** Boxes of texts, of vendors, and of padding. */
const wordBoxes = new Set(['uuid', 'udta', 'free', 'skip', 'wide'])
/** Properties of items that are words and times (ISO/IEC 23008-12 6.5). */
const wordProperties = new Set(['udes', 'altt', 'crtt', 'mdft', 'uuid'])
const full = 4

/** Exif that says nothing: no offset, and a directory of no entries. */
const emptyExif = Buffer.from('000000004d4d002a00000008000000000000', 'hex')

/**
 * An AVIF with its metadata blanked where it lies, so that all places in the file stay what they
 * are: Exif becomes an empty one, XMP blanks, boxes of words empty room.
 */
export function stripAvif(bytes: Buffer): readonly Part[] | undefined {
  try {
    return blank(bytes)
  } catch (error) {
    // A box that ends before its numbers do.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Blank extends Extent {
  readonly bytes: Buffer
}

function blank(bytes: Buffer): readonly Part[] | undefined {
  const boxes = requireBoxes(bytes, 0, bytes.length)
  const blanks: Blank[] = [...wordsIn(boxes, wordBoxes)]
  const meta = boxes.filter(({ type }) => type === 'meta')
  if (meta.length !== 1) return undefined
  blanks.push(...itemsIn(bytes, meta[0]!))
  for (const movie of boxes.filter(({ type }) => type === 'moov'))
    blanks.push(...wordsOfMovie(bytes, movie))
  blanks.sort((a, b) => a.start - b.start)
  const splice = new Splice()
  let at = 0
  for (const { start, end, bytes: instead } of blanks) {
    // One inside the other, or bytes that a picture has, too.
    if (start < at) return undefined
    splice.range(at, start)
    splice.literal(instead)
    splice.fill(0x20, end - start - instead.length)
    at = end
  }
  splice.range(at, bytes.length)
  return splice.finish()
}

function itemsIn(bytes: Buffer, meta: Box): Blank[] {
  const boxes = requireBoxes(bytes, meta.inside + full, meta.end)
  const only = (type: string) => boxes.find((box) => box.type === type)
  const [info, places] = [only('iinf'), only('iloc')]
  if (info === undefined || places === undefined) throw new RangeError('No items')
  const entries = requireBoxes(
    bytes,
    info.inside + full + (bytes[info.inside] === 0 ? 2 : 4),
    info.end,
  )
  const types = readItemTypes(bytes, info, entries)
  const extents = readItemExtents(bytes, places, only('idat')?.inside)
  const isMetadata = (id: number) => metadataItems.has(types.get(id) ?? '')
  const pictures = [...extents].filter(([id]) => !isMetadata(id)).flatMap(([, list]) => list)
  const blanks = [...extents]
    .filter(([id]) => isMetadata(id))
    .flatMap(([id, list]) =>
      list.map((extent): Blank => {
        if (pictures.some(({ start, end }) => start < extent.end && extent.start < end))
          throw new RangeError('Shared bytes')
        const hasRoom =
          types.get(id) === 'Exif' &&
          list.length === 1 &&
          extent.end - extent.start >= emptyExif.length
        return { ...extent, bytes: hasRoom ? emptyExif : Buffer.alloc(0) }
      }),
    )
  const properties = only('iprp')
  const inside =
    properties === undefined ? [] : requireBoxes(bytes, properties.inside, properties.end)
  const containers = inside.filter(({ type }) => type === 'ipco')
  return [
    ...blanks,
    ...wordsIn(boxes, wordBoxes),
    ...containers.flatMap(({ inside, end }) =>
      wordsIn(requireBoxes(bytes, inside, end), wordProperties),
    ),
  ]
}

/** Of an animation, and of each of its tracks. */
function wordsOfMovie(bytes: Buffer, movie: Box): Blank[] {
  const boxes = requireBoxes(bytes, movie.inside, movie.end)
  const words = new Set([...wordBoxes, 'meta'])
  const tracks = boxes.filter(({ type }) => type === 'trak')
  return [
    ...wordsIn(boxes, words),
    ...tracks.flatMap(({ inside, end }) => wordsIn(requireBoxes(bytes, inside, end), words)),
  ]
}

/** Such boxes become empty room of the same length. */
function wordsIn(boxes: readonly Box[], types: ReadonlySet<string>): Blank[] {
  return boxes
    .filter(({ type, inside, end }) => types.has(type) && inside < end)
    .map(({ start, inside, end }) => {
      if (inside - start !== 8) throw new RangeError('A length of the long form')
      return { start: start + 4, end, bytes: Buffer.from('free') }
    })
}

function requireBoxes(bytes: Buffer, from: number, end: number): readonly Box[] {
  const boxes = listBoxes(bytes, from, end)
  if (boxes === undefined) throw new RangeError('Boxes do not end where they should')
  return boxes
}
