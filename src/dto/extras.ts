import type { Item } from '../library/item.ts'
import { type Extra, type ExtraType, specialFeatureTypes } from '../library/media-file.ts'
import { fileName, stemOf } from '../library/naming/media-files.ts'
import type { ItemContext } from './context.ts'
import { mediaMembers } from './media.ts'
import { present } from './present.ts'
import type { ItemDto } from './schemas.ts'

/** The item’s extras of some types, as the wire has them (`BaseItemDto`). */
export function toExtraDtos(
  item: Item,
  types: readonly ExtraType[],
  context: Pick<ItemContext, 'options' | 'roots' | 'serverId'>,
): ItemDto[] {
  return extrasOf(item, types).map(({ id, type, file }) => {
    const isSong = type === 'ThemeSong'
    const played = {
      ...item,
      id,
      kind: isSong ? 'Audio' : 'Video',
      path: file.path,
      files: [file],
    } as const
    return {
      ...present({
        ParentId: context.options.fields.has('ParentId') ? item.id : undefined,
        RunTimeTicks: file.facts?.runTimeTicks,
      }),
      Name: stemOf(fileName(file.path)),
      ServerId: context.serverId,
      Id: id,
      Type: type === 'Trailer' ? 'Trailer' : played.kind,
      ExtraType: type,
      IsFolder: false,
      MediaType: isSong ? 'Audio' : 'Video',
      LocationType: 'FileSystem',
      ...mediaMembers(played, context),
      ImageTags: {},
      BackdropImageTags: [],
      BackdropCount: 0,
      ImageBlurHashes: {},
    }
  })
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
