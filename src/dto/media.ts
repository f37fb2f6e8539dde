import { join } from 'node:path'
import { contentId } from '../library/id.ts'
import type { Item } from '../library/item.ts'
import type { MediaFile } from '../library/media-file.ts'
import { extensionOf, fileName, folderOf, stemOf } from '../library/naming/media-files.ts'
import type { ItemContext } from './context.ts'
import { traitsOf } from './kinds.ts'
import { toMediaStreamDto } from './media-streams.ts'
import type { MediaSourceDto } from './media-schemas.ts'
import type { ItemField } from './options.ts'
import { present } from './present.ts'

type MediaContext = Pick<ItemContext, 'options' | 'roots'>

/** Where an item is stored and what it is played from. */
export function mediaMembers(item: Item, context: MediaContext) {
  const { fields } = context.options
  const when = <T>(field: ItemField, value: () => T): T | undefined =>
    fields.has(field) ? value() : undefined
  const [file] = item.files ?? []
  const isPlayed = file !== undefined && item.kind !== 'Photo'
  const moving = file?.facts?.streams.find(({ kind }) => kind === 'Video')
  return present({
    Container: isPlayed ? containerOf(file) : undefined,
    Path: when('Path', () => pathOf(item, context)),
    MediaSources: isPlayed ? when('MediaSources', () => toMediaSources(item, context)) : undefined,
    MediaStreams: isPlayed
      ? when('MediaStreams', () => (file.facts?.streams ?? []).map(toMediaStreamDto))
      : undefined,
    PartCount: item.parts && item.parts.length + 1,
    MediaSourceCount: isPlayed ? when('MediaSourceCount', () => item.files?.length) : undefined,
    Width: when('Width', () => moving?.width),
    Height: when('Height', () => moving?.height),
  })
}

/** Each version of it; the first one has the item's id. */
export function toMediaSources(
  { id, libraryId, kind, files = [] }: Pick<Item, 'id' | 'libraryId' | 'kind' | 'files'>,
  context: MediaContext,
): MediaSourceDto[] {
  const isVideo = traitsOf(kind).mediaType === 'Video'
  return files.map((file, index) => ({
    ...present({
      Id: index === 0 ? id : contentId(id, file.path),
      Path: placeOf(libraryId, file.path, context),
      Name: versionName(file, files.length > 1),
      Container: containerOf(file),
      Size: file.bytes,
      RunTimeTicks: file.facts?.runTimeTicks,
      Bitrate: file.facts?.bitRate,
      VideoType: isVideo ? 'VideoFile' : undefined,
    }),
    ...unplayable,
    MediaStreams: (file.facts?.streams ?? []).map(toMediaStreamDto),
  }))
}

/** Typed clients need all of these; nothing is played here. */
const unplayable = {
  Protocol: 'File',
  Type: 'Default',
  IsRemote: false,
  ReadAtNativeFramerate: false,
  IgnoreDts: false,
  IgnoreIndex: false,
  GenPtsInput: false,
  SupportsTranscoding: false,
  SupportsDirectStream: false,
  SupportsDirectPlay: false,
  IsInfiniteStream: false,
  UseMostCompatibleTranscodingProfile: false,
  RequiresOpening: false,
  RequiresClosing: false,
  RequiresLooping: false,
  SupportsProbing: false,
  TranscodingSubProtocol: 'http',
  HasSegments: false,
} as const

/** A season that only its episodes show has no place of its own. */
function pathOf({ libraryId, path, files }: Item, context: MediaContext): string | undefined {
  return path.includes('/#season-')
    ? undefined
    : placeOf(libraryId, files?.[0]?.path ?? path, context)
}

/** Absolute, for those who may know it. */
function placeOf(libraryId: string, path: string, { options, roots }: MediaContext) {
  const root = options.showsPaths ? roots.get(libraryId) : undefined
  return root === undefined ? undefined : join(root, path)
}

function containerOf({ path, bytes }: MediaFile): string | undefined {
  return bytes === undefined ? undefined : extensionOf(fileName(path))
}

/** Of several versions what follows the name of their folder: `Film (1999) - 1080p`. */
function versionName({ path }: MediaFile, isOneOfSeveral: boolean): string {
  const stem = stemOf(fileName(path))
  const folder = fileName(folderOf(path))
  const rest = stem.startsWith(folder) ? stem.slice(folder.length).replace(/^[ ._-]{1,3}/, '') : ''
  return isOneOfSeveral && folder !== '' && rest !== '' ? rest : stem
}
