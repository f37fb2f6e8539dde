/**
 * The client that sends load, a process of its own: keep-alive connections with one request under
 * way on each. bench/README.md says what was turned down in its place.
 */
import { Agent, request as send } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerCalls, Peer, type PeerOptions } from './peer.ts'

export interface LoadRequest {
  readonly method?: 'GET' | 'HEAD'
  /** With the query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface LoadCall {
  /** Of the server: `http://127.0.0.1:8080`. */
  readonly url: string
  readonly connections: number
  /** Each is sent once; where `seconds` are given, they are sent in turn for so long. */
  readonly requests: readonly LoadRequest[]
  readonly seconds?: number
  /** Requests a second, all connections together; without it, one as soon as another is answered. */
  readonly rate?: number
  /** How status and `Cache-Status` of every answer must begin. */
  readonly expected: string
}

export interface LoadAnswer {
  /** From the first connection to the end of the last answer. */
  readonly milliseconds: number
  /** How many answers were alike in status and `Cache-Status`: `200 Keyart; hit` -> 17. */
  readonly tally: Readonly<Record<string, number>>
  /** Of all bodies. */
  readonly bytes: number
  /** Milliseconds to the end of each answer, from when its request was due. */
  readonly latencies: Float64Array
}

export type Load = Peer<LoadCall, LoadAnswer>

export async function startLoad(options: PeerOptions = {}): Promise<Load> {
  return await Peer.start('load.ts', options)
}

/** No answer takes longer, in milliseconds. */
const timeout = 120_000

async function run(call: LoadCall): Promise<LoadAnswer> {
  const { url, connections, requests, seconds, rate, expected } = call
  const agent = new Agent({ keepAlive: true, maxSockets: connections, timeout })
  const tally: Record<string, number> = {}
  const latencies: number[] = []
  let [bytes, sent] = [0, 0]
  const start = performance.now()
  const isOver = (at: number) =>
    seconds === undefined ? sent === requests.length : at >= start + 1000 * seconds
  const connection = async () => {
    for (;;) {
      const now = performance.now()
      // A late answer counts for the requests that wait behind it, too.
      let since = rate === undefined ? now : start + (1000 * sent) / rate
      if (isOver(Math.max(since, now))) return
      const request = requests[sent++ % requests.length]!
      if (since - now >= 1) {
        await sleep(since - now)
        since = performance.now()
      }
      const answer = await ask(url, agent, request)
      latencies.push(performance.now() - since)
      tally[answer.key] = (tally[answer.key] ?? 0) + 1
      bytes += answer.bytes
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, connection))
  } finally {
    agent.destroy()
  }
  const milliseconds = performance.now() - start
  if (!Object.keys(tally).every((key) => key.startsWith(expected)))
    throw new Error(`Expected nothing but ${expected} but got ${JSON.stringify(tally)}`)
  return { milliseconds, tally, bytes, latencies: Float64Array.from(latencies) }
}

interface Heard {
  readonly key: string
  readonly bytes: number
}

function ask(url: string, agent: Agent, wanted: LoadRequest): Promise<Heard> {
  const { method = 'GET', path, headers = {} } = wanted
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const call = send({ hostname, port, method, path, headers, agent }, (response) => {
      const origin = response.headers['cache-status'] ?? ''
      const key = `${response.statusCode} ${String(origin)}`.trim()
      let bytes = 0
      response.on('data', (chunk: Buffer) => void (bytes += chunk.length))
      response.once('end', () => resolve({ key, bytes }))
      response.once('error', reject)
    })
    call.once('error', reject)
    call.once('timeout', () => call.destroy(new Error('Expected an answer in time')))
    call.end()
  })
}

if (import.meta.main) answerCalls(run)
