import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { FactFilter } from './item-catalog.ts'

/*
 * Conditions on what items say of themselves, read out of the items as they are stored: they are
 * asked for rarely, and what is found is kept.
 */

const member = (path: string) => sql`json_extract(items.json, ${`$.${path}`})`

const anyOf = (texts: readonly string[]) =>
  sql`(${texts.length === 0 ? sql`null` : sql.join(texts.map((text) => text.toLowerCase()))})`

const isThere = (value: RawBuilder<unknown>, isPresent: boolean): RawBuilder<SqlBool> =>
  isPresent ? sql<SqlBool>`coalesce(${value}, '') <> ''` : sql<SqlBool>`coalesce(${value}, '') = ''`

const isTrue = (condition: RawBuilder<unknown>, expected: boolean): RawBuilder<SqlBool> =>
  expected ? sql<SqlBool>`${condition}` : sql<SqlBool>`not ${condition}`

/** That the file which an item is played from has such a stream. */
const hasStream = (kind: RawBuilder<unknown>, condition: RawBuilder<unknown>) =>
  sql`exists (select 1 from json_each(items.json, '$.files[0].facts.streams') stream
    where json_extract(stream.value, '$.kind') = ${kind} and ${condition})`

/** All that the filter asks, each to be true. */
export function factConditions(filter: FactFilter): readonly RawBuilder<SqlBool>[] {
  const { tags, officialRatings, seriesStatus, isLocked, changedSince } = filter
  return [
    ...(tags === undefined
      ? []
      : [
          sql<SqlBool>`exists (select 1 from json_each(items.json, '$.facts.tags') tag
            where lower(tag.value) in ${anyOf(tags)})`,
        ]),
    ...(officialRatings === undefined
      ? []
      : [sql<SqlBool>`lower(${member('officialRating')}) in ${anyOf(officialRatings)}`]),
    ...(seriesStatus === undefined
      ? []
      : [sql<SqlBool>`lower(${member('facts.status')}) in ${anyOf(seriesStatus)}`]),
    ...(filter.hasOfficialRating === undefined
      ? []
      : [isThere(member('officialRating'), filter.hasOfficialRating)]),
    ...(filter.hasOverview === undefined ? [] : [isThere(member('overview'), filter.hasOverview)]),
    ...(filter.hasExtras ?? []).map(({ types, isPresent }) =>
      isTrue(
        sql`exists (select 1 from json_each(items.json, '$.extras') extra
          where json_extract(extra.value, '$.type') in (${sql.join(types)}))`,
        isPresent,
      ),
    ),
    ...(filter.hasSubtitles === undefined
      ? []
      : [isTrue(hasStream(sql`'Subtitle'`, sql`1`), filter.hasSubtitles)]),
    ...(filter.sides ?? []).map(({ side, min, isReached }) =>
      isTrue(
        hasStream(sql`'Video'`, sql`json_extract(stream.value, ${`$.${side}`}) >= ${min}`),
        isReached,
      ),
    ),
    ...Object.entries(filter.hasProviderId ?? {}).map(([name, isPresent]) =>
      isThere(member(`facts.providerIds.${name}`), isPresent),
    ),
    ...(isLocked === undefined
      ? []
      : [sql<SqlBool>`coalesce(${member('facts.isLocked')}, 0) = ${Number(isLocked)}`]),
    ...(filter.minRatingAge === undefined
      ? []
      : [
          sql<SqlBool>`coalesce(${member('facts.ratingAge')}, ${filter.minRatingAge}) >= ${filter.minRatingAge}`,
        ]),
    ...(filter.maxRatingAge === undefined
      ? []
      : [sql<SqlBool>`coalesce(${member('facts.ratingAge')}, 0) <= ${filter.maxRatingAge}`]),
    ...(filter.minCommunityRating === undefined
      ? []
      : [sql<SqlBool>`items.community_rating >= ${filter.minCommunityRating}`]),
    ...(filter.minCriticRating === undefined
      ? []
      : [sql<SqlBool>`${member('facts.criticRating')} >= ${filter.minCriticRating}`]),
    ...(filter.minPremiereDate === undefined
      ? []
      : [sql<SqlBool>`${member('premiereDate')} >= ${filter.minPremiereDate}`]),
    ...(filter.maxPremiereDate === undefined
      ? []
      : [sql<SqlBool>`${member('premiereDate')} <= ${filter.maxPremiereDate}`]),
    ...(changedSince === undefined
      ? []
      : [
          sql<SqlBool>`(items.created_at >= ${changedSince} or exists (select 1 from image_changes
            where image_changes.owner_id = items.id and image_changes.since >= ${changedSince}))`,
        ]),
  ]
}
