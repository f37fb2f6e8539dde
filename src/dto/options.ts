import { imageTypes, parseImageType, type ImageType } from '../library/image-type.ts'

/** The members of an item that are given only when asked for, in the wire's spelling. */
export const itemFields = [
  'CanDelete',
  'CanDownload',
  'Chapters',
  'ChildCount',
  'DateCreated',
  'DisplayPreferencesId',
  'Etag',
  'ExternalUrls',
  'Genres',
  'Height',
  'LocalTrailerCount',
  'MediaSourceCount',
  'MediaSources',
  'MediaStreams',
  'OriginalTitle',
  'Overview',
  'ParentId',
  'Path',
  'People',
  'PlayAccess',
  'PrimaryImageAspectRatio',
  'ProductionLocations',
  'ProviderIds',
  'RecursiveItemCount',
  'RemoteTrailers',
  'Settings',
  'SortName',
  'SpecialFeatureCount',
  'Studios',
  'Taglines',
  'Tags',
  'Width',
] as const
export type ItemField = (typeof itemFields)[number]

/** How much of an item its DTO says. */
export interface DtoOptions {
  readonly fields: ReadonlySet<ItemField>
  readonly enableImages: boolean
  /** At most so many images of a type; Infinity when not limited. */
  readonly imageTypeLimit: number
  readonly enableImageTypes: ReadonlySet<ImageType>
  /** Whether the caller may know where files are on the server. Default: no. */
  readonly showsPaths?: boolean
}

/** As the query says it: names in any case, those that are not known are passed over. */
export interface DtoQuery {
  readonly fields?: readonly string[] | undefined
  readonly enableImages?: boolean | undefined
  readonly imageTypeLimit?: number | undefined
  readonly enableImageTypes?: readonly string[] | undefined
}

const fieldByName = new Map(itemFields.map((field) => [field.toLowerCase(), field]))

/** What a list gives: of the fields only those asked for. */
export function toDtoOptions(query: DtoQuery): DtoOptions {
  const types = (query.enableImageTypes ?? []).flatMap((name) => parseImageType(name) ?? [])
  return {
    fields: new Set(
      (query.fields ?? []).flatMap((name) => fieldByName.get(name.toLowerCase()) ?? []),
    ),
    enableImages: query.enableImages ?? true,
    imageTypeLimit: Math.max(0, query.imageTypeLimit ?? Infinity),
    // None that is known is the same as none named: all.
    enableImageTypes: new Set(types.length === 0 ? imageTypes : types),
  }
}

/** What the GET of one item gives: every field, whatever the query asks. */
export function withAllFields(options: DtoOptions): DtoOptions {
  return { ...options, fields: new Set(itemFields) }
}

export function withFields(options: DtoOptions, ...fields: readonly ItemField[]): DtoOptions {
  return { ...options, fields: new Set([...options.fields, ...fields]) }
}

/** How many images of `type` may be named. */
export function imageLimit(options: DtoOptions, type: ImageType): number {
  return options.enableImages && options.enableImageTypes.has(type) ? options.imageTypeLimit : 0
}
