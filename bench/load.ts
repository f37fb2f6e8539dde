/**
 * The load generator, a process of its own: keep-alive connections to 127.0.0.1 with one request
 * under way on each. It reads as little of the answers as tells them apart.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { answerCalls } from './peer.ts'

export interface LoadCall {
  readonly port: number
  readonly connections: number
  /** Sent in turn, from the front again at the end, until `count` were answered. */
  readonly requests: readonly LoadRequest[]
  readonly count: number
}

export interface LoadRequest {
  readonly path: string
  readonly ifNoneMatch?: string
}

export interface LoadAnswer {
  readonly milliseconds: number
  /** How many answers were alike in status and `Cache-Status`: `200 Keyart; hit` -> 17. */
  readonly tally: Readonly<Record<string, number>>
}

/** No run takes longer, in milliseconds. */
const deadline = 120_000

async function run({ port, connections, requests, count }: LoadCall): Promise<LoadAnswer> {
  const texts = requests.map(({ path, ifNoneMatch }) =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${ifNoneMatch === undefined ? '' : `If-None-Match: ${ifNoneMatch}\r\n`}\r\n`,
    ),
  )
  const tally: Record<string, number> = {}
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'))
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy(new Error('The load took too long'))
  }, deadline)
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    let sent = 0
    const next = () => (sent < count ? texts[sent++ % texts.length] : undefined)
    const heard = (key: string) => (tally[key] = (tally[key] ?? 0) + 1)
    const start = performance.now()
    await Promise.all(sockets.map((socket) => converse(socket, next, heard)))
    return { milliseconds: performance.now() - start, tally }
  } finally {
    clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
  }
}

function converse(
  socket: Socket,
  next: () => Buffer | undefined,
  heard: (key: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0)
    /** Bytes of the body still to come; `undefined` while the head is being read. */
    let left: number | undefined
    const ask = () => {
      const text = next()
      if (text === undefined) resolve()
      else socket.write(text)
    }
    socket.on('data', (chunk: Buffer) => {
      if (left === undefined) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const text = head.toString('latin1', 0, end)
        const status = text.slice(9, 12)
        const origin = /^cache-status: (.*)$/im.exec(text)?.[1] ?? ''
        heard(`${status} ${origin}`.trim())
        const length = status === '304' ? '0' : /^content-length: (\d+)$/im.exec(text)?.[1]
        if (length === undefined) reject(new Error('Expected an answer with Content-Length'))
        left = Number(length) - (head.length - end - 4)
        head = Buffer.alloc(0)
      } else left -= chunk.length
      if (left > 0) return
      left = undefined
      ask()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The server closed a connection')))
    ask()
  })
}

if (import.meta.main) answerCalls(run)
