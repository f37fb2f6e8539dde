import { base } from './base.ts'

/** Who looks at the gallery, as `GET /keyart/api/session` says. */
export interface Session {
  readonly caller: 'anonymous' | 'user' | 'key'
  readonly user?: { readonly id: string; readonly name: string; readonly isAdmin: boolean }
  readonly signInNeeded: boolean
  readonly images: 'open' | 'signed-in'
}

const tokenName = 'keyart-token'
const deviceName = 'keyart-device'

/** Until the server has answered, or when it does not: the calls that follow will tell. */
let session: Session = { caller: 'anonymous', signInNeeded: false, images: 'open' }

export function currentSession(): Session {
  return session
}

/** Asks who one is. A token that is none any more is forgotten. */
export async function startSession(): Promise<void> {
  try {
    const response = await fetch(`${base}/keyart/api/session`, { headers: authorization() })
    if (response.ok) session = (await response.json()) as Session
    if (response.ok && session.caller === 'anonymous') store(tokenName, undefined)
  } catch {
    // The page says so itself, with the first thing that it asks for.
  }
}

/** What proves to the server who one is; without a token only what looks. */
export function authorization(): { readonly Authorization: string } {
  const token = readStored(tokenName)
  const said = `MediaBrowser Client="Keyart", Device="Browser", DeviceId="${deviceId()}", Version="1"`
  return { Authorization: token === undefined ? said : `${said}, Token="${token}"` }
}

/** The address for an `img`, which sends no headers: with the token where images need one. */
export function withToken(url: string): string {
  const token = session.images === 'signed-in' ? readStored(tokenName) : undefined
  return token === undefined ? url : `${url}&ApiKey=${token}`
}

/** The address for an `EventSource`, which sends no headers either. */
export function withOwnToken(url: string): string {
  const token = readStored(tokenName)
  return token === undefined ? url : `${url}?ApiKey=${token}`
}

export type SignInOutcome =
  { readonly kind: 'done' } | { readonly kind: 'refused'; readonly reason: string }

/** Signs in and begins anew: what was seen as another is not shown. */
export async function signIn(name: string, password: string): Promise<SignInOutcome> {
  let response: Response
  try {
    response = await fetch(`${base}/Users/AuthenticateByName`, {
      method: 'POST',
      headers: { ...authorization(), 'Content-Type': 'application/json' },
      body: JSON.stringify({ Username: name, Pw: password }),
    })
  } catch {
    return { kind: 'refused', reason: 'The server does not answer.' }
  }
  if (response.ok) {
    const { AccessToken } = (await response.json()) as { readonly AccessToken: string }
    store(tokenName, AccessToken)
    location.reload()
    return { kind: 'done' }
  }
  const seconds = response.headers.get('Retry-After')
  if (response.status === 401) return { kind: 'refused', reason: 'Wrong name or password.' }
  return {
    kind: 'refused',
    reason: seconds === null ? 'That did not work.' : `Try again in ${seconds} seconds.`,
  }
}

export async function signOut(): Promise<void> {
  await fetch(`${base}/Sessions/Logout`, { method: 'POST', headers: authorization() }).catch(
    () => {},
  )
  endSession()
}

/** Forgets the token and begins anew. */
export function endSession(): void {
  store(tokenName, undefined)
  location.reload()
}

/** Whether there is a token at all; one that is refused is forgotten by `endSession`. */
export function hasToken(): boolean {
  return readStored(tokenName) !== undefined
}

function deviceId(): string {
  const stored = readStored(deviceName)
  if (stored !== undefined) return stored
  const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  store(deviceName, made)
  return made
}

/** For browsers that keep nothing: as long as the page is open. */
const memory = new Map<string, string>()

function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? memory.get(name)
  } catch {
    return memory.get(name)
  }
}

function store(name: string, value: string | undefined): void {
  if (value === undefined) memory.delete(name)
  else memory.set(name, value)
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // Kept in memory.
  }
}
