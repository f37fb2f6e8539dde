import { type RawBuilder, sql } from 'kysely'
import type { CatalogDatabase } from '../database/database.ts'
import type { ItemProblem, ProblemCatalog, ScanProblem } from './problem-catalog.ts'

/** Of one item; who has more looks at the whole list. */
const maxOfItem = 20

/** Files of a library that cannot be announced and that something still refers to. */
const referredProblem = sql<boolean>`originals.problem is not null
  and exists (select 1 from libraries where libraries.id = originals.source)
  and exists (select 1 from images
    where images.source = originals.source and images.key = originals.key)`

const everyProblem = sql`
  select library_id as "libraryId", path, reason from problems
  union all
  select source, key, problem from originals where ${referredProblem}`

export async function countProblems(db: CatalogDatabase['lists']): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (${everyProblem}) found
  `.execute(db)
  return Number(rows[0]?.total)
}

export function problemReads({ lists }: CatalogDatabase): ProblemCatalog {
  const ordered = async (of: RawBuilder<unknown>, page: RawBuilder<unknown>) => {
    const { rows } = await sql<ScanProblem>`
      select "libraryId", path, reason from (${everyProblem}) found
      join libraries on libraries.id = found."libraryId"
      where ${of}
      order by libraries.position, path, reason ${page}
    `.execute(lists)
    return rows.map(({ libraryId, path, reason }): ScanProblem => ({ libraryId, path, reason }))
  }
  return {
    problems: () => ordered(sql`true`, sql``),

    async queryProblems({ libraryIds, start, limit }) {
      if (libraryIds?.length === 0) return { problems: [], total: 0 }
      const of =
        libraryIds === undefined ? sql`true` : sql`"libraryId" in (${sql.join(libraryIds)})`
      const counted = await sql<{ total: number }>`
        select count(*) as total from (${everyProblem}) found where ${of}
      `.execute(lists)
      const problems = await ordered(of, sql`limit ${limit} offset ${start}`)
      return { problems, total: Number(counted.rows[0]?.total) }
    },

    async problemsOf({ id, libraryId, path }) {
      const images = await sql<Required<ItemProblem>>`
        select distinct images.type as type, originals.key as path, originals.problem as reason
        from images join originals
          on originals.source = images.source and originals.key = images.key
        where images.owner_id = ${id} and originals.problem is not null
          and exists (select 1 from libraries where libraries.id = originals.source)
        order by type, path limit ${maxOfItem}
      `.execute(lists)
      // Beside a file by its name, within a folder, or of the library as a whole.
      const stem = path.replace(/\.[^./]{1,20}$/, '')
      const within = [`${path}/`, `${stem}.`].map(
        (start) => sql`(path >= ${start} and path < ${start + '\u{10ffff}'})`,
      )
      const others = await sql<ItemProblem>`
        select path, reason from problems
        where library_id = ${libraryId}
          and (path = ${path} ${path === '' ? sql`` : sql`or ${sql.join(within, sql` or `)}`})
        order by path limit ${maxOfItem}
      `.execute(lists)
      return [...images.rows, ...others.rows].slice(0, maxOfItem)
    },
  }
}
