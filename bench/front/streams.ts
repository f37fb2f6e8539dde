/** A client of large answers, a process of its own: it counts bytes, and keeps none. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { mapSome } from '../../test/support/ask.ts'
import { answerCalls, Peer } from '../peer.ts'

export interface Stream {
  readonly path: string
  /** The bytes that are asked for, from the start of the file. */
  readonly length: number
  /** Whether the client leaves in the middle. */
  readonly isLeft: boolean
}

export interface StreamsCall {
  readonly url: string
  readonly streams: readonly Stream[]
  readonly inFlight: number
}

export interface StreamsAnswer {
  /** From the first request to the last byte. */
  readonly milliseconds: number
}

export type Streams = Peer<StreamsCall, StreamsAnswer>

export async function startStreams(): Promise<Streams> {
  return await Peer.start('front/streams.ts')
}

const bufferLength = 256 * 1024

async function run({ url, streams, inFlight }: StreamsCall): Promise<StreamsAnswer> {
  const start = performance.now()
  await mapSome(streams, inFlight, (stream) => download(new URL(url), stream))
  return { milliseconds: performance.now() - start }
}

async function download(
  { hostname, port, host }: URL,
  { path, length, isLeft }: Stream,
): Promise<void> {
  let came = 0
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: {
      buffer: Buffer.allocUnsafeSlow(bufferLength),
      callback: (bytes) => {
        came += bytes
        if (isLeft && came > length / 2) socket.destroy()
        return true
      },
    },
  })
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nRange: bytes=0-${length - 1}\r\nConnection: close\r\n\r\n`,
  )
  await once(socket, 'close')
  // With the head it is more.
  if (!isLeft && came <= length) throw new Error(`Expected ${length} bytes but ${came} came`)
}

if (import.meta.main) answerCalls(run)
