import type { FileStamp, ImageRecord, SourceFormat } from '../../library/image.ts'
import { comparePlaces } from '../../library/image-layout.ts'
import { imageTypeTraits, isPlural, type ImageType } from '../../library/image-type.ts'
import { withoutCopies } from './copies.ts'
import type { OriginalState } from './image-catalog.ts'
import type { ImageRow, OriginalRow } from '../database/tables.ts'

type OriginalColumns = Omit<OriginalRow, 'source' | 'key'>

/** An image row with what is known of its original: all null when it was never opened. */
export type JoinedImage = ImageRow &
  (
    | { readonly [Column in keyof OriginalColumns]: OriginalColumns[Column] }
    | { readonly [Column in keyof OriginalColumns]: null }
  ) & {
    readonly since: number | null
    /** Set by a user; null: natural order. */
    readonly place: number | null
    readonly hidden_tag: string | null
  }

/**
 * The announced images among all rows of some owners, which come in announcing order within each
 * owner and type: those whose original is known, sound and not hidden, numbered from 0 by the places
 * that people gave them, then in natural order; the first alone for a type that is not plural.
 * `shownImages` says the same of one family.
 */
export function announce(rows: readonly JoinedImage[]): Map<string, readonly ImageRecord[]> {
  const owners = new Map<string, ImageRecord[]>()
  for (const [first, ...others] of byOwnerAndType(rows)) {
    const all = [first, ...others]
    const type = first.type as ImageType
    const sound = withoutCopies(all).filter((row) => isSound(row) && row.tag !== row.hidden_tag)
    const announced = isPlural(type) ? sound.toSorted(byPlace) : sound.slice(0, 1)
    if (announced.length === 0) continue
    const modifiedAt = Math.max(...all.map((row) => Math.max(row.since ?? 0, row.modified_at ?? 0)))
    const images = owners.get(first.owner_id) ?? []
    owners.set(first.owner_id, images)
    for (const [index, row] of announced.entries())
      if (row.tag !== null) images.push(toRecord(row, index, modifiedAt))
  }
  for (const images of owners.values()) images.sort((one, other) => place(one) - place(other))
  return owners
}

export function isSound(row: JoinedImage): row is JoinedImage & { readonly tag: string } {
  return row.tag !== null && row.problem === null
}

function byPlace(one: JoinedImage, other: JoinedImage): number {
  return comparePlaces(one.place ?? Infinity, other.place ?? Infinity)
}

function byOwnerAndType(rows: readonly JoinedImage[]): Iterable<[JoinedImage, ...JoinedImage[]]> {
  const groups = new Map<string, [JoinedImage, ...JoinedImage[]]>()
  for (const row of rows) {
    const key = `${row.owner_id} ${row.type}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups.values()
}

/** The types in the order of their numbers; a stable sort keeps the order within each. */
function place(image: ImageRecord): number {
  return imageTypeTraits[image.type].number
}

function toRecord(row: ImageRow & OriginalColumns, index: number, modifiedAt: number): ImageRecord {
  return {
    ownerId: row.owner_id,
    type: row.type as ImageType,
    index,
    original: { source: row.source, key: row.key },
    ...toProbe(row),
    stamp: toStamp(row),
    modifiedAt,
  }
}

function toStamp(row: OriginalColumns): FileStamp {
  return { bytes: row.stamp_bytes, mtimeMs: row.mtime_ms, ctimeMs: row.ctime_ms }
}

function toProbe(row: OriginalColumns): Extract<OriginalState, { kind: 'image' }>['probe'] {
  return {
    tag: row.tag,
    width: row.width,
    height: row.height,
    format: row.format as SourceFormat,
    bytes: row.bytes,
    blurHash: row.blur_hash,
    hasAlpha: row.has_alpha === 1,
    frames: row.frames,
    servableAsIs: row.plain === 1,
  }
}

export function toState(row: OriginalColumns): OriginalState {
  const stamp = toStamp(row)
  return row.problem === null
    ? { kind: 'image', probe: toProbe(row), stamp }
    : { kind: 'problem', reason: row.problem, stamp }
}

/** The columns that store `state`, without the time of its last change. */
export function fromState(state: OriginalState): Omit<OriginalColumns, 'modified_at'> {
  const { bytes, mtimeMs, ctimeMs } = state.stamp
  const stamp = { stamp_bytes: bytes, mtime_ms: mtimeMs, ctime_ms: ctimeMs }
  if (state.kind === 'problem') {
    const nothing = { width: 0, height: 0, bytes: 0, has_alpha: 0, frames: 0, plain: 0 }
    return { ...stamp, ...nothing, problem: state.reason, tag: '', format: '', blur_hash: '' }
  }
  const { probe } = state
  return {
    ...stamp,
    problem: null,
    tag: probe.tag,
    width: probe.width,
    height: probe.height,
    format: probe.format,
    bytes: probe.bytes,
    blur_hash: probe.blurHash,
    has_alpha: probe.hasAlpha ? 1 : 0,
    frames: probe.frames,
    plain: probe.servableAsIs ? 1 : 0,
  }
}
