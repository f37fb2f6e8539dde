import type { LoadAnswer, LoadCall } from '../bench/load/load.ts'
import type { Peer } from '../bench/peer.ts'
import { percentile } from '../bench/rounds.ts'
import { loadGenerator } from '../bench/settings.ts'
import { startBareHttp } from '../bench/sides/bare-http.ts'
import type { Client } from '../test/support/ask.ts'
import { type Figure, none, tried, type TrialContext, within } from './trial.ts'

/** What a hit may take longer than an answer of the bare server meanwhile, in milliseconds. */
export const mostAdded = 50

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
  readonly #ports: { readonly keyart: number; readonly bare: number }
  readonly #clients: readonly [Peer<LoadCall, LoadAnswer>, Peer<LoadCall, LoadAnswer>]
  readonly #processes: AsyncDisposable

  private constructor(
    path: string,
    ports: { readonly keyart: number; readonly bare: number },
    clients: readonly [Peer<LoadCall, LoadAnswer>, Peer<LoadCall, LoadAnswer>],
    processes: AsyncDisposable,
  ) {
    this.#path = path
    this.#ports = ports
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
    const ports = { keyart: Number(new URL(client.url).port), bare: sameHeaders }
    const clients = [
      processes.use(await loadGenerator()),
      processes.use(await loadGenerator()),
    ] as const
    return new Hits(path, ports, clients, processes.move())
  }

  /** Asks 50 times a second on four connections, both servers at once. */
  async ask(seconds: number): Promise<HeardHits> {
    const call = (port: number): LoadCall => ({
      port,
      connections: 4,
      requests: [{ path: this.#path }],
      until: { kind: 'time', seconds },
      pace: 50,
    })
    const [ours, bare] = await Promise.all([
      this.#clients[0].call(call(this.#ports.keyart)),
      this.#clients[1].call(call(this.#ports.bare)),
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
    within('Difference', Math.max(0, p99 - bare), mostAdded, context),
  ]
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
