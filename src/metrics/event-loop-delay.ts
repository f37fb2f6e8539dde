import { Histogram } from './histogram.ts'

/** Milliseconds from one look to the next. */
const interval = 100

/**
 * How late a timer comes: for so long the process did nothing but one thing. A histogram of our own
 * and not Node's `monitorEventLoopDelay`, whose percentiles cannot be put together over time.
 */
export class EventLoopDelay implements Disposable {
  readonly seconds = new Histogram([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10])
  readonly #timer: NodeJS.Timeout
  #dueAt = performance.now() + interval

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.seconds.observe(Math.max(0, now - this.#dueAt) / 1000)
      this.#dueAt = now + interval
    }, interval).unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
