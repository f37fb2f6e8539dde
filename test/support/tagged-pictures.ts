import sharp from 'sharp'
import { jpegSegment, withSegments } from './corpus/jpeg.ts'
import { pngChunk } from './corpus/png.ts'

/** Words that tell of a photographer, in pictures that say them wherever their format lets them. */
export const secrets = [
  'OwnerJane',
  'CameraSerial4711',
  'PlaceBerlin',
  'CommentSecret',
  'TrailerSecret',
]

const [owner, serial, place, note, trailing] = secrets as [string, string, string, string, string]

const exif = {
  IFD0: { Artist: owner, Copyright: note, Model: serial },
  IFD2: { UserComment: note, BodySerialNumber: serial },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1', GPSAreaInformation: place },
}
const xmp = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${owner}" dc:title="${place}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
const text = (...parts: readonly string[]) => Buffer.from(parts.join(''), 'latin1')

export interface Tagged {
  readonly name: string
  readonly bytes: Buffer
}

/** A picture of coloured noise, so that a pixel that moved is seen. */
function picture(seed: number) {
  const raw = Buffer.from(Array.from({ length: 48 * 36 * 3 }, (_, at) => (at * seed * 7919) % 251))
  return sharp(raw, { raw: { width: 48, height: 36, channels: 3 } })
}

export async function taggedPictures(): Promise<readonly Tagged[]> {
  const tagged = (seed: number) => picture(seed).withExif(exif).withXmp(xmp)
  const jpeg = (bytes: Buffer) =>
    Buffer.concat([
      withSegments(
        bytes,
        jpegSegment(0xfe, text(note)),
        jpegSegment(0xed, text('Photoshop 3.0\0', '8BIM', owner)),
        jpegSegment(0xe2, text('MPF\0', serial)),
        jpegSegment(0xeb, text('JP', place)),
        jpegSegment(0xe0, text('JFXX\0\x10', note)),
      ),
      text(trailing),
    ])
  const plain = await tagged(3).jpeg({ quality: 92 }).toBuffer()
  const progressive = await tagged(5).jpeg({ progressive: true }).withIccProfile('p3').toBuffer()
  const png = await tagged(7).png().withIccProfile('p3').toBuffer()
  const frames = Buffer.concat(
    await Promise.all([1, 2, 3].map((seed) => picture(seed).raw().toBuffer())),
  )
  const moving = () =>
    sharp(frames, { raw: { width: 48, height: 108, channels: 3, pageHeight: 36 } })
  const gif = await moving()
    .gif({ loop: 3, delay: [100, 120, 140] })
    .toBuffer()
  const webp = await tagged(11).webp({ lossless: true }).toBuffer()
  return [
    { name: 'plain.jpg', bytes: jpeg(plain) },
    { name: 'progressive.jpg', bytes: jpeg(progressive) },
    { name: 'a.png', bytes: taggedPng(png) },
    { name: 'a.webp', bytes: taggedWebp(webp) },
    { name: 'lossy.webp', bytes: taggedWebp(await tagged(13).webp().toBuffer()) },
    {
      name: 'moving.webp',
      bytes: await moving().withExif(exif).withXmp(xmp).webp({ loop: 2 }).toBuffer(),
    },
    { name: 'a.gif', bytes: taggedGif(gif) },
    { name: 'a.avif', bytes: await taggedAvif(17) },
  ]
}

function taggedPng(png: Buffer): Buffer {
  const end = png.length - 12
  const words = [
    pngChunk('tEXt', text('Author\0', owner)),
    pngChunk('iTXt', text('Comment\0\0\0\0\0', note)),
    pngChunk('tIME', Buffer.from([7, 230, 1, 1, 1, 1, 1])),
    pngChunk('prVt', text(serial)),
    pngChunk('caBX', text(place)),
  ]
  const early = pngChunk('tEXt', text('Place\0', place))
  return Buffer.concat([
    png.subarray(0, 33),
    early,
    png.subarray(33, end),
    ...words,
    png.subarray(end),
    text(trailing),
  ])
}

function taggedWebp(webp: Buffer): Buffer {
  const chunk = Buffer.alloc(8 + 14)
  chunk.write('secr', 0, 'latin1')
  chunk.writeUInt32LE(13, 4)
  chunk.write(note, 8, 'latin1')
  const bytes = Buffer.concat([webp, chunk, text(trailing)])
  bytes.writeUInt32LE(webp.length + chunk.length - 8, 4)
  return bytes
}

function taggedGif(gif: Buffer): Buffer {
  // Behind the screen and its colours.
  const start = 13 + ((gif[10]! & 0x80) === 0 ? 0 : 3 << ((gif[10]! & 7) + 1))
  const blocks = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([bytes.length]), bytes, Buffer.from([0])])
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe]), blocks(text(note))])
  // As Adobe's XMP in GIF has it: no blocks, and 258 bytes that end any walk over them.
  const magic = Buffer.from([1, ...Array.from({ length: 256 }, (_, at) => 255 - at), 0])
  const words = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    text('XMP DataXMP'),
    Buffer.from(xmp),
    magic,
  ])
  const other = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    text('CAMERAINFO1'),
    blocks(text(serial)),
  ])
  return Buffer.concat([
    gif.subarray(0, start),
    comment,
    words,
    other,
    gif.subarray(start),
    text(trailing),
  ])
}

/** An AVIF with Exif and XMP as its writer lays them, and boxes of words behind it. */
async function taggedAvif(seed: number): Promise<Buffer> {
  const avif = await picture(seed).withExif(exif).withXmp(xmp).avif({ lossless: true }).toBuffer()
  const box = (type: string, words: string) => {
    const bytes = Buffer.alloc(8 + 16 + words.length)
    bytes.writeUInt32BE(bytes.length)
    bytes.write(type, 4, 'latin1')
    bytes.write(words, 24, 'latin1')
    return bytes
  }
  return Buffer.concat([avif, box('uuid', note), box('free', trailing), box('skip', serial)])
}
