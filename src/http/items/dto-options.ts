import { type DtoOptions, type DtoQuery, toDtoOptions, withAllFields } from '../../dto/options.ts'
import type { Access } from '../access/access.ts'
import { isAdmin } from '../access/caller.ts'

/** What a list says of its items to this caller: paths on the server to admins and API keys alone. */
export function listOptions(query: DtoQuery, { caller }: Pick<Access, 'caller'>): DtoOptions {
  const showsPaths = caller.kind === 'key' || isAdmin(caller)
  return { ...toDtoOptions(query), showsPaths }
}

/** What the GET of one item says: every field. */
export function itemOptions(access: Pick<Access, 'caller'>): DtoOptions {
  return withAllFields(listOptions({}, access))
}

/** Whose plays and favourites a list shows. */
export function requestingUser(
  { enableUserData = true }: { readonly enableUserData?: boolean },
  { userId }: Access,
): string | undefined {
  return enableUserData ? userId : undefined
}
