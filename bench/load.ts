/**
 * The client that sends load, a process of its own: keep-alive connections with one request under
 * way on each. bench/README.md says what was turned down in its place.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
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
  /** From the first request, on open connections, to the end of the last answer. */
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

/** No call takes longer, in milliseconds. */
const timeout = 120_000

async function run(call: LoadCall): Promise<LoadAnswer> {
  const { url, connections, requests, seconds, rate, expected } = call
  const { hostname, port, host } = new URL(url)
  const texts = requests.map((request) => textOf(request, host))
  const tally: Record<string, number> = {}
  const latencies: number[] = []
  let [bytes, sent] = [0, 0]
  const sockets = Array.from({ length: connections }, () => connect(Number(port || 80), hostname))
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy(new Error('The load took too long'))
  }, timeout)
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    const start = performance.now()
    const next = (): Due | undefined => {
      const now = performance.now()
      const at = rate === undefined ? now : start + (1000 * sent) / rate
      const isOver =
        seconds === undefined
          ? sent === requests.length
          : Math.max(at, now) >= start + 1000 * seconds
      return isOver ? undefined : { ...texts[sent++ % texts.length]!, at }
    }
    const hear = (heard: Heard) => {
      tally[heard.key] = (tally[heard.key] ?? 0) + 1
      bytes += heard.bytes
      latencies.push(heard.latency)
    }
    await Promise.all(sockets.map((socket) => converse(socket, next, hear)))
    const milliseconds = performance.now() - start
    if (!Object.keys(tally).every((key) => key.startsWith(expected)))
      throw new Error(`Expected nothing but ${expected} but got ${JSON.stringify(tally)}`)
    return { milliseconds, tally, bytes, latencies: Float64Array.from(latencies) }
  } finally {
    clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
  }
}

interface Due {
  readonly text: Buffer
  readonly isHead: boolean
  /** When it is to be sent, by the clock of `performance.now`. */
  readonly at: number
}

interface Heard {
  readonly key: string
  readonly bytes: number
  readonly latency: number
}

function textOf({ method = 'GET', path, headers = {} }: LoadRequest, host: string) {
  const fields = Object.entries({ Host: host, ...headers })
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
  const text = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return { text, isHead: method === 'HEAD' }
}

/** Sends one request after another, and reads as little of the answers as tells them apart. */
function converse(
  socket: Socket,
  next: () => Due | undefined,
  hear: (heard: Heard) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0)
    /** What is being answered, from the end of its head on; `left`: bytes of its body to come. */
    let answer: { readonly key: string; left: number; bytes: number; end: string } | undefined
    let [isHead, since] = [false, 0]
    const ask = () => {
      const due = next()
      if (due === undefined) return resolve()
      isHead = due.isHead
      const send = (at: number) => {
        since = at
        socket.write(due.text)
      }
      const wait = due.at - performance.now()
      // When the one before was late, the wait for it counts.
      if (wait < 1) send(due.at)
      else setTimeout(() => send(performance.now()), wait)
    }
    socket.on('data', (data: Buffer) => {
      let body = data
      if (answer === undefined) {
        head = head.length === 0 ? data : Buffer.concat([head, data])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const text = head.toString('latin1', 0, end)
        const status = text.slice(9, 12)
        const origin = /^cache-status: (.*)$/im.exec(text)?.[1] ?? ''
        const length =
          isHead || status === '304' ? '0' : /^content-length: (\d+)$/im.exec(text)?.[1]
        // Without a length it comes in chunks, and an empty one is the last.
        const left = length === undefined ? NaN : Number(length)
        answer = { key: `${status} ${origin}`.trim(), left, bytes: 0, end: '' }
        body = head.subarray(end + 4)
        head = Buffer.alloc(0)
      }
      answer.left -= body.length
      answer.bytes += body.length
      answer.end = (answer.end + body.toString('latin1', Math.max(0, body.length - 5))).slice(-5)
      if (Number.isNaN(answer.left) ? answer.end !== '0\r\n\r\n' : answer.left > 0) return
      hear({ key: answer.key, bytes: answer.bytes, latency: performance.now() - since })
      answer = undefined
      ask()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The server closed a connection')))
    ask()
  })
}

if (import.meta.main) answerCalls(run)
