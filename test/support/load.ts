import { mkdir, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { type Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { noise, write } from './pictures.ts'

/** Many clients at once, good and bad ones, for tests and trials. */

/** Films with a poster each, smooth ones: another picture for every film. */
export async function writeFilms(
  root: string,
  count: number,
  size = { width: 600, height: 900 },
): Promise<string> {
  for (let n = 1; n <= count; n++) {
    const folder = join(root, `Film ${n} (2000)`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `Film ${n}.mkv`), '')
    const picture = noise(20, 30, n).png()
    const drawn = noise(1, 1).resize(size.width, size.height, { fit: 'fill' })
    const layer = {
      input: await picture.resize(size.width, size.height, { fit: 'fill' }).toBuffer(),
    }
    await write(join(folder, 'poster.jpg'), drawn.composite([layer]).jpeg())
  }
  return root
}

/** How a request ended. */
export type Ending =
  /** Answered to the last byte. */
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  /** The client disconnected, as it was told to. */
  | { readonly kind: 'left' }
  /** There was no connection, or a new one was closed before anything came. */
  | { readonly kind: 'not-accepted' }
  /** It was under way, and then was not. */
  | { readonly kind: 'lost'; readonly why: string }

export interface AskLightlyOptions {
  /** Sent by POST; without it, it is a GET. */
  readonly body?: Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly agent?: Agent
  readonly signal?: AbortSignal
}

/** Asks and forgets the body. Never rejects. */
export function askLightly(
  url: string,
  path: string,
  { headers = {}, agent, signal, body }: AskLightlyOptions = {},
): Promise<Ending> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const more = { ...(agent && { agent }), ...(signal && { signal }) }
    const method = body === undefined ? 'GET' : 'POST'
    const call = request({ hostname, port, path, method, headers, ...more })
    call.once('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted === true) resolve({ kind: 'left' })
      else if (!call.reusedSocket) resolve({ kind: 'not-accepted' })
      else resolve({ kind: 'lost', why: String(error.code) })
    })
    call.once('response', (response) => {
      const { statusCode = 0, headers: said } = response
      response.once('close', () => {
        if (response.complete)
          resolve({ kind: 'answered', status: statusCode, retryAfter: said['retry-after'] })
        else if (signal?.aborted === true) resolve({ kind: 'left' })
        else resolve({ kind: 'lost', why: `cut off after ${statusCode}` })
      })
      response.once('error', () => undefined)
      response.resume()
    })
    call.end(body)
  })
}

/** A connection that sends `text` and then nothing, and reads nothing unless it is told to. */
export function openRaw(url: string, text = ''): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  if (text !== '') socket.write(text)
  return socket.pause()
}

/** The beginning of a WebSocket, for `openRaw`: its client answers nothing, not even a goodbye. */
export const webSocketRequest = [
  'GET /socket HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n')

/** Bytes of memory of a process: now, and at the most since it began or was last told to forget. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const read = (text: string, name: string) =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    return { now: read(text, 'VmRSS'), peak: read(text, 'VmHWM') }
  } catch {
    return { now: 0, peak: 0 }
  }
}
