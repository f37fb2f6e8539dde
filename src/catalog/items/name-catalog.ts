import type { ItemKind } from '../../library/item.ts'
import type { NameKind } from '../../library/mentions.ts'

/** A person, genre, studio, artist or year that items mention. */
export interface NamedEntity {
  readonly id: string
  readonly kind: NameKind
  readonly name: string
}

export interface NameQuery {
  readonly kind: NameKind
  /** Mentioned in these libraries. Absent: in any. */
  readonly libraryIds?: readonly string[]
  /** Mentioned by something below this item. */
  readonly parentId?: string
  /** Mentioned by items of these kinds. */
  readonly itemKinds?: readonly ItemKind[]
  /** People in one of these roles: the wire's `PersonKind`. */
  readonly roles?: readonly string[]
  /** Mentioned by this item. */
  readonly itemId?: string
  readonly searchTerm?: string
  /** Exactly this name, whatever its case and punctuation. */
  readonly name?: string
  readonly nameStartsWith?: string
  readonly nameFrom?: string
  readonly nameBefore?: string
  /** Favourites of this user. */
  readonly favoriteOf?: string
  readonly descending?: boolean
  readonly startIndex?: number
  readonly limit?: number
  readonly countTotal?: boolean
}

export interface NamePage {
  readonly names: readonly NamedEntity[]
  readonly total?: number
}

/** Names that items mention. */
export interface NameCatalog {
  /** By name. */
  queryNames(query: NameQuery): Promise<NamePage>
  /** Those of `ids` that items mention, in the order asked for. */
  findNames(ids: readonly string[], libraryIds?: readonly string[]): Promise<readonly NamedEntity[]>
  /** Items that mention the names: name id to kind to how many. */
  mentionCounts(
    ids: readonly string[],
    libraryIds?: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<ItemKind, number>>>
}
