import { Type } from 'typebox'
import type { OriginApi } from './origin-api.ts'

const proxiesMember = 'KnownProxies'
const networkSchema = Type.Object({ [proxiesMember]: Type.Array(Type.String()) })

export type KeyCheck =
  | { readonly kind: 'ok' }
  /** Cannot be said now. */
  | { readonly kind: 'away' }
  | { readonly kind: 'wrong'; readonly mistake: string }

/** Asks the origin whether it takes the API key. `place` names the origin in words. */
export async function checkApiKey(api: OriginApi, place: string): Promise<KeyCheck> {
  // Open to every signed-in client, and short.
  const answer = await api.get('/System/Info', Type.Object({ Version: Type.String() }))
  if (answer.kind === 'answer') return { kind: 'ok' }
  if (answer.kind === 'away' || answer.status >= 500) return { kind: 'away' }
  return {
    kind: 'wrong',
    mistake: `Expected an API key of the server at ${place} but it answers with status ${answer.status}; create one there under Dashboard, API Keys (--upstream-api-key)`,
  }
}

/** Proxies whose word on the addresses of clients the origin takes; `undefined`: it does not say. */
export async function findTrustedProxies(api: OriginApi): Promise<readonly string[] | undefined> {
  const answer = await api.get('/System/Configuration/network', networkSchema)
  return answer.kind === 'answer' ? answer.value[proxiesMember] : undefined
}
