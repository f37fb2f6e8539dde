import { KeyartError } from '../../errors.ts'

export interface BodyLimits {
  /** Bytes that one sender may have under way. */
  readonly perSender: number
  /** Bytes that all of them together may have under way. */
  readonly total: number
}

/** Room for one body. Given back when disposed of. */
export interface Reservation extends Disposable {
  /** Takes more room. @throws KeyartError as `InFlightBodies.reserve` does */
  grow(bytes: number): void
}

/** Seconds after which there may be room again. */
const retrySeconds = 5

/** Counts the room that bodies take while they come and are worked on, by sender and in all. */
export class InFlightBodies {
  readonly #bounds: BodyLimits
  readonly #bySender = new Map<string, number>()
  #total = 0

  constructor(bounds: BodyLimits) {
    this.#bounds = bounds
  }

  /** Bytes that are reserved at present. */
  get bytes(): number {
    return this.#total
  }

  /** @throws KeyartError TOO_MUCH_SENT: of this sender; BUSY: of all together */
  reserve(sender: string, bytes: number): Reservation {
    let reserved = 0
    const grow = (more: number) => {
      this.#add(sender, more)
      reserved += more
    }
    grow(bytes)
    return {
      grow,
      [Symbol.dispose]: () => {
        this.#add(sender, -reserved)
        reserved = 0
      },
    }
  }

  #add(sender: string, bytes: number): void {
    const { perSender, total } = this.#bounds
    const own = (this.#bySender.get(sender) ?? 0) + bytes
    if (bytes > 0 && own > perSender)
      throw new KeyartError(
        'TOO_MUCH_SENT',
        `Expected at most ${perSender} bytes of uploads in progress from one sender: wait until the others have finished`,
        { retryAfter: retrySeconds },
      )
    if (bytes > 0 && this.#total + bytes > total)
      throw new KeyartError('BUSY', 'Too many uploads are in progress; try again in a moment', {
        retryAfter: retrySeconds,
      })
    if (own <= 0) this.#bySender.delete(sender)
    else this.#bySender.set(sender, own)
    this.#total += bytes
  }
}
