import { type Load, type LoadCall, startLoad } from '../bench/load.ts'
import { percentile } from '../bench/rounds.ts'
import { startBareHttp } from '../bench/sides/bare-http.ts'
import type { Client } from '../test/support/ask.ts'
import { type Figure, none, tried, type TrialContext, within } from './trial.ts'

/** What a hit may take longer than an answer of the bare server meanwhile, in milliseconds. */
export const maxAdded = 50

export interface HeardHits {
  /** Milliseconds, an answer each. */
  readonly latencies: readonly number[]
  /** Of the bare server, in the same time. */
  readonly bare: readonly number[]
  /** Answers that were no hit. */
  readonly others: number
}

/**
 * A client that asks for what the server has in memory, and another that asks a bare server for the
 * same bytes: what both wait for is the machine, not the server.
 */
export class Hits implements AsyncDisposable {
  readonly #path: string
  readonly #urls: { readonly keyart: string; readonly bare: string }
  readonly #clients: readonly [Load, Load]
  readonly #processes: AsyncDisposable

  private constructor(
    path: string,
    urls: { readonly keyart: string; readonly bare: string },
    clients: readonly [Load, Load],
    processes: AsyncDisposable,
  ) {
    this.#path = path
    this.#urls = urls
    this.#clients = clients
    this.#processes = processes
  }

  static async open(client: Client, path: string): Promise<Hits> {
    await using processes = new AsyncDisposableStack()
    const { headers, body } = await client.ask(path)
    const bare = processes.use(await startBareHttp({}))
    const { 'content-type': type = '', etag = '' } = headers
    const said = { 'content-type': type, 'content-length': String(body.length) }
    const { sameHeaders } = await bare.call({ answers: [{ path, etag, headers: said, body }] })
    const urls = { keyart: client.url, bare: sameHeaders }
    const clients = [processes.use(await startLoad()), processes.use(await startLoad())] as const
    return new Hits(path, urls, clients, processes.move())
  }

  /** Asks 50 times a second on four connections, both servers at once. */
  async ask(seconds: number): Promise<HeardHits> {
    const call = (url: string): LoadCall => ({
      url,
      connections: 4,
      requests: [{ path: this.#path }],
      seconds,
      rate: 50,
      // Whatever it is, it is counted.
      expected: '',
    })
    const [ours, bare] = await Promise.all([
      this.#clients[0].call(call(this.#urls.keyart)),
      this.#clients[1].call(call(this.#urls.bare)),
    ])
    const others = Object.entries(ours.tally)
      .filter(([text]) => !text.startsWith('200 Keyart; hit'))
      .reduce((sum, [, count]) => sum + count, 0)
    return { latencies: [...ours.latencies], bare: [...bare.latencies], others }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#processes[Symbol.asyncDispose]()
  }
}

/** What became of hits before a trial began and while it ran. */
export function hitFigures(
  before: HeardHits,
  meanwhile: readonly HeardHits[],
  context: TrialContext,
): readonly Figure[] {
  const latencies = meanwhile.flatMap((heard) => heard.latencies)
  const p99 = percentile(latencies, 99)
  const bare = percentile(
    meanwhile.flatMap((heard) => heard.bare),
    99,
  )
  return [
    tried('Hits meanwhile', latencies.length),
    none(
      'Hits refused, or not from memory',
      meanwhile.reduce((sum, { others }) => sum + others, 0),
    ),
    tried('Hits before, 99th percentile', tenth(percentile(before.latencies, 99)), ' ms'),
    tried('Hits meanwhile, 99th percentile', tenth(p99), ' ms'),
    tried('A bare server meanwhile', tenth(bare), ' ms'),
    within('Difference', Math.max(0, p99 - bare), maxAdded, context),
  ]
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
