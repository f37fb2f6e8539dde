export interface User {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly isAdmin: boolean
  /** The libraries that the user may see; absent: all of them. An admin may see all in any case. */
  readonly libraryIds?: readonly string[]
  readonly hasPassword: boolean
  /** Not shown to strangers, who might sign in. */
  readonly isHidden?: true
}

/** A user as written. The password is set apart from it, and stays when a user is replaced. */
export type UserEntry = Omit<User, 'hasPassword' | 'isAdmin'> & { readonly isAdmin?: boolean }

/** Users and their passwords. */
export interface UserCatalog {
  users(): Promise<readonly User[]>
  findUser(id: string): Promise<User | undefined>
  /** Whether there is anyone to sign in: a user with a password, or an admin. */
  hasAccounts(): Promise<boolean>
  /**
   * Adds the user, or replaces one of the same id, whose password stays. With `password` in the same transaction as `setPassword` does it: no user is left without the
   * one that was meant for them.
   */
  putUser(user: UserEntry, password?: { readonly hash: string | undefined }): Promise<void>
  /** The user's tokens and images leave, too. */
  removeUser(id: string): Promise<boolean>
  /** The hash of the user's password; `undefined` where there is none, or no such user. */
  findPassword(userId: string): Promise<string | undefined>
  /** Sets the hash, or takes it away. The tokens of the user are revoked. */
  setPassword(userId: string, hash: string | undefined): Promise<void>
}

/** What clients keep for a user. */
export interface UserSettingCatalog {
  /** JSON that a client keeps under a name. */
  findUserSetting(userId: string, client: string, name: string): Promise<string | undefined>
  /** A user keeps at most 500; beyond that the ones not written for longest leave. */
  putUserSetting(userId: string, client: string, name: string, json: string): Promise<void>
}
