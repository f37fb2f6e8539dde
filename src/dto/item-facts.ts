import type { Item, ItemKind } from '../library/item.ts'
import { extraCounts } from './extras.ts'
import { traitsOf } from './kinds.ts'
import type { ItemField } from './options.ts'
import { present, wireTime } from './present.ts'

const dayTime = (day: string | undefined) => day && wireTime(Date.parse(day))

/** What is given unasked. */
export function factMembers({ facts = {} }: Item) {
  return present({
    CriticRating: facts.criticRating,
    Status: facts.status,
    EndDate: dayTime(facts.endDate),
    RunTimeTicks: facts.runTimeTicks,
    AirsBeforeSeasonNumber: facts.airsBefore?.season,
    AirsBeforeEpisodeNumber: facts.airsBefore?.episode,
    AirsAfterSeasonNumber: facts.airsAfterSeason,
  })
}

/** What is given where `Fields` names it. Lists are empty rather than absent: clients read them. */
export function requestedFacts(
  item: Pick<Item, 'id' | 'facts' | 'extras'> & { readonly kind?: ItemKind },
  fields: ReadonlySet<ItemField>,
) {
  const { facts = {} } = item
  const when = <T>(field: ItemField, value: () => T): T | undefined =>
    fields.has(field) ? value() : undefined
  const { kind } = item
  const hasExtras = kind !== undefined && (!traitsOf(kind).isFolder || kind === 'Series')
  return present({
    Tags: when('Tags', () => [...(facts.tags ?? [])]),
    Taglines: when('Taglines', () => [...(facts.taglines ?? [])]),
    ProviderIds: when('ProviderIds', () => ({ ...facts.providerIds })),
    ProductionLocations: when('ProductionLocations', () => [...(facts.countries ?? [])]),
    RemoteTrailers: when('RemoteTrailers', () => (facts.trailers ?? []).map((Url) => ({ Url }))),
    ExternalUrls: when('ExternalUrls', () => []),
    LockedFields: when('Settings', () => []),
    LockData: when('Settings', () => facts.isLocked === true),
    // Nothing is deleted, sent or played here.
    CanDelete: when('CanDelete', () => false),
    CanDownload: when('CanDownload', () => false),
    PlayAccess: when('PlayAccess', () => 'None'),
    LocalTrailerCount: hasExtras
      ? when('LocalTrailerCount', () => extraCounts(item).trailers)
      : undefined,
    SpecialFeatureCount: hasExtras
      ? when('SpecialFeatureCount', () => extraCounts(item).specialFeatures)
      : undefined,
    DisplayPreferencesId: when('DisplayPreferencesId', () => item.id),
    Etag: when('Etag', () => item.id),
  })
}
