import type { User } from './user-catalog.ts'

/** What a client calls itself and the device that it runs on. `''` where it does not say. */
export interface ClientIdentity {
  readonly client: string
  readonly device: string
  readonly deviceId: string
  readonly version: string
}

interface IssuedToken {
  readonly id: string
  readonly createdAt: number
  /** To within some minutes; absent: never. */
  readonly lastUsedAt?: number
}

/** The token that a user got by signing in. */
export interface SessionToken extends IssuedToken, ClientIdentity {
  readonly kind: 'session'
  readonly userId: string
}

/** The key of a program, which may do what an admin may, as far as nothing else is said. */
export interface ApiKey extends IssuedToken {
  readonly kind: 'key'
  readonly name: string
  /** It may look, and change nothing. */
  readonly isReadOnly?: true
  /** What it may see and change; absent: all libraries. */
  readonly libraryIds?: readonly string[]
}

export type Token = SessionToken | ApiKey

/** A token with the user, if it is one's. */
export type TokenHolder =
  | { readonly token: SessionToken; readonly user: User }
  | { readonly token: ApiKey; readonly user?: undefined }

/** Tokens, known by their hashes alone. */
export interface TokenCatalog {
  /** By age. */
  tokens(): Promise<readonly Token[]>
  findToken(hash: string): Promise<TokenHolder | undefined>
  /**
   * Adds a token. One of the same user and device is replaced, and a user keeps at most a hundred:
   * those used last.
   * @param places where the user signed in from, opaque texts; the last twenty are remembered
   */
  addToken(hash: string, token: Token, places?: readonly string[]): Promise<void>
  /** Those of `places` where the user has signed in before. */
  findSignInPlaces(userId: string, places: readonly string[]): Promise<readonly string[]>
  /** Revokes the sign-ins that were not used since a time. */
  removeIdleSessions(before: number): Promise<number>
  /** Remembers that the token was used. */
  touchToken(id: string, at: number): Promise<void>
  /** Revokes it. */
  removeToken(id: string): Promise<boolean>
}
