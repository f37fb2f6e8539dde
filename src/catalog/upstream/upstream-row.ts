import type { ImageType } from '../../library/image-type.ts'
import { wallKinds } from '../../library/wall-kinds.ts'
import { fromState, toState } from '../images/image-row.ts'
import type { OriginalRow, UpstreamImageRow } from '../database/tables.ts'
import type { ListedUpstreamImage, StoredUpstreamImage, UpstreamImage } from './upstream-catalog.ts'

/** Walls, and the rows of libraries above them. */
const firstKinds: ReadonlySet<string> = new Set([...wallKinds, 'CollectionFolder'])

/** How soon somebody is likely to see it: posters on walls, other first images of theirs, the rest. */
export function rankOf(kind: string, { type, index }: UpstreamImage): number {
  const isFirst = index === 0
  if (firstKinds.has(kind)) return type === 'Primary' ? 0 : isFirst ? 1 : 3
  return type === 'Primary' ? 2 : 3
}

export function toImage(row: UpstreamImageRow): UpstreamImage {
  return {
    slot: row.slot,
    ownerId: row.owner_id,
    type: row.type as ImageType,
    index: row.position,
  }
}

/** `undefined`: its original was not fetched, or cannot be read. */
export function toStored(row: UpstreamImageRow): StoredUpstreamImage | undefined {
  if (row.tag === null || row.problem !== null) return undefined
  const state = toState(row as Omit<OriginalRow, 'source' | 'key'>)
  if (state.kind !== 'image') return undefined
  const { probe, stamp } = state
  return {
    ...toImage(row),
    probe,
    stamp,
    modifiedAt: row.modified_at ?? 0,
    facts: {
      length: row.file_length ?? undefined,
      lastModified: row.last_modified ?? undefined,
      etag: row.etag ?? undefined,
    },
  }
}

/** The columns of what was fetched. */
export function fromStored(
  { probe, stamp, modifiedAt, facts }: StoredUpstreamImage,
  at: number,
): Partial<UpstreamImageRow> {
  return {
    ...fromState({ kind: 'image', probe, stamp }),
    modified_at: modifiedAt,
    file_length: facts.length ?? null,
    last_modified: facts.lastModified ?? null,
    etag: facts.etag ?? null,
    stored_at: at,
  }
}

/** An image of which nothing is stored yet. */
export function fromImage(image: UpstreamImage, kind: string) {
  return {
    slot: image.slot,
    owner_id: image.ownerId,
    owner_kind: kind,
    type: image.type,
    position: image.index,
    rank: rankOf(kind, image),
    listed_in: 0,
  }
}

export function toListed(row: UpstreamImageRow): ListedUpstreamImage {
  return { ...toImage(row), tag: row.listed_tag ?? '' }
}
