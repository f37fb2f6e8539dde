import { sql } from 'kysely'
import type { ImageRecord } from '../../library/image.ts'
import { imageTypes, isPlural } from '../../library/image-type.ts'
import type { CatalogCounts, ImageCatalog } from './image-catalog.ts'
import { preparedByIds, type CatalogDatabase } from '../database/database.ts'
import { announce, type JoinedImage } from './image-row.ts'
import { isHidden, selectJoinedImages } from './joined-images.ts'
import { countProblems } from './problems.ts'
import { GenerationCache } from '../cache/generation-cache.ts'

/** Owners whose images are cached in memory, some hundred bytes each image. */
const MAX_OWNERS = 10_000

const pluralTypes = imageTypes.filter(isPlural)

export function imageReads({ read, lists, generation }: CatalogDatabase): ImageCatalog {
  const cache = new GenerationCache<readonly ImageRecord[]>(MAX_OWNERS, generation)
  let counted: { readonly at: number; readonly shown: Shown } | undefined
  // Every image request asks this: compiled once, for building it costs more than running it.
  const oneFamily = selectJoinedImages(read, [''], 'Primary').compile()
  const imagesByOwners = preparedByIds(read, (ownerIds) => selectJoinedImages(read, ownerIds))
  return {
    async findImages(ownerId, type) {
      // Clients that request a poster have usually requested a list before.
      const images = cache.get(ownerId)
      if (images !== undefined) return images.filter((image) => image.type === type)
      const parameters = [ownerId, type]
      const { rows } = await read.executeQuery<JoinedImage>({ ...oneFamily, parameters })
      return announce(rows).get(ownerId) ?? []
    },

    async imagesOf(ownerIds) {
      const images = await cache.find(ownerIds, async (missing) => {
        const found = announce(await imagesByOwners(missing))
        return missing.map((id) => [id, found.get(id) ?? []])
      })
      return new Map([...images].filter(([, own]) => own.length > 0))
    },

    async announcedImages(afterOwnerId, limit) {
      const owners = await read
        .selectFrom('images')
        .select('owner_id')
        .distinct()
        .where('owner_id', '>', afterOwnerId)
        .orderBy('owner_id')
        .limit(limit)
        .execute()
      const ids = owners.map((row) => row.owner_id)
      const found = announce(await imagesByOwners(ids))
      return {
        images: ids.flatMap((id) => found.get(id) ?? []),
        lastOwnerId: ids.length < limit ? undefined : ids.at(-1),
      }
    },

    async counts() {
      const at = generation()
      // Takes long in a large catalog, and after most scans nothing has changed.
      const shown = counted?.at === at ? counted.shown : await countShown(lists)
      counted = { at, shown }
      return { ...shown, problems: await countProblems(lists) }
    },
  }
}

type Shown = Omit<CatalogCounts, 'problems'>

async function countShown(db: CatalogDatabase['lists']): Promise<Shown> {
  // In SQLite a cross join keeps its order: both tables are read as they lie. The other way round
  // each image would look for its original somewhere else in the file.
  const counted = await sql<Shown>`
    select
      (select count(*) from items where kind <> 'CollectionFolder') as items,
      (select coalesce(sum(case when type in (${sql.join(pluralTypes)}) then n else 1 end), 0)
        from (select images.type as type, count(*) as n
          from originals cross join images
          where images.source = originals.source and images.key = originals.key
            and originals.problem is null and not ${isHidden}
          group by images.owner_id, images.type) families) as images
  `.execute(db)
  const [row] = counted.rows
  return { items: Number(row?.items), images: Number(row?.images) }
}
