import { LRUCache } from 'lru-cache'
import type { ImageTarget } from './image-target.ts'
import type { Asker, OriginAnswer } from './origin-images.ts'

/** Milliseconds for which a decision of the origin about a token holds. */
const tokenLifetime = 60_000
/** Milliseconds for which images of a class count as open to all clients of an address. */
const classLifetime = 600_000
const maxDecisions = 100_000

/** What tells those who ask apart. */
type Client = Pick<Asker, 'identity' | 'address'>

interface Decision {
  readonly at: number
}

/**
 * Who may read which image, by what the origin answered. Without a token: whoever comes from an
 * address that got an image of this class lately, and an image that anyone got without a token.
 * With one: who got this very image with it within a minute.
 */
export class ReadAccess {
  readonly #byToken = new LRUCache<string, Decision>({ max: maxDecisions })
  readonly #byClass = new LRUCache<string, Decision>({ max: maxDecisions })
  /** Images that were given without a token. */
  readonly #open = new LRUCache<string, Decision>({ max: maxDecisions })

  /** Whether the origin need not be asked. `changedAt`: decisions from before are void. */
  mayRead(target: ImageTarget, asker: Client, changedAt: number): boolean {
    const now = performance.now()
    const holds = (decision: Decision | undefined, lifetime: number) =>
      decision !== undefined && decision.at > changedAt && now - decision.at <= lifetime
    if (asker.identity !== '')
      return holds(this.#byToken.get(tokenKey(target, asker)), tokenLifetime)
    return (
      holds(this.#open.get(target.slot), Infinity) &&
      holds(this.#byClass.get(classKey(target, asker)), classLifetime)
    )
  }

  /** Whether the origin, when it last answered, let this client read: for as long as it is away. */
  mightRead(target: ImageTarget, asker: Client): boolean {
    if (asker.identity !== '') return this.#byToken.has(tokenKey(target, asker))
    return this.#open.has(target.slot) && this.#byClass.has(classKey(target, asker))
  }

  note(target: ImageTarget, asker: Asker, { kind, ...answer }: OriginAnswer): void {
    if (asker.isAhead === true) return
    const decision = 'moment' in answer ? { at: answer.moment.sentAt } : undefined
    // An origin in trouble decides nothing.
    if ('status' in answer && answer.status >= 500) return
    const put = (cache: LRUCache<string, Decision>, key: string) => {
      if (kind === 'image' && decision !== undefined) cache.set(key, decision)
      else cache.delete(key)
    }
    if (asker.identity !== '') return put(this.#byToken, tokenKey(target, asker))
    put(this.#open, target.slot)
    // One image that is missing says nothing of the others.
    if (kind === 'image' || ('status' in answer && answer.status !== 404))
      put(this.#byClass, classKey(target, asker))
  }
}

function tokenKey({ slot }: ImageTarget, { identity, address }: Client): string {
  return `${slot}\n${identity}\n${address}`
}

function classKey({ imageClass }: ImageTarget, { address }: Client): string {
  return `${imageClass} ${address}`
}
