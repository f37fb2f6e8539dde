import { isKeyartError, KeyartError } from '../errors.ts'
import type {
  ClientIdentity,
  SessionToken,
  TokenCatalog,
} from '../catalog/accounts/token-catalog.ts'
import type { User, UserCatalog } from '../catalog/accounts/user-catalog.ts'
import { networkOf } from '../networks.ts'
import type { Passwords } from './passwords.ts'
import type { LoginRateLimiter } from './login-rate-limiter.ts'
import { hashToken, newToken, newTokenId } from './token.ts'
import { findByName } from './user-name.ts'

export interface Session {
  readonly user: User
  readonly token: SessionToken
  /** Given out once; only its hash is stored. */
  readonly secret: string
}

export interface SignInDeps {
  readonly catalog: Pick<UserCatalog, 'users' | 'findPassword'> &
    Pick<TokenCatalog, 'addToken' | 'findSignInPlaces'>
  readonly passwords: Passwords
  readonly loginRateLimiter: LoginRateLimiter
}

export interface SignInRequest {
  readonly name: string
  readonly password: string
  readonly address: string
  /** Whether users without a password may sign in from there. */
  readonly isNear: boolean
}

/**
 * Signs a user in by name (in any case) and password. One without a password signs in with an
 * empty one, as in Jellyfin, unless an admin or far away. Who is refused learns neither which of
 * both was wrong nor, from the time it took, whether there is such a user.
 *
 * @throws KeyartError SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS or BUSY
 */
export async function signIn(
  { catalog, passwords, loginRateLimiter }: SignInDeps,
  request: SignInRequest,
  client: ClientIdentity,
): Promise<Session> {
  const user = findByName(await catalog.users(), request.name)
  const places = placesOf(request.address, client.deviceId)
  // Looked up for unknown users as well, so that it takes as long.
  const previous = await catalog.findSignInPlaces(user?.id ?? '', places)
  const attempt = loginRateLimiter.begin({
    ...request,
    previousPlaces: places.filter((one) => previous.includes(one)),
  })
  try {
    await requirePassword({ catalog, passwords }, request, user)
  } catch (error) {
    // A hasher that is busy, a catalog that fails: nothing was guessed.
    if (!isKeyartError(error, 'SIGN_IN_REFUSED')) attempt.withdrawn()
    throw error
  }
  attempt.succeeded()
  const secret = newToken()
  const token: SessionToken = {
    kind: 'session',
    id: newTokenId(),
    createdAt: Date.now(),
    userId: user!.id,
    ...client,
  }
  await catalog.addToken(hashToken(secret), token, places)
  return { user: user!, token, secret }
}

async function requirePassword(
  { catalog, passwords }: Pick<SignInDeps, 'catalog' | 'passwords'>,
  { password, isNear }: SignInRequest,
  user: User | undefined,
): Promise<void> {
  const hash = user && (await catalog.findPassword(user.id))
  const matches = await passwords.matches(password, hash)
  const needsNone = user !== undefined && hash === undefined && !user.isAdmin && isNear
  if (user === undefined || !(matches || (needsNone && password === '')))
    throw new KeyartError(
      'SIGN_IN_REFUSED',
      'No user has this name and password. Users without a password can sign in from the local network only.',
    )
}

/**
 * Where a sign-in comes from, as hashes, so that the catalog holds no addresses.
 * The device comes first: it is one's own, where a network may be shared.
 */
function placesOf(address: string, deviceId: string): readonly string[] {
  const network = hashToken(`network ${networkOf(address)}`)
  return deviceId === '' ? [network] : [hashToken(`device ${deviceId}`), network]
}
