import { type Keyart, renderersOf } from '../test/support/keyart.ts'
import { figure } from './report/row.ts'
import type { BareSharp } from './sides/bare-sharp.ts'
import { ThreadClock } from './thread-clock.ts'

/** The processor time of Keyart and of bare sharp for the same work. */
export class ProcessorTimes {
  readonly #server: ThreadClock
  readonly #renderer: ThreadClock
  readonly #limit: ThreadClock

  constructor({ pid }: Keyart, bare: BareSharp) {
    this.#server = new ThreadClock(() => [pid])
    this.#renderer = new ThreadClock(() => renderersOf(pid))
    this.#limit = new ThreadClock(() => [bare.pid])
  }

  async ofOurs<T>(work: () => Promise<T>): Promise<T> {
    return await this.#server.during(() => this.#renderer.during(work))
  }

  async ofLimit<T>(work: () => Promise<T>): Promise<T> {
    return await this.#limit.during(work)
  }

  /** For one of `count` images, and the ratio of rates that it would allow. */
  describe(count: number): string {
    const [server, renderer, limit] = [this.#server, this.#renderer, this.#limit]
    const ratio = limit.total / (server.total + renderer.total)
    return `server ${server.describe(count)}, renderer ${renderer.describe(count)}; bare sharp ${limit.describe(count)}. Without the load generator, this would allow a ratio of ${figure(ratio)}; other load on the machine affects this less than the rates.`
  }
}
