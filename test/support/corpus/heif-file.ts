import { box, fullBox, u16, u32 } from './heif.ts'

/** A picture, or a tile of one, as an encoder of video makes it. */
export interface CodedPicture {
  /** `av01` or `hvc1`. */
  readonly type: string
  /** How the decoder is set up (`av1C`, `hvcC`), a whole box. */
  readonly setUp: Buffer
  readonly data: Buffer
  readonly width: number
  readonly height: number
}

export interface HeifOptions {
  /** Pictures in the rows of a grid (ISO 23008-12, 6.6.2.3) instead of the one alone. */
  readonly grid?: { readonly columns: number; readonly width: number; readonly height: number }
  /** Whole boxes: colours, turns and so on. */
  readonly properties?: readonly Buffer[]
  /** The opacity of the picture, coded alike. */
  readonly alpha?: CodedPicture
  readonly brand?: string
}

/** A still of ISO/IEC 23008-12, as phones write them. */
export function heifOf(pictures: readonly CodedPicture[], options: HeifOptions = {}): Buffer {
  const { grid, properties = [], alpha, brand } = options
  const [first] = pictures
  if (first === undefined) throw new TypeError('Expected a picture')
  const shown = grid ?? first
  const coded = alpha === undefined ? pictures : [...pictures, alpha]
  const gridItem = coded.length + 1
  const primary = grid === undefined ? 1 : gridItem
  const opacity = alpha === undefined ? undefined : pictures.length + 1
  const gridData =
    grid === undefined
      ? undefined
      : Buffer.concat([
          Buffer.from([0, 1, Math.ceil(pictures.length / grid.columns) - 1, grid.columns - 1]),
          u32(grid.width),
          u32(grid.height),
        ])
  const items = [
    ...coded.map(({ type, data }, index) => ({ id: index + 1, type, data })),
    ...(gridData === undefined ? [] : [{ id: gridItem, type: 'grid', data: gridData }]),
  ]
  // Properties by their places: those of a tile, then those of the whole, then those of opacity.
  const size = ({ width, height }: { width: number; height: number }) =>
    fullBox('ispe', 0, u32(width), u32(height))
  const all = [first.setUp, size(first), size(shown), ...properties]
  const whole = [3, ...properties.map((_, index) => 4 + index)]
  const ofOpacity = [all.length + 1, 2, all.length + 2]
  if (alpha !== undefined)
    all.push(
      alpha.setUp,
      fullBox('auxC', 0, Buffer.from('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0')),
    )
  const propertiesOf = (id: number) =>
    id === opacity
      ? ofOpacity
      : id === gridItem
        ? whole
        : grid === undefined
          ? [1, ...whole]
          : [1, 2]
  const references = [
    ...(grid === undefined
      ? []
      : [
          box('dimg', u16(gridItem), u16(pictures.length), ...pictures.map((_, at) => u16(at + 1))),
        ]),
    ...(opacity === undefined ? [] : [box('auxl', u16(opacity), u16(1), u16(primary))]),
  ]
  const meta = (start: number) => {
    let at = start
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(primary)),
      fullBox(
        'iinf',
        0,
        u16(items.length),
        ...items.map(({ id, type }) => {
          // The tiles of a grid are hidden: no pictures of their own.
          const flags = Buffer.from([2, 0, 0, grid !== undefined && id !== gridItem ? 1 : 0])
          return box('infe', flags, u16(id), u16(0), Buffer.from(`${type}\0`))
        }),
      ),
      fullBox(
        'iloc',
        0,
        Buffer.from([0x44, 0x00]),
        u16(items.length),
        ...items.map(({ id, data }) => {
          at += data.length
          return Buffer.concat([u16(id), u16(0), u16(1), u32(at - data.length), u32(data.length)])
        }),
      ),
      ...(references.length === 0 ? [] : [fullBox('iref', 0, ...references)]),
      box(
        'iprp',
        box('ipco', ...all),
        fullBox(
          'ipma',
          0,
          u32(items.length),
          ...items.map(({ id }) => {
            const places = propertiesOf(id)
            return Buffer.concat([u16(id), Buffer.from([places.length, ...places])])
          }),
        ),
      ),
    )
  }
  const isAv1 = first.type === 'av01'
  const name = brand ?? (isAv1 ? 'avif' : 'heic')
  const type = box('ftyp', Buffer.from(name), u32(0), Buffer.from(`${name}mif1miaf`))
  const start = type.length + meta(0).length + 8
  return Buffer.concat([type, meta(start), box('mdat', ...items.map(({ data }) => data))])
}

/** Colours by code points (ITU-T H.273); what is coded is YCbCr of BT.601 in its full range. */
export function nclx(primaries: number, transfer: number, matrix = 6): Buffer {
  return box(
    'colr',
    Buffer.from('nclx'),
    u16(primaries),
    u16(transfer),
    u16(matrix),
    Buffer.from([0x80]),
  )
}

export function profileBox(profile: Uint8Array): Buffer {
  return box('colr', Buffer.from('prof'), profile)
}

/** Turned to the left by so many quarters. */
export function turnBox(quarters: number): Buffer {
  return box('irot', Buffer.from([quarters]))
}

/** Mirrored: 0 top to bottom, 1 left to right. */
export function mirrorBox(axis: 0 | 1): Buffer {
  return box('imir', Buffer.from([axis]))
}

/** The picture of an AVIF of one item, as sharp makes it. */
export function codedOf(avif: Buffer, width: number, height: number): CodedPicture {
  const setUp = avif.indexOf('av1C') - 4
  const data = avif.indexOf('mdat') - 4
  return {
    type: 'av01',
    setUp: avif.subarray(setUp, setUp + avif.readUInt32BE(setUp)),
    data: avif.subarray(data + 8, data + avif.readUInt32BE(data)),
    width,
    height,
  }
}
