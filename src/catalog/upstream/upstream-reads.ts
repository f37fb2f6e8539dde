import { sql } from 'kysely'
import { type CatalogDatabase, inLists } from '../database/database.ts'
import type {
  UnreadableUpstreamImage,
  UpstreamCatalog,
  UpstreamCounts,
} from './upstream-catalog.ts'
import { toImage, toListed, toStored } from './upstream-row.ts'

const isDue = sql<boolean>`listed_tag is not null and listed_tag is not fetched_tag
  and owner_kind != 'Photo'`
const isStored = sql<boolean>`tag is not null and problem is null`

export type UpstreamReads = Pick<
  UpstreamCatalog,
  | 'find'
  | 'isOfPhoto'
  | 'state'
  | 'due'
  | 'unreadable'
  | 'counts'
  | 'imagesOf'
  | 'owners'
  | 'latestOwners'
>

export function upstreamReads({ read, lists }: CatalogDatabase): UpstreamReads {
  return {
    async find(slot) {
      const row = await read
        .selectFrom('upstream_images')
        .selectAll()
        .where('slot', '=', slot)
        .executeTakeFirst()
      return row && toStored(row)
    },

    async isOfPhoto(slot) {
      const row = await read
        .selectFrom('upstream_images')
        .select('owner_kind')
        .where('slot', '=', slot)
        .executeTakeFirst()
      return row?.owner_kind === 'Photo'
    },

    async state(name) {
      const row = await read
        .selectFrom('upstream_state')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirst()
      return row?.value
    },

    async due(limit) {
      const rows = await read
        .selectFrom('upstream_images')
        .selectAll()
        .where(isDue)
        .orderBy('rank')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toListed)
    },

    async unreadable(limit) {
      const rows = await lists
        .selectFrom('upstream_images')
        .selectAll()
        .where('problem', 'is not', null)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row): UnreadableUpstreamImage => ({
        ...toImage(row),
        reason: row.problem ?? '',
      }))
    },

    async counts() {
      const { rows } = await sql<Record<keyof UpstreamCounts, number | null>>`
        select sum(listed_tag is not null) as listed, sum(${isDue}) as due,
          sum(problem is not null) as unreadable, sum(${isStored}) as stored
        from upstream_images`.execute(lists)
      const [row] = rows
      return {
        listed: row?.listed ?? 0,
        due: row?.due ?? 0,
        unreadable: row?.unreadable ?? 0,
        stored: row?.stored ?? 0,
      }
    },

    async imagesOf(ownerIds) {
      const rows = await inLists(ownerIds, (some) =>
        read
          .selectFrom('upstream_images')
          .selectAll()
          .where('owner_id', 'in', some)
          .where(isStored)
          .execute(),
      )
      const images = rows.map(toStored).filter((image) => image !== undefined)
      return Map.groupBy(images, ({ ownerId }) => ownerId)
    },

    async owners(afterOwnerId, limit) {
      // Few may be stored among many that are listed: not on the thread that answers.
      const rows = await lists
        .selectFrom('upstream_images')
        .select('owner_id')
        .distinct()
        .where('owner_id', '>', afterOwnerId)
        .where(isStored)
        .orderBy('owner_id')
        .limit(limit)
        .execute()
      return rows.map(({ owner_id: id }) => id)
    },

    async latestOwners(kinds, limit) {
      const found = await inLists(kinds, (some) =>
        lists
          .selectFrom('upstream_images')
          .select(['owner_id', 'id'])
          .where('type', '=', 'Primary')
          .where('owner_kind', 'in', some)
          .where(isStored)
          .orderBy('id', 'desc')
          .limit(limit)
          .execute(),
      )
      return found.map(({ owner_id: id }) => id)
    },
  }
}
