/**
 * The load generator, a process of its own: keep-alive connections to 127.0.0.1 with one request
 * under way on each. It reads as little of the answers as tells them apart.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { answerCalls } from '../peer.ts'

export interface LoadCall {
  readonly port: number
  readonly connections: number
  /** Sent in turn, from the front again at the end. */
  readonly requests: readonly LoadRequest[]
  readonly until: LoadEnd
  /** Requests a second, all connections together; without it, one as soon as another is answered. */
  readonly pace?: number
}

/** Of the sending: what was sent is waited for. */
export type LoadEnd =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'time'; readonly seconds: number }

export interface LoadRequest {
  readonly method?: 'GET' | 'HEAD'
  /** With the query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface LoadAnswer {
  /** From the first request, on connections that are open already, to the end of the last answer. */
  readonly milliseconds: number
  readonly answers: number
  /** How many answers were alike in status and `Cache-Status`: `200 Keyart; hit` -> 17. */
  readonly tally: Readonly<Record<string, number>>
  /** Of all bodies. */
  readonly bytes: number
  /** Milliseconds to the end of each answer, from when its request was due. */
  readonly latencies: Float64Array
}

/** No run takes longer, in milliseconds. */
const deadline = 120_000

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

async function run(call: LoadCall): Promise<LoadAnswer> {
  const { port, connections, requests, until, pace } = call
  const texts = requests.map((request) => textOf(request, port))
  const tally: Record<string, number> = {}
  const latencies: number[] = []
  let bytes = 0
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'))
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy(new Error('The load took too long'))
  }, deadline)
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    let sent = 0
    const start = performance.now()
    const next = (): Due | undefined => {
      const now = performance.now()
      const at = pace === undefined ? now : start + (1000 * sent) / pace
      const goesOn =
        until.kind === 'count'
          ? sent < until.count
          : Math.max(at, now) < start + 1000 * until.seconds
      return goesOn ? { ...texts[sent++ % texts.length]!, at } : undefined
    }
    const hear = (heard: Heard) => {
      tally[heard.key] = (tally[heard.key] ?? 0) + 1
      bytes += heard.bytes
      latencies.push(heard.latency)
    }
    await Promise.all(sockets.map((socket) => converse(socket, next, hear)))
    const milliseconds = performance.now() - start
    const answers = latencies.length
    return { milliseconds, answers, tally, bytes, latencies: Float64Array.from(latencies) }
  } finally {
    clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
  }
}

function textOf({ method = 'GET', path, headers = {} }: LoadRequest, port: number) {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const text = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return { text, isHead: method === 'HEAD' }
}

function converse(
  socket: Socket,
  next: () => Due | undefined,
  hear: (heard: Heard) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0)
    /** What is being answered, from the end of its head on, and bytes of its body to come. */
    let answer: { readonly key: string; readonly bytes: number; left: number } | undefined
    let isHead = false
    let since = 0
    const ask = () => {
      const due = next()
      if (due === undefined) return resolve()
      isHead = due.isHead
      const wait = due.at - performance.now()
      if (wait < 1) {
        // When the one before was late, the wait for it counts.
        since = due.at
        socket.write(due.text)
      } else
        setTimeout(() => {
          since = performance.now()
          socket.write(due.text)
        }, wait)
    }
    socket.on('data', (chunk: Buffer) => {
      if (answer === undefined) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const text = head.toString('latin1', 0, end)
        const status = text.slice(9, 12)
        const origin = /^cache-status: (.*)$/im.exec(text)?.[1] ?? ''
        const length =
          isHead || status === '304' ? '0' : /^content-length: (\d+)$/im.exec(text)?.[1]
        if (length === undefined) return reject(new Error('Expected an answer with Content-Length'))
        const bytes = Number(length)
        answer = { key: `${status} ${origin}`.trim(), bytes, left: bytes - (head.length - end - 4) }
        head = Buffer.alloc(0)
      } else answer.left -= chunk.length
      if (answer.left > 0) return
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
