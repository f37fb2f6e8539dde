import { sql } from 'kysely'
import { imageTypes, isPlural } from '../library/image-type.ts'
import type { Catalog } from './catalog.ts'
import { inLists, type CatalogDatabase } from './database.ts'
import { announce, type JoinedImage } from './image-row.ts'
import { isHidden, selectJoinedImages } from './joined-images.ts'

type ImageReads = Pick<Catalog, 'findImages' | 'imagesOf' | 'counts' | 'problems'>

const pluralTypes = imageTypes.filter(isPlural)

export function imageReads({ read, lists }: CatalogDatabase): ImageReads {
  // Every image request asks this: compiled once, for building it costs more than running it.
  const oneFamily = selectJoinedImages(read, [''], 'Primary').compile()
  return {
    async findImages(ownerId, type) {
      const parameters = [ownerId, type]
      const { rows } = await read.executeQuery<JoinedImage>({ ...oneFamily, parameters })
      return announce(rows).get(ownerId) ?? []
    },

    async imagesOf(ownerIds) {
      return announce(await inLists(ownerIds, (some) => selectJoinedImages(read, some).execute()))
    },

    async counts() {
      const counted = await sql<{ items: number; images: number; problems: number }>`
        select
          (select count(*) from items where kind <> 'CollectionFolder') as items,
          (select coalesce(sum(case when type in (${sql.join(pluralTypes)}) then n else 1 end), 0)
            from (select images.type as type, count(*) as n from images
              join originals on originals.source = images.source and originals.key = images.key
              where originals.problem is null and not ${isHidden}
              group by images.owner_id, images.type) families) as images,
          (select count(*) from problems) +
          (select count(*) from originals where ${referredProblem}) as problems
      `.execute(lists)
      const [row] = counted.rows
      return {
        items: Number(row?.items),
        images: Number(row?.images),
        problems: Number(row?.problems),
      }
    },

    async problems() {
      const found = await sql<{ libraryId: string; path: string; reason: string }>`
        select "libraryId", path, reason from (
          select library_id as "libraryId", path, reason from problems
          union all
          select source, key, problem from originals where ${referredProblem}
        ) found
        join libraries on libraries.id = found."libraryId"
        order by libraries.position, path, reason
      `.execute(lists)
      return found.rows.map(({ libraryId, path, reason }) => ({ libraryId, path, reason }))
    },
  }
}

/** Files of a library that cannot be announced and that something still refers to. */
const referredProblem = sql<boolean>`originals.problem is not null
  and exists (select 1 from libraries where libraries.id = originals.source)
  and exists (select 1 from images
    where images.source = originals.source and images.key = originals.key)`
