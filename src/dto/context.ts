import type { ImageRecord } from '../library/image.ts'
import type { ImageType } from '../library/image-type.ts'
import type { Ids } from '../library/ids.ts'
import type { Item, ItemKind } from '../library/item.ts'
import type { LibraryKind } from '../library/library.ts'
import type { DtoOptions } from './options.ts'
import type { UserItemFacts } from './user-data.ts'

/** All that is needed to say everything of some items, loaded at once for all of them. */
export interface ItemContext {
  readonly ids: Ids
  readonly serverId: string
  readonly options: DtoOptions
  /** Of `imageOwners(…)`, by owner; by type and index within. */
  readonly images: ReadonlyMap<string, readonly ImageRecord[]>
  /** What is above the items, by id. */
  readonly ancestors: ReadonlyMap<string, Item>
  /** Items directly below, by id; needed for `Fields=ChildCount`. */
  readonly childCounts: ReadonlyMap<string, number>
  /** What is played or looked at below, by id; needed for `Fields=RecursiveItemCount`. */
  readonly leafCounts: ReadonlyMap<string, number>
  /** Of artists with a folder: by id, how many there are of each kind. */
  readonly artistCounts: ReadonlyMap<string, ReadonlyMap<ItemKind, number>>
  /** Folders of the libraries, by id. */
  readonly roots: ReadonlyMap<string, string>
  /** Kinds of the libraries, by id. */
  readonly libraryKinds: ReadonlyMap<string, LibraryKind>
  /** What the user who asks did with the items, by id. Absent: the request is for no user. */
  readonly userItems?: ReadonlyMap<string, UserItemFacts>
}

type Ancestors = Pick<ItemContext, 'ancestors'>

/** Whose images must be loaded to say everything of `items`: themselves, what is above, people. */
export function imageOwners(
  items: readonly Item[],
  context: Pick<ItemContext, 'ancestors' | 'ids' | 'options'>,
): readonly string[] {
  const owners = new Set<string>()
  for (const item of items) {
    owners.add(item.id)
    for (const { id } of lineage(item, context)) owners.add(id)
    if (context.options.fields.has('People'))
      for (const person of item.people) owners.add(context.ids.name('person', person.name))
  }
  return [...owners]
}

/** What is above the item, nearest first. Ends should items name each other as parents. */
export function lineage(item: Item, { ancestors }: Ancestors): readonly Item[] {
  const above: Item[] = []
  const seen = new Set([item.id])
  for (let id = item.parentId; id !== undefined && !seen.has(id);) {
    seen.add(id)
    const parent = ancestors.get(id)
    if (parent === undefined) break
    above.push(parent)
    id = parent.parentId
  }
  return above
}

/** The nearest of `kind` above the item. */
export function findAbove(item: Item, kind: ItemKind, context: Ancestors): Item | undefined {
  return lineage(item, context).find((above) => above.kind === kind)
}

const none: readonly ImageRecord[] = []

export function imagesOf(
  ownerId: string,
  type: ImageType,
  { images }: Pick<ItemContext, 'images'>,
): readonly ImageRecord[] {
  const own = images.get(ownerId)
  return own === undefined ? none : own.filter((image) => image.type === type)
}
