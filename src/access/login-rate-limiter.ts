import { LRUCache } from 'lru-cache'
import { KeyartError } from '../errors.ts'
import { networkOf } from '../networks.ts'
import { nameKey } from './user-name.ts'

/** Failures in a row that are free; each further one doubles the wait. */
const freeAttempts = { user: 5, address: 20 } as const
type Subject = keyof typeof freeAttempts

/** Waits double from a second to this, in milliseconds. A stranger may not lock a user out for long. */
const maxWait = 60_000
/** Failures are forgotten after so long without another one, in milliseconds. */
const failureLifetime = 15 * 60_000
/** Names and addresses remembered of each kind; beyond it the one longest untouched is forgotten. */
const maxRemembered = 10_000
/** No user has a longer name: longer ones are counted by their beginning. */
const maxKeyLength = 200

interface Failures {
  count: number
  /** Of the last one. */
  at: number
}

interface Counter {
  readonly subject: Subject
  readonly key: string
}

/** One attempt that was let through. It counts as failed until something else is known of it. */
export interface Attempt {
  succeeded(): void
  /** It came to no end, for a reason that tells nothing of the password. */
  withdrawn(): void
}

export interface Attempted {
  readonly name: string
  readonly address: string
  /**
   * By what it is known that this user has signed in from there before (device, network): opaque
   * texts. None: elsewhere.
   */
  readonly previousPlaces?: readonly string[]
}

/**
 * Makes guessing passwords slow, by user and by address: after some failures each further attempt
 * has to wait, twice as long each time. Whether there is such a user makes no difference. A place
 * where the user has signed in before has a count of its own, so that what strangers try elsewhere
 * keeps nobody out; where several things tell that, the one with the shortest wait counts, for a
 * stranger may know the id of a device.
 */
export class LoginRateLimiter {
  readonly #now: () => number
  readonly #failures = {
    user: new LRUCache<string, Failures>({ max: maxRemembered }),
    address: new LRUCache<string, Failures>({ max: maxRemembered }),
  } as const satisfies Record<Subject, unknown>

  /** `now` must not jump: a clock that is set back would lock users out for as long. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** @throws KeyartError TOO_MANY_ATTEMPTS, with the seconds to wait */
  begin({ name, address, previousPlaces = [] }: Attempted): Attempt {
    const nameAlone = nameKey(name).slice(0, maxKeyLength)
    const keys = previousPlaces.map((place) => `${nameAlone}\n${place}`)
    const [user] = (keys.length === 0 ? [nameAlone] : keys)
      .map((key) => ({ subject: 'user', key }) as const)
      .sort((one, other) => this.#waitOf(one) - this.#waitOf(other)) as [Counter]
    const network = { subject: 'address', key: networkOf(address) } as const
    // What others try at the address is not the user's doing.
    const wait = Math.max(this.#waitOf(user), keys.length > 0 ? 0 : this.#waitOf(network))
    if (wait > 0) {
      const retryAfter = Math.ceil(wait / 1000)
      const detail = `Too many attempts have failed. Try again in ${retryAfter} seconds.`
      throw new KeyartError('TOO_MANY_ATTEMPTS', detail, { retryAfter })
    }
    // At once, so that attempts made side by side count one another.
    const undo = [this.#count(user), this.#count(network)]
    return {
      succeeded: () => {
        this.#failures.user.delete(user.key)
        // Not forgotten: else one account of one's own would make guessing others' free.
        const failures = this.#failures.address.get(network.key)
        if (failures !== undefined) failures.count--
      },
      withdrawn: () => {
        for (const one of undo) one()
      },
    }
  }

  #waitOf(counter: Counter): number {
    const failures = this.#recent(counter)
    const beyond = (failures?.count ?? 0) - freeAttempts[counter.subject]
    if (failures === undefined || beyond < 0) return 0
    const wait = Math.min(maxWait, 1000 * 2 ** Math.min(beyond, 20))
    return Math.max(0, failures.at + wait - this.#now())
  }

  /** Returns what takes it back. */
  #count(counter: Counter): () => void {
    const before = this.#recent(counter)
    const counted = { count: (before?.count ?? 0) + 1, at: this.#now() }
    this.#failures[counter.subject].set(counter.key, counted)
    return () => {
      const failures = this.#recent(counter)
      if (failures === undefined) return
      failures.count--
      // Another one meanwhile has a time of its own.
      if (failures === counted) failures.at = before?.at ?? 0
      if (failures.count <= 0) this.#failures[counter.subject].delete(counter.key)
    }
  }

  #recent({ subject, key }: Counter): Failures | undefined {
    const failures = this.#failures[subject].get(key)
    return failures === undefined || this.#now() - failures.at > failureLifetime
      ? undefined
      : failures
  }
}
