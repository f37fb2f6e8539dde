import type { Item } from '../library/item.ts'
import {
  type Extra,
  type ExtraType,
  extraTypes,
  type Part,
  specialFeatureTypes,
} from '../library/media-file.ts'
import { fileName, stemOf } from '../library/naming/media-files.ts'
import type { ItemContext } from './context.ts'
import { mediaMembers } from './media.ts'
import { present } from './present.ts'
import type { ItemDto } from './schemas.ts'

type BesideContext = Pick<ItemContext, 'options' | 'roots' | 'serverId'>

/** The item’s extras of some types, as the wire has them (`BaseItemDto`). */
export function toExtraDtos(
  item: Item,
  types: readonly ExtraType[],
  context: BesideContext,
): ItemDto[] {
  return extrasOf(item, types).map((extra) => ({
    ...besideDto(item, extra, extra.type === 'ThemeSong' ? 'Audio' : 'Video', context),
    ...(extra.type === 'Trailer' ? { Type: 'Trailer' } : {}),
    ExtraType: extra.type,
  }))
}

/** What belongs to the item and has this id. */
export function toBesideDto(item: Item, id: string, context: BesideContext): ItemDto | undefined {
  const all = [...toExtraDtos(item, extraTypes, context), ...toPartDtos(item, context)]
  return all.find(({ Id }) => Id === id)
}

/** The parts of a film after the first. */
export function toPartDtos(item: Item, context: BesideContext): ItemDto[] {
  return (item.parts ?? []).map((part) => besideDto(item, part, 'Video', context))
}

/** A file that belongs to an item, as an item that has no images of its own. */
function besideDto(
  item: Item,
  { id, file }: Part,
  kind: 'Audio' | 'Video',
  context: BesideContext,
): ItemDto {
  const { parts: _, ...rest } = item
  const played = { ...rest, id, kind, path: file.path, files: [file] } as const
  return {
    ...present({
      ParentId: context.options.fields.has('ParentId') ? item.id : undefined,
      RunTimeTicks: file.facts?.runTimeTicks,
    }),
    Name: stemOf(fileName(file.path)),
    ServerId: context.serverId,
    Id: id,
    Type: kind,
    IsFolder: false,
    MediaType: kind,
    LocationType: 'FileSystem',
    ...mediaMembers(played, context),
    ImageTags: {},
    BackdropImageTags: [],
    BackdropCount: 0,
    ImageBlurHashes: {},
  }
}

/** How many trailers and special features there are. */
export function extraCounts(item: Pick<Item, 'extras'>) {
  return {
    trailers: extrasOf(item, ['Trailer']).length,
    specialFeatures: extrasOf(item, specialFeatureTypes).length,
  }
}

function extrasOf(
  { extras = [] }: Pick<Item, 'extras'>,
  types: readonly ExtraType[],
): readonly Extra[] {
  return extras.filter(({ type }) => types.includes(type))
}
