import type { OriginalRef } from './image.ts'
import { isPlural, type ImageType } from './image-type.ts'

/** An original with the tag of the bytes that it has now. */
export interface TaggedOriginal {
  readonly ref: OriginalRef
  readonly tag: string
}

/**
 * What people said of the images of one owner and type, over what lies in folders. It stands until
 * somebody says otherwise, whatever scans find.
 */
export interface ImageLayout {
  /** Given to Keyart, in the order of giving. */
  readonly uploads: readonly OriginalRef[]
  /**
   * The order of originals, also of those that are not there just now. A file keeps its place when
   * its bytes change; what has no place follows in natural order.
   */
  readonly places: readonly OriginalRef[]
  /** Not shown as long as they have these bytes. */
  readonly hidden: readonly TaggedOriginal[]
}

/** All that could be shown of one owner and type. */
export interface ImageFamily {
  readonly type: ImageType
  /** Sound originals in natural order: uploads, then files. The hidden are among them. */
  readonly originals: readonly TaggedOriginal[]
  readonly layout: ImageLayout
}

export const emptyLayout: ImageLayout = { uploads: [], places: [], hidden: [] }

export function sameRef(one: OriginalRef, other: OriginalRef): boolean {
  return one.source === other.source && one.key === other.key
}

/** What is shown, by index: one alone for a type that is not plural. */
export function shownImages({ type, originals, layout }: ImageFamily): readonly TaggedOriginal[] {
  const seen = originals.filter(({ ref, tag }) => !isHidden(layout, ref, tag))
  if (!isPlural(type)) return seen.slice(0, 1)
  const place = ({ ref }: TaggedOriginal) => {
    const found = layout.places.findIndex((placed) => sameRef(placed, ref))
    return found === -1 ? Infinity : found
  }
  return seen.toSorted((one, other) => comparePlaces(place(one), place(other)))
}

/** Infinity for what has no place; equal ones keep their order. */
export function comparePlaces(one: number, other: number): number {
  return one === other ? 0 : one - other
}

function isHidden({ hidden }: ImageLayout, ref: OriginalRef, tag: string): boolean {
  return hidden.some((entry) => entry.tag === tag && sameRef(entry.ref, ref))
}
