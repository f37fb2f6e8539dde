import { contentId } from './id.ts'
import type { ImageRecord, OriginalRef } from './image.ts'
import type { ImageType } from './image-type.ts'
import type { Item, ItemKind } from './item.ts'
import type { Library, LibraryKind } from './library.ts'
import type { NameKind } from './mentions.ts'

/*
 * A collage stands for what holds others and has no picture of its own. It is an original that lies
 * nowhere: its key is the recipe, and its tag is made of its members' tags, so that another member
 * or another picture of one is another tag.
 */

/** The name under which collages are found (`OriginalRef.source`). */
export const collageSource = 'collage'

/** Raised whenever the same members would give another picture. */
const collageVersion = '1'

/** Most members of one collage. */
export const maxMembers = 4

interface CollageLayout {
  readonly width: number
  readonly height: number
  /** What is shown of a member: the first of these that it has. */
  readonly imageTypes: readonly ImageType[]
}

const layouts = {
  wide: { width: 960, height: 540, imageTypes: ['Backdrop', 'Thumb', 'Primary'] },
  poster: { width: 720, height: 1080, imageTypes: ['Primary'] },
  square: { width: 720, height: 720, imageTypes: ['Primary'] },
} as const satisfies Record<string, CollageLayout>
type LayoutName = keyof typeof layouts

/** What stands for the contents of a library of each kind. */
const contents = {
  movies: { kind: 'Movie', layout: 'poster' },
  tvshows: { kind: 'Series', layout: 'poster' },
  music: { kind: 'MusicAlbum', layout: 'square' },
  photos: { kind: 'Photo', layout: 'square' },
} as const satisfies Record<LibraryKind, { kind: ItemKind; layout: LayoutName }>

/** Items that may be members: of one kind, in one library. */
export interface Members {
  /**
   * Everything in the library; what lies right in the item `id`; what lies in it however deep; what
   * mentions the name `id`.
   */
  readonly by: 'library' | 'parent' | 'below' | 'name'
  readonly id: string
  readonly libraryId: string
  readonly kind: ItemKind
  /** They announce an image of one of these. */
  readonly imageTypes: readonly ImageType[]
}

/** A collage that an owner may have, before its members are known. */
export interface CollagePlan {
  readonly ownerId: string
  readonly layout: LayoutName
  readonly members: Members
}

export type CollageOwner =
  Pick<Item, 'id' | 'kind' | 'libraryId'> | { readonly id: string; readonly kind: NameKind }

/**
 * The collages that an owner may have, the one to prefer first; none for kinds that have no
 * collages. Each has members of a single library of `libraries`, so that a collage never shows
 * anything to someone who may see only some of what a name stands for.
 */
export function planCollages(
  owner: CollageOwner,
  libraries: readonly Pick<Library, 'id' | 'kind'>[],
): readonly CollagePlan[] {
  const found = findMembership(owner)
  if (found === undefined) return []
  const own =
    'libraryId' in owner ? libraries.filter(({ id }) => id === owner.libraryId) : libraries
  return own.map(({ id: libraryId, kind }) => {
    const layout = found.by === 'library' ? 'wide' : contents[kind].layout
    const { imageTypes } = layouts[layout]
    const members = { ...found, libraryId, kind: contents[kind].kind, imageTypes }
    return { ownerId: owner.id, layout, members }
  })
}

function findMembership({ id, kind }: CollageOwner): Pick<Members, 'by' | 'id'> | undefined {
  switch (kind) {
    case 'CollectionFolder':
      return { by: 'library', id }
    case 'BoxSet':
      return { by: 'parent', id }
    // Albums may lie in `Singles`, `Live` and so on.
    case 'MusicArtist':
    case 'Folder':
    case 'PhotoAlbum':
      return { by: 'below', id }
    case 'artist':
    case 'genre':
    case 'studio':
      return { by: 'name', id }
    default:
      return undefined
  }
}

/** A member's picture with the tag that it must have. */
interface Piece extends OriginalRef {
  readonly tag: string
}

interface Recipe {
  readonly layout: LayoutName
  readonly pieces: readonly Piece[]
}

/** The collage of the images of its members, in their order; `undefined` where there are none. */
export function makeCollage(
  { ownerId, layout }: CollagePlan,
  members: readonly (readonly ImageRecord[])[],
): ImageRecord | undefined {
  const { width, height, imageTypes } = layouts[layout]
  const chosen = members.flatMap(
    (images) =>
      imageTypes
        .map((type) => images.find((image) => image.type === type))
        .find((image) => image !== undefined) ?? [],
  )
  // Albums of one cover show it once.
  const byTag = new Map(chosen.map(({ tag, original }) => [tag, { ...original, tag }]))
  const pieces = [...byTag.values()].slice(0, maxMembers)
  if (pieces.length === 0) return undefined
  const recipe: Recipe = { layout, pieces }
  return {
    ownerId,
    type: 'Primary',
    index: 0,
    original: { source: collageSource, key: JSON.stringify(recipe) },
    tag: contentId('collage', collageVersion, layout, ...pieces.map(({ tag }) => tag)),
    width,
    height,
    format: 'collage',
    bytes: 0,
    blurHash: '',
    hasAlpha: false,
    frames: 1,
    servableAsIs: true,
    stamp: { bytes: 0, mtimeMs: 0, ctimeMs: 0 },
    // Nothing says since when its members are these: it is compared by entity tag alone.
    modifiedAt: Infinity,
  }
}

/** A place in the whole, in pixels. */
export interface Cell {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * Places for 1 to 4 pictures, which cover the whole without gap or overlap: all of it, two halves,
 * a half and two quarters, four quarters. Halves lie along the longer side.
 */
export function planCells(
  count: number,
  { width, height }: Pick<Cell, 'width' | 'height'>,
): Cell[] {
  const whole = { left: 0, top: 0, width, height }
  if (count <= 1) return [whole]
  const upright = height > width
  const [first, second] = halve(whole, upright)
  if (count === 2) return [first, second]
  if (count === 3) return [first, ...halve(second, !upright)]
  const [upper, lower] = halve(whole, true)
  return [...halve(upper, false), ...halve(lower, false)]
}

function halve(cell: Cell, upright: boolean): [Cell, Cell] {
  const { left, top, width, height } = cell
  if (upright) {
    const half = Math.floor(height / 2)
    return [
      { ...cell, height: half },
      { ...cell, top: top + half, height: height - half },
    ]
  }
  const half = Math.floor(width / 2)
  return [
    { ...cell, width: half },
    { ...cell, left: left + half, width: width - half },
  ]
}

/** What is to be drawn for the key of a collage. */
export function planDrawing(key: string): {
  readonly width: number
  readonly height: number
  readonly pieces: readonly (Piece & Cell)[]
} {
  // Keys never come from outside.
  const { layout, pieces } = JSON.parse(key) as Recipe
  const { width, height } = layouts[layout]
  const cells = planCells(pieces.length, { width, height })
  return { width, height, pieces: cells.flatMap((cell, at) => ({ ...pieces[at]!, ...cell })) }
}

/** The originals that lie somewhere: an original itself, or a collage's members. */
export function fileOriginals(ref: OriginalRef): readonly OriginalRef[] {
  if (ref.source !== collageSource) return [ref]
  return planDrawing(ref.key).pieces.map(({ source, key }) => ({ source, key }))
}
