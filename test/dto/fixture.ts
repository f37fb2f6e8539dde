import type { ItemContext } from '../../src/dto/context.ts'
import { imageOwners } from '../../src/dto/context.ts'
import { toItemDto } from '../../src/dto/item.ts'
import { toDtoOptions, withAllFields, type DtoQuery } from '../../src/dto/options.ts'
import { contentId } from '../../src/library/id.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import { isPlural, type ImageType } from '../../src/library/image-type.ts'
import type { Item, ItemKind } from '../../src/library/item.ts'
import type { LibraryKind } from '../../src/library/library.ts'
import { testIds } from '../support/ids.ts'

export const serverId = 'f'.repeat(32)

export function makeItem(kind: ItemKind, name: string, more: Partial<Item> = {}): Item {
  return {
    id: contentId('test', kind, name),
    libraryId: contentId('test', 'library'),
    kind,
    path: name,
    name,
    sortName: name.toLowerCase(),
    genres: [],
    studios: [],
    people: [],
    artists: [],
    createdAt: Date.UTC(2020, 0, 2),
    ...more,
  }
}

export function makeImage(
  ownerId: string,
  type: ImageType,
  index: number,
  tag: string,
  more: Partial<ImageRecord> = {},
): ImageRecord {
  return {
    ownerId,
    type,
    index,
    tag,
    width: 1000,
    height: 1500,
    format: 'jpeg',
    bytes: 4321,
    blurHash: `hash of ${tag}`,
    hasAlpha: false,
    frames: 1,
    servableAsIs: true,
    original: { source: 'library', key: 'secret/place.jpg' },
    stamp: { bytes: 4321, mtimeMs: 1, ctimeMs: 1 },
    modifiedAt: Date.UTC(2021, 0, 2),
    ...more,
  }
}

/** A family of items, each below the one before, and what images they have: type to tags. */
export class World {
  readonly items: Item[] = []
  readonly #images = new Map<string, ImageRecord[]>()

  add(item: Item, images: Partial<Record<ImageType, readonly string[]>> = {}): Item {
    this.items.push(item)
    for (const [type, tags] of Object.entries(images) as [ImageType, readonly string[]][])
      for (const [index, tag] of tags.entries())
        this.image(makeImage(item.id, type, isPlural(type) ? index : 0, tag))
    return item
  }

  image(image: ImageRecord): void {
    this.#images.set(image.ownerId, [...(this.#images.get(image.ownerId) ?? []), image])
  }

  context(query: DtoQuery = {}, all = false): ItemContext {
    const options = all ? withAllFields(toDtoOptions(query)) : toDtoOptions(query)
    return {
      ids: testIds,
      serverId,
      options,
      images: this.#images,
      ancestors: new Map(this.items.map((item) => [item.id, item])),
      childCounts: new Map(),
      leafCounts: new Map(),
      artistCounts: new Map(),
      roots: new Map(),
      libraryKinds: new Map<string, LibraryKind>(),
    }
  }

  /** The DTO, made of nothing but the images that `imageOwners` asks for. */
  dto(item: Item, query: DtoQuery = {}, all = false) {
    const context = this.context(query, all)
    const images = new Map(
      imageOwners([item], context).flatMap((id) => {
        const found = context.images.get(id)
        return found === undefined ? [] : [[id, found]]
      }),
    )
    return toItemDto(item, { ...context, images })
  }
}

/** The members of `object` whose names match. */
export function pick(object: object, names: RegExp): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.test(name)))
}
