import type { ApiKey, SessionToken } from '../../catalog/accounts/token-catalog.ts'
import type { User } from '../../catalog/accounts/user-catalog.ts'

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly user: User; readonly token: SessionToken }
  | { readonly kind: 'key'; readonly token: ApiKey }

export function isReadOnly(caller: Caller): boolean {
  return caller.kind === 'key' && caller.token.isReadOnly === true
}

/** Whether the caller may do whatever can be done. */
export function isAdmin(caller: Caller): boolean {
  return caller.kind === 'key'
    ? caller.token.libraryIds === undefined && !isReadOnly(caller)
    : caller.kind === 'user' && caller.user.isAdmin
}
