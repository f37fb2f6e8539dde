import { sql } from 'kysely'
import { type Members, maxMembers } from '../../library/collage.ts'
import { filmSetRole } from '../../library/film-set.ts'
import type { MemberCatalog } from './image-catalog.ts'
import type { CatalogDatabase } from '../database/database.ts'
import { isHidden } from './joined-images.ts'
import type { QueryCache } from '../cache/query-cache.ts'

/** Of so many that may be members, in their order, some must have a picture. */
const MAX_CANDIDATES = 200

/** Folders inside one that are looked into. */
const FOLDERS = 100

/** As many questions as one statement answers; each takes four parameters. */
const QUESTIONS = 400

export function memberReads(
  { lists, generation }: CatalogDatabase,
  cache: QueryCache,
): MemberCatalog {
  return {
    async findMembers(queries) {
      if (queries.length === 0) return []
      const key = `members ${JSON.stringify(queries)}`
      return await cache.rows(key, generation, () => findAll(queries))
    },
  }

  async function findAll(queries: readonly Members[]): Promise<readonly (readonly string[])[]> {
    const answers: string[][] = queries.map(() => [])
    const groups = Map.groupBy(queries.entries(), ([, { by, imageTypes }]) =>
      [by, ...imageTypes].join(' '),
    )
    for (const group of groups.values())
      for (let start = 0; start < group.length; start += QUESTIONS)
        for (const { at, id } of await ask(group.slice(start, start + QUESTIONS)))
          answers[Number(at)]?.push(id)
    return answers
  }

  /** What to ask all at once: alike but for the ids. */
  async function ask(group: readonly (readonly [number, Members])[]) {
    const [, { by, imageTypes }] = group[0]!
    const rows = group.map(
      ([at, { id, libraryId, kind }]) => sql`(${at}, ${id}, ${libraryId}, ${kind})`,
    )
    // A look at the first few in the order of an index; only these are looked up in `images`.
    const found = await sql<{ at: number; id: string }>`
      with wanted(at, id, library_id, kind) as (values ${sql.join(rows)})
      select wanted.at as at, items.id as id
      from wanted join items on items.id in (
        select candidate.id from (${candidates[by]} limit ${MAX_CANDIDATES}) candidate
        where exists (select 1 from images
          join originals on originals.source = images.source and originals.key = images.key
          where images.owner_id = candidate.id and images.type in (${sql.join(imageTypes)})
          and originals.problem is null and not ${isHidden})
        limit ${maxMembers})
      order by wanted.at, items.sort_key, items.id
    `.execute(lists)
    return found.rows
  }
}

/** Items that a row of `wanted` speaks of, in the order of an index that has them together. */
const candidates = {
  library: sql`select member.id as id from items member
    where member.library_id = wanted.library_id and member.kind = wanted.kind
    order by member.sort_key, member.id`,
  // What lies in the folder of a box set, or names the set.
  parent: sql`select id from (
    select member.id as id, member.sort_key as sort_key from items member
      where member.parent_id = wanted.id and member.library_id = wanted.library_id
      and member.kind = wanted.kind
    union all
    select member.id, member.sort_key from mentions join items member on member.id = mentions.item_id
      where mentions.name_id = wanted.id and mentions.role = ${filmSetRole}
      and mentions.library_id = wanted.library_id and mentions.item_kind = wanted.kind)
    order by sort_key, id`,
  // Folder by folder, so that a large one is not sorted whole for the sake of four.
  below: sql`select member.id as id from (with recursive inside(id) as (
      select wanted.id
      union
      select child.id from inside join items child on child.parent_id = inside.id
      where child.kind in ('Folder', 'PhotoAlbum', 'MusicArtist')
      limit ${FOLDERS})
    select id from inside) folder
    cross join items member on member.parent_id = folder.id
    where member.library_id = wanted.library_id and member.kind = wanted.kind`,
  name: sql`select mentions.item_id as id from mentions
    where mentions.name_id = wanted.id and mentions.library_id = wanted.library_id
    and mentions.item_kind = wanted.kind
    order by mentions.item_id`,
} as const satisfies Record<Members['by'], unknown>
