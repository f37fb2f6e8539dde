import { KeyartError } from '../errors.ts'
import type { Catalog, ClientIdentity, SessionToken, User } from '../catalog/catalog.ts'
import type { Passwords } from './passwords.ts'
import type { SlowDown } from './slow-down.ts'
import { hashToken, newToken, newTokenId } from './token.ts'

export interface Session {
  readonly user: User
  readonly token: SessionToken
  /** Told once; only its hash is kept. */
  readonly secret: string
}

export interface SignInHouse {
  readonly catalog: Pick<Catalog, 'users' | 'findPassword' | 'addToken'>
  readonly passwords: Passwords
  readonly slowDown: SlowDown
}

/**
 * Signs a user in by name (in any case) and password. One without a password signs in with an
 * empty one, as in Jellyfin, unless an admin. Who is refused learns neither which of both was
 * wrong nor, from the time it took, whether there is such a user.
 *
 * @throws KeyartError SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS or BUSY
 */
export async function signIn(
  { catalog, passwords, slowDown }: SignInHouse,
  asked: { readonly name: string; readonly password: string; readonly address: string },
  client: ClientIdentity,
): Promise<Session> {
  const attempt = slowDown.begin(asked.name, asked.address)
  const user = findByName(await catalog.users(), asked.name)
  const hash = user && (await catalog.findPassword(user.id))
  const matches = await passwords.matches(asked.password, hash)
  const isOpen = user !== undefined && hash === undefined && !user.isAdmin && asked.password === ''
  if (user === undefined || !(matches || isOpen))
    throw new KeyartError('SIGN_IN_REFUSED', 'There is no user of this name and password')
  attempt.succeeded()
  const secret = newToken()
  const token: SessionToken = {
    kind: 'session',
    id: newTokenId(),
    createdAt: Date.now(),
    userId: user.id,
    ...client,
  }
  await catalog.addToken(hashToken(secret), token)
  return { user, token, secret }
}

/** Names of users are told apart without regard to case. */
export function findByName(users: readonly User[], name: string): User | undefined {
  const key = nameKey(name)
  return users.find((user) => nameKey(user.name) === key)
}

function nameKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}
