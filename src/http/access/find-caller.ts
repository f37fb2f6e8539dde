import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { hashToken } from '../../access/token.ts'
import type { TokenCatalog } from '../../catalog/accounts/token-catalog.ts'
import type { UserCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { Caller } from './caller.ts'

export interface FindCallerDeps {
  readonly catalog: Pick<TokenCatalog, 'findToken' | 'removeToken' | 'touchToken'>
  /** Days without use after which a session ends; 0: none. */
  readonly tokenDays: number
  readonly log: FastifyBaseLogger
}

/** How exactly it is known when a token was last used, in milliseconds. */
const touchInterval = 10 * 60_000

const day = 24 * 3600_000

const anonymous: Caller = { kind: 'anonymous' }

/** Finds who has a token. `look`: without taking it for used. */
export function callerFinder({ catalog, tokenDays, log }: FindCallerDeps) {
  const touched = new LRUCache<string, number>({ max: 1000 })
  return async (token: string | undefined, purpose: 'use' | 'look' = 'use'): Promise<Caller> => {
    // As long as no token of ours is.
    if (token === undefined || token.length > 200) return anonymous
    const holder = await catalog.findToken(hashToken(token))
    if (holder === undefined) return anonymous
    const { id, createdAt, lastUsedAt = createdAt } = holder.token
    const now = Date.now()
    const usedAt = Math.max(lastUsedAt, touched.get(id) ?? 0)
    if (tokenDays > 0 && holder.user !== undefined && now - usedAt > tokenDays * day) {
      await catalog.removeToken(id)
      return anonymous
    }
    const isDue =
      holder.token.lastUsedAt === undefined ? !touched.has(id) : now - usedAt > touchInterval
    if (purpose === 'use' && isDue) {
      touched.set(id, now)
      // Not awaited: no answer depends on it.
      catalog.touchToken(id, now).catch((err: unknown) => {
        log.debug({ err }, 'Could not store when a token was last used')
      })
    }
    return holder.user === undefined
      ? { kind: 'key', token: holder.token }
      : { kind: 'user', user: holder.user, token: holder.token }
  }
}

/** Asked by every request; the answer stays as long as nothing is written. */
export function accountsFinder(
  catalog: Pick<CatalogState, 'generation'> & Pick<UserCatalog, 'hasAccounts'>,
) {
  let cached: { readonly generation: number; readonly answer: boolean } | undefined
  return async (): Promise<boolean> => {
    const { generation } = catalog
    if (cached?.generation !== generation)
      cached = { generation, answer: await catalog.hasAccounts() }
    return cached.answer
  }
}
