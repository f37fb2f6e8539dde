import { LRUCache } from 'lru-cache'
import { KeyartError } from '../errors.ts'
import { networkOf } from './network.ts'

/** How many failures in a row are let pass before each one costs a wait. */
const free = { user: 5, address: 20 } as const
type Subject = keyof typeof free

/** Waits double from a second to this, in milliseconds. A stranger may not lock a user out for long. */
const longestWait = 60_000
/** Failures are forgotten after so long without another one, in milliseconds. */
const memory = 15 * 60_000
/** Names and addresses remembered of each kind; beyond it the one longest untouched is forgotten. */
const mostRemembered = 10_000

interface Failures {
  count: number
  /** Of the last one. */
  at: number
}

/** One attempt that was let through. It counts as failed until it is known to have succeeded. */
export interface Attempt {
  succeeded(): void
}

/**
 * Makes guessing passwords slow, by user and by address: after some failures each further attempt
 * has to wait, twice as long each time. Whether there is such a user makes no difference.
 */
export class SlowDown {
  readonly #now: () => number
  readonly #failures = {
    user: new LRUCache<string, Failures>({ max: mostRemembered }),
    address: new LRUCache<string, Failures>({ max: mostRemembered }),
  } as const satisfies Record<Subject, unknown>

  /** `now` must not jump: a clock that is set back would lock users out for as long. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** @throws KeyartError TOO_MANY_ATTEMPTS, with the seconds to wait */
  begin(userName: string, address: string): Attempt {
    const user = userName.trim().toLowerCase().slice(0, 200)
    const network = networkOf(address)
    const wait = Math.max(this.#waitOf('user', user), this.#waitOf('address', network))
    if (wait > 0) {
      const retryAfter = Math.ceil(wait / 1000)
      const detail = `Too many attempts failed; expected the next one in ${retryAfter} seconds`
      throw new KeyartError('TOO_MANY_ATTEMPTS', detail, { retryAfter })
    }
    // At once, so that attempts made side by side count one another.
    this.#count('user', user)
    this.#count('address', network)
    return {
      succeeded: () => {
        this.#failures.user.delete(user)
        // Not forgotten: else one account of one's own would make guessing others' free.
        const failures = this.#failures.address.get(network)
        if (failures !== undefined) failures.count--
      },
    }
  }

  #waitOf(subject: Subject, key: string): number {
    const failures = this.#recent(subject, key)
    const beyond = (failures?.count ?? 0) - free[subject]
    if (failures === undefined || beyond < 0) return 0
    const wait = Math.min(longestWait, 1000 * 2 ** Math.min(beyond, 20))
    return Math.max(0, failures.at + wait - this.#now())
  }

  #count(subject: Subject, key: string): void {
    const count = (this.#recent(subject, key)?.count ?? 0) + 1
    this.#failures[subject].set(key, { count, at: this.#now() })
  }

  #recent(subject: Subject, key: string): Failures | undefined {
    const failures = this.#failures[subject].get(key)
    return failures === undefined || this.#now() - failures.at > memory ? undefined : failures
  }
}
