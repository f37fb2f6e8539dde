import type {
  StoredUpstreamImage,
  UpstreamCatalog,
} from '../../catalog/upstream/upstream-catalog.ts'
import { imageTypeTraits } from '../../library/image-type.ts'
import type { ImageRecord, OriginalRef } from '../../library/image.ts'
import { wallKinds } from '../../library/wall-kinds.ts'
import { toRecord } from './cached-images.ts'
import type { UpstreamOriginals } from './originals.ts'

/** What is seen first: walls, and what is shown beside them. */
const firstKinds = [...wallKinds, 'CollectionFolder', 'Photo'] as const
/** Owners of each kind that count as seen first. */
const firstOwners = 84
/** Owners on walls; memory holds no more. */
const maxWallOwners = 20_000
const pageOwners = 200

/** What is stored of the origin's images, as those who create images in advance see it. */
export function upstreamImageLists(
  store: Pick<UpstreamCatalog, 'counts' | 'imagesOf' | 'latestOwners' | 'owners' | 'setProblem'>,
  originals: Pick<UpstreamOriginals, 'has'>,
) {
  const imagesOf = async (ownerIds: readonly string[]) => {
    const stored = await store.imagesOf(ownerIds)
    return new Map([...stored].map(([id, images]) => [id, toRecords(images)]))
  }
  const lists = {
    countImages: async () => (await store.counts()).stored,
    imagesOf,
    announcedImages: async (after: string, limit: number) => {
      const ids = await store.owners(after, limit)
      const images = await imagesOf(ids)
      return {
        images: ids.flatMap((id) => images.get(id) ?? []),
        lastOwnerId: ids.length < limit ? undefined : ids.at(-1),
      }
    },
    firstScreens: async () => {
      const ids = new Set<string>()
      for (const kind of firstKinds)
        for (const id of await store.latestOwners([kind], firstOwners)) ids.add(id)
      return [...ids]
    },
    wallOwners: async function* () {
      const ids = await store.latestOwners(wallKinds, maxWallOwners)
      for (let at = 0; at < ids.length; at += pageOwners) yield ids.slice(at, at + pageOwners)
    },
  }
  return {
    lists,
    /** Only what is stored: what was removed since is fetched again when it is requested. */
    isReadable: ({ original }: ImageRecord) => originals.has(original.key),
    catalog: {
      putOriginals: async (
        entries: readonly {
          readonly ref: OriginalRef
          readonly state: { readonly kind: string; readonly reason?: string }
        }[],
      ) => {
        for (const { ref, state } of entries)
          if (state.kind === 'problem') await store.setProblem(ref.key, state.reason ?? '')
      },
    },
  }
}

/** By type and index. */
function toRecords(images: readonly StoredUpstreamImage[]): readonly ImageRecord[] {
  const numberOf = ({ type }: StoredUpstreamImage) => imageTypeTraits[type].number
  return images
    .toSorted((one, other) => numberOf(one) - numberOf(other) || one.index - other.index)
    .map(toRecord)
}
