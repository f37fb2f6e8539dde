import type { UserCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { NamedEntity, NameCatalog } from '../../catalog/items/name-catalog.ts'
import { KeyartError } from '../../errors.ts'
import { contentId } from '../../library/id.ts'
import type { Item } from '../../library/item.ts'
import type { Access } from './access.ts'
import { requireId } from '../protocol/parameters.ts'
import { maySee, type Visible, visibleIn } from './visible.ts'

/** What all libraries stand in. Jellyfin's clients may ask for it; it has no item here. */
export const rootId = contentId('root')

export type Owner =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'name'; readonly name: NamedEntity }
  | { readonly kind: 'root' }

type OwnerCatalog = Pick<ItemCatalog, 'findItem'> & Pick<NameCatalog, 'findNames'>

/** @throws KeyartError ID_INVALID, ITEM_NOT_FOUND also for what may not be seen */
export async function requireItem(
  catalog: Pick<ItemCatalog, 'findItem'>,
  text: string,
  access: Access,
): Promise<Item> {
  const item = await catalog.findItem(requireId(text, 'itemId'))
  if (item === undefined || !maySee(access, item)) throw noItem()
  return item
}

/** @throws KeyartError ID_INVALID, ITEM_NOT_FOUND also for what is no series */
export async function requireSeries(
  catalog: Pick<ItemCatalog, 'findItem'>,
  text: string,
  access: Access,
): Promise<Item> {
  const item = await requireItem(catalog, text, access)
  if (item.kind !== 'Series') throw new KeyartError('ITEM_NOT_FOUND', 'There is no such series')
  return item
}

/** As `requireItem`, but people, genres, studios, artists, years and the root will do, too. */
export async function requireOwner(
  catalog: OwnerCatalog,
  text: string,
  access: Visible,
): Promise<Owner> {
  const owner = await findOwner(catalog, requireId(text, 'itemId'), access)
  if (owner === undefined) throw noItem()
  return owner
}

/** `undefined` also for what may not be seen. */
export async function findOwner(
  catalog: OwnerCatalog,
  id: string,
  access: Visible,
): Promise<Owner | undefined> {
  if (id === rootId) return { kind: 'root' }
  const item = await catalog.findItem(id)
  if (item !== undefined && maySee(access, item)) return { kind: 'item', item }
  const [name] = await catalog.findNames([id], access.libraryIds)
  return name && { kind: 'name', name }
}

/** The folders of the artists among `names`. No statement where there are none. */
export async function findArtistFolders(
  catalog: Pick<ItemCatalog, 'queryItems'>,
  names: readonly NamedEntity[],
  access: Visible,
): Promise<readonly Item[]> {
  const artists = names.filter(({ kind }) => kind === 'artist').map(({ id }) => id)
  if (artists.length === 0) return []
  const query = { recursive: true, kinds: ['MusicArtist'], mentions: [artists] } as const
  return (await catalog.queryItems({ ...visibleIn(access), ...query })).items
}

/** What tells whose images are meant. */
export type ImageOwnerCatalog = Pick<ItemCatalog, 'findItem' | 'queryItems'> &
  Pick<NameCatalog, 'findNames'>

/**
 * Whose images are meant by an id: those of an artist with a folder are the folder's; the root has
 * none.
 * @throws KeyartError ID_INVALID, ITEM_NOT_FOUND
 */
export async function requireImageOwner(
  catalog: ImageOwnerCatalog,
  text: string,
  access: Visible,
): Promise<{ readonly id: string; readonly item?: Item }> {
  const owner = await requireOwner(catalog, text, access)
  if (owner.kind === 'root') throw noItem()
  const item =
    owner.kind === 'item' ? owner.item : (await findArtistFolders(catalog, [owner.name], access))[0]
  return item === undefined ? { id: requireId(text, 'itemId') } : { id: item.id, item }
}

/** @throws KeyartError ID_INVALID, USER_NOT_FOUND */
export async function requireUser(
  catalog: Pick<UserCatalog, 'findUser'>,
  text: string | undefined,
): Promise<string> {
  if (text === undefined)
    throw new KeyartError('QUERY_INVALID', 'Expected a user id for userId', { parameter: 'userId' })
  const id = requireId(text, 'userId')
  if ((await catalog.findUser(id)) === undefined)
    throw new KeyartError('USER_NOT_FOUND', 'There is no user with this id')
  return id
}

export function noItem(): KeyartError {
  return new KeyartError('ITEM_NOT_FOUND', 'There is no item with this id')
}
