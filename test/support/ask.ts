import assert from 'node:assert/strict'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The address of this machine to ask from. */
  readonly from?: string
  readonly body?: Buffer | string
}

/**
 * A plain HTTP client: it adds nothing but `Host` and `Connection`, follows nothing, keeps nothing
 * and leaves a path as it is.
 */
export class Client implements Disposable {
  readonly url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  readonly #always: Readonly<Record<string, string>>

  /** `always`: headers of every request, such as a key. */
  constructor(url: string, always: Readonly<Record<string, string>> = {}) {
    this.url = url
    this.#always = always
  }

  ask(
    path: string,
    { method = 'GET', headers = {}, from, body }: AskOptions = {},
  ): Promise<Answer> {
    const { hostname, port } = new URL(this.url)
    return new Promise((resolve, reject) => {
      // Without a length a body of DELETE would have no end.
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const framed = { ...this.#always, ...headers, ...length }
      const call = request({
        hostname,
        port,
        path,
        method,
        headers: framed,
        agent: this.#agent,
        ...(from === undefined ? {} : { localAddress: from }),
      })
      call.once('error', reject)
      call.once('response', (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.once('error', reject)
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        )
      })
      call.end(body)
    })
  }

  /** The JSON of a 200. */
  async json<T>(path: string, options?: AskOptions): Promise<T> {
    const { status, body } = await this.ask(path, options)
    assert.equal(status, 200, `${path}: ${body.toString().slice(0, 300)}`)
    return JSON.parse(body.toString()) as T
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}

/** All bytes that come back for `bytes` on a connection of their own. */
export function askBytes(url: string, bytes: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    // What is no whole request gets no answer before its end is known.
    socket.setTimeout(500, () => socket.end())
    const timeout = setTimeout(
      () => socket.destroy(new Error('Expected an answer within 30 s')),
      30_000,
    )
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // A server that has answered need not read on.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(Buffer.concat(parts))
      else reject(error)
    })
    socket.once('close', () => {
      clearTimeout(timeout)
      resolve(Buffer.concat(parts))
    })
  })
}

/** The first answer in `bytes`; `undefined` when the connection was closed without one. */
export function parseAnswer(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  // RFC 9110 15.2: whatever says 1xx comes before the answer.
  if (/^HTTP\/1\.1 1\d\d /.test(bytes.subarray(0, 13).toString('latin1')))
    return parseAnswer(bytes.subarray(end + 4))
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers: IncomingHttpHeaders = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { status: Number(first.split(' ')[1]), headers, body: bytes.subarray(end + 4) }
}

/** Runs `work` on all of `list`, a few at a time; results in order. */
export async function mapSome<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = list.entries()
  const worker = async () => {
    for (const [index, entry] of queue) results[index] = await work(entry, index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
