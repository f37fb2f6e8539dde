/** A part of the server that must work for it to be of use. */
export interface Check {
  /** What it does, as the end of "The server could not …". */
  readonly name: string
  /** Tries it for real; rejects when it does not work. */
  readonly run: () => Promise<unknown>
}

/** `cause`: for the log. */
export interface FailedCheck {
  readonly name: string
  readonly cause: unknown
}

export interface ReadinessOptions {
  /** Longest time that all checks together may take, in milliseconds. */
  readonly timeout: number
  /** An outcome is good for so many milliseconds. */
  readonly goodFor: number
}

/**
 * Whether the server can do what it is there for. However often it is asked, the checks run one at
 * a time and not more than once in `goodFor`; one that hangs is not started a second time.
 */
export class Readiness {
  readonly #checks: readonly Check[]
  readonly #options: ReadinessOptions
  readonly #running = new Map<Check, Promise<FailedCheck | undefined>>()
  #outcome: Promise<readonly FailedCheck[]> | undefined

  constructor(checks: readonly Check[], options: ReadinessOptions) {
    this.#checks = checks
    this.#options = options
  }

  /** What failed; nothing when the server is ready. Answers within `timeout`. */
  async findFailures(): Promise<readonly FailedCheck[]> {
    this.#outcome ??= this.#check().finally(() => {
      setTimeout(() => (this.#outcome = undefined), this.#options.goodFor).unref()
    })
    return await this.#outcome
  }

  async #check(): Promise<readonly FailedCheck[]> {
    const { timeout } = this.#options
    const timedOut = Promise.withResolvers<'overdue'>()
    const timer = setTimeout(() => timedOut.resolve('overdue'), timeout)
    const outcomes = await Promise.all(
      this.#checks.map(async (check) => {
        const outcome = await Promise.race([this.#run(check), timedOut.promise])
        if (outcome !== 'overdue') return outcome
        return { name: check.name, cause: new Error(`Expected it within ${timeout} ms`) }
      }),
    )
    clearTimeout(timer)
    return outcomes.filter((outcome) => outcome !== undefined)
  }

  #run(check: Check): Promise<FailedCheck | undefined> {
    const running = this.#running.get(check)
    if (running !== undefined) return running
    const run = tryCheck(check).finally(() => this.#running.delete(check))
    this.#running.set(check, run)
    return run
  }
}

async function tryCheck({ name, run }: Check): Promise<FailedCheck | undefined> {
  try {
    await run()
    return undefined
  } catch (cause) {
    return { name, cause }
  }
}
