import { KeyartError } from '../errors.ts'
import type { OriginalRef } from './image.ts'
import {
  type ImageFamily,
  type ImageLayout,
  sameRef,
  shownImages,
  type TaggedOriginal,
} from './image-layout.ts'
import { isPlural, type ImageType } from './image-type.ts'

/*
 * What an edit makes of a layout. An edit that makes no sense throws and changes nothing.
 */

/** Where a new picture goes: in the place of the one with this index, or behind the last. */
export type EditIndex = number | undefined

/**
 * Shows `added`, which counts as given to Keyart. Of a type that is not plural it takes the place
 * of an earlier upload and lies over files. Of a plural type it replaces the one at `index`, or
 * comes last; a picture that is shown already is not shown twice.
 *
 * @throws KeyartError QUERY_INVALID for an index beyond the end
 */
export function planUpload(
  family: ImageFamily,
  added: TaggedOriginal,
  index?: EditIndex,
): ImageLayout {
  const { type, layout } = family
  if (!isPlural(type)) {
    requireAtMost(index, 0, type)
    return { ...unhide(layout, added), uploads: [added.ref] }
  }
  const shown = shownImages(family)
  const at = index ?? shown.length
  requireAtMost(at, shown.length, type)
  const same = shown.findIndex(({ ref, tag }) => tag === added.tag || sameRef(ref, added.ref))
  if (same !== -1 && (at === same || at === shown.length)) return layout
  const order = shown.toSpliced(at, 1, added).filter((image) => image !== shown[same])
  const gone = [shown[at], shown[same]].filter((image) => image !== undefined)
  const base = unhide(takeOut(layout, gone), added)
  return {
    ...base,
    uploads: [...withoutRef(base.uploads, added.ref), added.ref],
    places: place(
      base,
      order.map(({ ref }) => ref),
    ),
  }
}

/** As `planUpload`, of a picture that was written as a file, in the place of `replaced`. */
export function planSaved(
  family: ImageFamily,
  added: TaggedOriginal,
  replaced: OriginalRef | undefined,
  index?: EditIndex,
): ImageLayout {
  const layout = planUpload(family, added, index)
  if (layout === family.layout) return layout
  return {
    ...layout,
    uploads: withoutRef(layout.uploads, added.ref),
    hidden: layout.hidden.filter(({ ref }) => replaced === undefined || !sameRef(ref, replaced)),
  }
}

/**
 * Takes away the image at `index`. An upload is dropped, which shows the file beneath it where the
 * type is not plural; a file is hidden, and where the type is not plural all files that would
 * take its place.
 *
 * @throws KeyartError IMAGE_NOT_FOUND
 */
export function planDelete(family: ImageFamily, index: number): ImageLayout {
  const { type, originals, layout } = family
  const shown = shownImages(family)
  const gone = requireShown(family, shown, index)
  if (isUpload(layout, gone.ref) || isPlural(type)) return takeOut(layout, [gone])
  return takeOut(
    layout,
    originals.filter(({ ref }) => !isUpload(layout, ref)),
  )
}

/**
 * Takes out the image at `index` and puts it in at `newIndex`; all places are fixed from then on.
 *
 * @throws KeyartError IMAGE_NOT_FOUND, QUERY_INVALID
 */
export function planMove(family: ImageFamily, index: number, newIndex: number): ImageLayout {
  const { type, layout } = family
  if (!isPlural(type))
    throw new KeyartError(
      'QUERY_INVALID',
      `Expected a type with several images for imageType but received '${type}'`,
      { parameter: 'imageType' },
    )
  const shown = shownImages(family)
  const moved = requireShown(family, shown, index)
  if (newIndex >= shown.length)
    throw new KeyartError(
      'QUERY_INVALID',
      `Expected an integer from 0 to ${shown.length - 1} for newIndex but received ${newIndex}`,
      { parameter: 'newIndex' },
    )
  const order = shown.filter((image) => image !== moved).map(({ ref }) => ref)
  order.splice(newIndex, 0, moved.ref)
  return { ...layout, places: place(layout, order) }
}

/** @throws KeyartError IMAGE_NOT_FOUND */
export function requireShown(
  { type }: ImageFamily,
  shown: readonly TaggedOriginal[],
  index: number,
): TaggedOriginal {
  const image = shown[index]
  if (image !== undefined) return image
  throw new KeyartError('IMAGE_NOT_FOUND', `There is no image of type ${type} with index ${index}`)
}

function requireAtMost(index: EditIndex, max: number, type: ImageType): void {
  if (index === undefined || index <= max) return
  throw new KeyartError(
    'QUERY_INVALID',
    `Expected an integer from 0 to ${max} for imageIndex of type ${type} but received ${index}`,
    { parameter: 'imageIndex' },
  )
}

function isUpload({ uploads }: ImageLayout, ref: OriginalRef): boolean {
  return uploads.some((upload) => sameRef(upload, ref))
}

function withoutRef(refs: readonly OriginalRef[], gone: OriginalRef): readonly OriginalRef[] {
  return refs.filter((ref) => !sameRef(ref, gone))
}

/** Drops uploads with their places, and hides files. */
function takeOut(layout: ImageLayout, gone: readonly TaggedOriginal[]): ImageLayout {
  const dropped = gone.filter(({ ref }) => isUpload(layout, ref))
  const files = gone.filter(({ ref }) => !isUpload(layout, ref))
  const stays = (ref: OriginalRef) => !dropped.some((one) => sameRef(one.ref, ref))
  const others = layout.hidden.filter(({ ref }) => !files.some((one) => sameRef(one.ref, ref)))
  return {
    uploads: layout.uploads.filter(stays),
    places: layout.places.filter(stays),
    hidden: [...others, ...files.map(({ ref, tag }) => ({ ref, tag }))],
  }
}

function unhide(layout: ImageLayout, { ref }: TaggedOriginal): ImageLayout {
  return { ...layout, hidden: layout.hidden.filter((entry) => !sameRef(entry.ref, ref)) }
}

/**
 * Puts what is shown in `order`. What has a place but is not shown (hidden, or away with its disk)
 * stays behind the one that it stood behind.
 */
function place({ places }: ImageLayout, order: readonly OriginalRef[]): readonly OriginalRef[] {
  const placed = [...order]
  let before: OriginalRef | undefined
  for (const ref of places) {
    if (!placed.some((one) => sameRef(one, ref))) {
      const at = before === undefined ? -1 : placed.findIndex((one) => sameRef(one, before!))
      placed.splice(at + 1, 0, ref)
    }
    before = ref
  }
  return placed
}
