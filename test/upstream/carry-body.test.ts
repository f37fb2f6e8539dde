import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Seeded } from '../support/seeded.ts'
import { dial, openTestFront } from '../support/upstream/front.ts'

/*
 * Large bodies, which are carried past HTTP: real connections, with bytes cut at random places,
 * clients that read slowly or leave, and origins that send too little or too much.
 */

const megabyte = 1024 * 1024
/** No multiple of any buffer: a byte that is missing or doubled shows. */
const period = 65_521
const random = new Seeded(7)
const pattern = Buffer.from(Array.from({ length: period }, () => random.whole(0, 255)))
const twice = Buffer.concat([pattern, pattern])

/** The bytes of a body from `at` on; of each seed another one. */
function bytesOf(seed: number, at: number, length: number): Buffer {
  const parts: Buffer[] = []
  for (let done = 0; done < length;) {
    const start = (seed * 7919 + at + done) % period
    const part = twice.subarray(start, start + Math.min(period, length - done))
    parts.push(part)
    done += part.length
  }
  return Buffer.concat(parts)
}

interface Body {
  readonly length: number
  /** How many of its bytes are sent before the connection is ended; more than `length`: all, and more. */
  readonly sent: number
  /** Fields besides `Content-Length`. */
  readonly fields: string
}

/** Sends bodies by the number in the path, in pieces of any size. */
async function openBodies(bodies: readonly Body[]) {
  const left: number[] = []
  const seen: number[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    let text = ''
    let sending = Promise.resolve()
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      for (let end; (end = text.indexOf('\r\n\r\n')) >= 0; text = text.slice(end + 4)) {
        const seed = Number(/^(?:GET|HEAD) \/(\d+)/.exec(text)![1])
        const isHead = text.startsWith('HEAD')
        seen.push(seed)
        socket.once('close', () => left.push(seed))
        sending = sending.then(() => send(socket, seed, bodies[seed]!, isHead))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    /** Requests whose connections are closed. */
    left,
    [Symbol.dispose]: () => void server.close(),
  }
}

async function send(
  socket: Socket,
  seed: number,
  { length, sent, fields }: Body,
  isHead: boolean,
): Promise<void> {
  const random = new Seeded(seed)
  const head = `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${length}\r\n\r\n`
  const size = isHead ? 0 : sent
  let rest: Buffer = Buffer.concat([
    Buffer.from(head),
    bytesOf(seed, 0, Math.min(size, random.whole(0, 99_999))),
  ])
  let at = rest.length - head.length
  while (rest.length > 0 && !socket.destroyed) {
    const piece = random.chance(0.2) ? random.whole(1, 100) : random.whole(1_000, 400_000)
    const isTaken = socket.write(rest.subarray(0, piece))
    rest = rest.subarray(piece)
    if (rest.length === 0) {
      rest = bytesOf(seed, at, Math.min(size - at, random.whole(0, megabyte)))
      at += rest.length
      if (at < size && rest.length === 0) rest = bytesOf(seed, at++, 1)
    }
    if (!isTaken && !socket.destroyed) await eitherOf(socket, 'drain', 'close')
    else if (random.chance(0.01)) await sleep(1)
  }
  if (!isHead && sent !== length) socket.end()
}

/** The first of some events; `error` is none, for `close` follows it. */
async function eitherOf(socket: Socket, ...events: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of events) socket.once(event, resolve)
  await promise
  for (const event of events) socket.off(event, resolve)
}

interface Reading {
  /** Of the body, as far as it came. */
  readonly body: Buffer
  /** Whether the connection was closed before its end. */
  readonly isCut: boolean
}

/** Reads one answer after another from a connection, at any pace. */
class Reader {
  readonly #socket: Socket
  readonly #random: Seeded
  /** The share of reads before which it waits. */
  readonly #pauses: number
  #rest: Buffer = Buffer.alloc(0)
  #isClosed = false

  constructor(socket: Socket, random: Seeded, pauses: number) {
    this.#socket = socket
    this.#random = random
    this.#pauses = pauses
    socket.pause()
    socket.once('close', () => (this.#isClosed = true))
  }

  /** `enough`: bytes of the body after which it is not read on. */
  async read({ enough = Infinity, isHead = false } = {}): Promise<
    Reading & { readonly head: string }
  > {
    while (this.#rest.indexOf('\r\n\r\n') < 0) await this.#more()
    const end = this.#rest.indexOf('\r\n\r\n') + 4
    const head = this.#rest.subarray(0, end).toString('latin1')
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
    const length = isHead ? 0 : Number(/^content-length: (\d+)/im.exec(head)![1])
    const chunks = [this.#rest.subarray(end)]
    let came = chunks[0]!.length
    this.#rest = Buffer.alloc(0)
    while (came < Math.min(length, enough) && (await this.#more())) {
      chunks.push(this.#rest)
      came += this.#rest.length
      this.#rest = Buffer.alloc(0)
    }
    const all = Buffer.concat(chunks)
    this.#rest = all.subarray(length)
    return { head, body: all.subarray(0, length), isCut: came < length }
  }

  async #more(): Promise<boolean> {
    if (this.#random.chance(this.#pauses)) await sleep(this.#random.whole(1, 15))
    for (;;) {
      const bytes = this.#socket.read() as Buffer | null
      if (bytes !== null) {
        this.#rest = Buffer.concat([this.#rest, bytes])
        return true
      }
      if (this.#isClosed) return false
      await eitherOf(this.#socket, 'readable', 'close')
    }
  }
}

const ask = (seed: number, method = 'GET') => `${method} /${seed} HTTP/1.1\r\nHost: a\r\n\r\n`

suite('large bodies', { timeout: 120_000 }, () => {
  const numbers = Array.from({ length: 24 }, (_, seed) => seed)
  const bodies = numbers.map((seed): Body => {
    const random = new Seeded(1_000 + seed)
    // Some are just below what is carried, some much above.
    const length = random.whole(6, 14) * megabyte + random.whole(-9, 9)
    const kinds = ['whole', 'whole', 'whole', 'short', 'long'] as const
    // Behind a body that the parser sees, it takes more bytes for a broken answer.
    const kind = random.pick(length < 8 * megabyte ? kinds.slice(0, 4) : kinds)
    const sent = { whole: length, short: random.whole(0, length - 1), long: length + 99_999 }[kind]
    return { length, sent, fields: random.chance(0.5) ? 'Accept-Ranges: bytes\r\n' : '' }
  })

  test('arrive as they were sent, or are seen to be cut, many at a time', async () => {
    using origin = await openBodies(bodies)
    await using front = await openTestFront(origin.url)
    const talk = async (first: number) => {
      const random = new Seeded(first)
      let socket: Socket | undefined
      let reader: Reader | undefined
      for (const seed of numbers.filter((seed) => seed % 6 === first)) {
        if (reader === undefined || socket === undefined) {
          socket = await dial(front.port)
          reader = new Reader(socket, random, first % 2 === 0 ? 0.1 : 0)
        }
        socket.write(ask(seed))
        const { length, sent } = bodies[seed]!
        const { body, isCut } = await reader.read()
        assert.equal(isCut, sent < length, `body ${seed} of ${length} bytes, of which ${sent} came`)
        assert.ok(body.length <= sent)
        // Not by `deepEqual`, whose message would hold the bytes.
        assert.ok(body.equals(bytesOf(seed, 0, body.length)), `bytes of body ${seed}`)
        // What is whole leaves the connection to the next request.
        if (isCut) socket = reader = undefined
      }
      socket?.destroy()
    }
    await Promise.all([0, 1, 2, 3, 4, 5].map(talk))
    assert.deepEqual(
      origin.seen.toSorted((a, b) => a - b),
      numbers,
    )
  })

  test('of requests that wait for each other on one connection, and of HEAD', async () => {
    const whole = [9, 10, 11].map((size) => ({
      length: size * megabyte,
      sent: size * megabyte,
      fields: '',
    }))
    using origin = await openBodies(whole)
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.write(`${ask(1, 'HEAD')}${ask(0)}`)
    const reader = new Reader(socket, new Seeded(1), 0.1)
    const { head } = await reader.read({ enough: 0, isHead: true })
    assert.match(head, new RegExp(`^content-length: ${10 * megabyte}\r$`, 'im'))
    // Right behind the head of one comes the next answer.
    assert.ok((await reader.read()).body.equals(bytesOf(0, 0, 9 * megabyte)))
    socket.destroy()
    const other = await dial(front.port)
    other.write(`${ask(0)}${ask(1)}${ask(2)}`)
    const next = new Reader(other, new Seeded(2), 0)
    for (const seed of [0, 1, 2]) {
      const { body, isCut } = await next.read()
      assert.equal(isCut, false)
      assert.ok(body.equals(bytesOf(seed, 0, body.length)), `bytes of body ${seed}`)
    }
    other.destroy()
  })

  test('arrive whole at a client that is slower than the origin', async () => {
    const length = 24 * megabyte
    using origin = await openBodies([{ length, sent: length, fields: '' }])
    await using front = await openTestFront(origin.url)
    const socket = await dial(front.port)
    socket.write(ask(0))
    const { body, isCut } = await new Reader(socket, new Seeded(1), 1).read()
    assert.equal(isCut, false)
    assert.ok(body.equals(bytesOf(0, 0, length)))
    socket.destroy()
  })

  test('end at the origin when the client leaves, whether it reads or not', async () => {
    const length = 200 * megabyte
    const endless = [0, 1, 2, 3].map(() => ({ length, sent: length, fields: '' }))
    using origin = await openBodies(endless)
    await using front = await openTestFront(origin.url)
    for (const seed of [0, 1, 2, 3]) {
      const socket = await dial(front.port)
      socket.write(ask(seed))
      await new Reader(socket, new Seeded(seed), 0).read({ enough: seed * 3 * megabyte })
      // Time for all buffers to fill: nothing is read at the origin then.
      if (seed % 2 === 0) await sleep(300)
      const at = performance.now()
      socket.destroy()
      while (!origin.left.includes(seed) && performance.now() - at < 5_000) await sleep(10)
      assert.ok(origin.left.includes(seed), `body ${seed} ended`)
    }
  })
})
