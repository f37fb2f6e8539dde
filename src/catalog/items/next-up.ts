import { type Kysely, sql } from 'kysely'
import type { NextUpQuery } from './user-item-catalog.ts'
import type { Tables } from '../database/tables.ts'

/**
 * Of each series the first episode behind the last that was played which is not played itself;
 * specials are left out. Their ids in one text, the series played last first.
 */
export async function nextUp(db: Kysely<Tables>, query: NextUpQuery): Promise<string> {
  const { userId, libraryIds, seriesId, parentLibraryId } = query
  const { playedSince, withoutBegun = false } = query
  const begun =
    seriesId === undefined
      ? sql`select distinct season.parent_id as id from user_items
          join items episode on episode.id = user_items.item_id and episode.kind = 'Episode'
          join items season on season.id = episode.parent_id
          where user_items.user_id = ${userId} and user_items.played = 1`
      : sql`select ${seriesId} as id`
  const visible =
    libraryIds === undefined
      ? sql`1 = 1`
      : sql`episode.library_id in (${libraryIds.length === 0 ? null : sql.join(libraryIds)})`
  const inLibrary =
    parentLibraryId === undefined ? sql`1 = 1` : sql`episode.library_id = ${parentLibraryId}`
  // In SQLite a cross join keeps its order: from the series down, not over all episodes.
  const found = await sql<{ ids: string | null }>`
    with episodes as (
      select episode.id, season.parent_id as series_id,
        coalesce(state.played, 0) as played, state.last_played_at,
        coalesce(state.position_ticks, 0) as position_ticks,
        row_number() over (
          partition by season.parent_id
          order by episode.parent_index_number, episode.index_number, episode.sort_key, episode.id
        ) as place
      from (${begun}) begun
      cross join items season
      cross join items episode
      left join user_items state on state.item_id = episode.id and state.user_id = ${userId}
      where season.parent_id = begun.id and season.kind = 'Season'
        and episode.parent_id = season.id and episode.kind = 'Episode'
        and coalesce(episode.parent_index_number, 1) > 0 and ${visible} and ${inLibrary}
    ),
    last as (
      select series_id, max(last_played_at) as at,
        coalesce(max(case when played = 1 then place end), 0) as place
      from episodes group by series_id
    ),
    next as (
      select episodes.series_id, min(episodes.place) as place, max(last.at) as at
      from episodes join last on last.series_id = episodes.series_id
      where episodes.played = 0 and episodes.place > last.place
      group by episodes.series_id
    )
    select string_agg(id, '') as ids from (
      select episodes.id as id
      from next join episodes
        on episodes.series_id = next.series_id and episodes.place = next.place
      where ${playedSince === undefined ? sql`1 = 1` : sql`next.at >= ${playedSince}`}
        and ${withoutBegun ? sql`episodes.position_ticks = 0` : sql`1 = 1`}
      order by next.at desc, episodes.id
    ) found
  `.execute(db)
  return found.rows[0]?.ids ?? ''
}
