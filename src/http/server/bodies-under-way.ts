import { KeyartError } from '../../errors.ts'

export interface BodyBounds {
  /** Bytes that one sender may have under way. */
  readonly ofSender: number
  /** Bytes that all of them together may have under way. */
  readonly inAll: number
}

/** Room for one body. Given back when disposed of. */
export interface Reservation extends Disposable {
  /** Takes more room. @throws KeyartError as `BodiesUnderWay.reserve` does */
  grow(bytes: number): void
}

/** Seconds after which there may be room again. */
const patience = 5

/** Counts the room that bodies take while they come and are worked on, by sender and in all. */
export class BodiesUnderWay {
  readonly #bounds: BodyBounds
  readonly #bySender = new Map<string, number>()
  #inAll = 0

  constructor(bounds: BodyBounds) {
    this.#bounds = bounds
  }

  /** Bytes that are reserved at present. */
  get bytes(): number {
    return this.#inAll
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
    const { ofSender, inAll } = this.#bounds
    const own = (this.#bySender.get(sender) ?? 0) + bytes
    if (bytes > 0 && own > ofSender)
      throw new KeyartError(
        'TOO_MUCH_SENT',
        `Expected at most ${ofSender} bytes of uploads in progress from one sender: wait until the others have finished`,
        { retryAfter: patience },
      )
    if (bytes > 0 && this.#inAll + bytes > inAll)
      throw new KeyartError('BUSY', 'Too many uploads are in progress; try again in a moment', {
        retryAfter: patience,
      })
    if (own <= 0) this.#bySender.delete(sender)
    else this.#bySender.set(sender, own)
    this.#inAll += bytes
  }
}
