import type { BareHttpAnswer, BareHttpCall, RecordedAnswer } from './bare-http.ts'
import type { Keyart } from './keyart.ts'
import type { LoadAnswer, LoadCall, LoadRequest } from './load.ts'
import { warmConnections } from './parameters.ts'
import type { Peer } from './peer.ts'
import { type Comparison, compare } from './rounds.ts'

export interface WarmOptions {
  readonly keyart: Keyart
  readonly requests: number
  readonly rounds: number
  readonly load: Peer<LoadCall, LoadAnswer>
  readonly bare: Peer<BareHttpCall, BareHttpAnswer>
}

export interface WarmResult {
  /** Whole bodies from memory. */
  readonly hits: Comparison
  /** 304 to `If-None-Match`. */
  readonly revalidations: Comparison
  /** Of one body, on average. */
  readonly bodyBytes: number
}

/** Written by node itself, on either side. */
const ownHeaders = new Set(['date', 'connection', 'keep-alive'])

/** A poster of every film, 300 wide, held in memory: answers a second, Keyart and bare. */
export async function measureWarm(options: WarmOptions): Promise<WarmResult> {
  const { keyart, bare } = options
  const answers: RecordedAnswer[] = []
  for (const { Id, ImageTags } of await keyart.items()) {
    const path = `/Items/${Id}/Images/Primary?maxWidth=300&quality=90&format=jpg&tag=${ImageTags['Primary']}`
    await (await keyart.get(path)).arrayBuffer()
    // Asked again, for the first time it may have been made.
    answers.push(await record(keyart, path))
  }
  const { port } = await bare.call({ answers })
  const plain = answers.map(({ path }) => ({ path }))
  const conditional = answers.map(({ path, etag }) => ({ path, ifNoneMatch: etag }))
  return {
    hits: await compareLoad(options, port, plain, /^200 Keyart; hit; detail=memory$/),
    revalidations: await compareLoad(options, port, conditional, /^304/),
    bodyBytes: answers.reduce((sum, { body }) => sum + body.length, 0) / answers.length,
  }
}

async function record(keyart: Keyart, path: string): Promise<RecordedAnswer> {
  const response = await keyart.get(path)
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !ownHeaders.has(name)),
  )
  const body = new Uint8Array(await response.arrayBuffer())
  return { path, headers, body, etag: response.headers.get('etag') ?? '' }
}

async function compareLoad(
  { keyart, requests: count, rounds, load }: WarmOptions,
  barePort: number,
  requests: readonly LoadRequest[],
  expected: RegExp,
): Promise<Comparison> {
  const measure = async (port: number): Promise<number> => {
    const call = { port, connections: warmConnections, requests, count }
    const { milliseconds, tally } = await load.call(call)
    if (!Object.keys(tally).every((key) => expected.test(key)))
      throw new Error(`Expected nothing but ${expected} but got ${JSON.stringify(tally)}`)
    return (1000 * count) / milliseconds
  }
  await measure(keyart.port)
  await measure(barePort)
  return await compare(
    rounds,
    () => measure(keyart.port),
    () => measure(barePort),
  )
}
