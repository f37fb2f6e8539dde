import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** The longest answer, in bytes, that leaves in one write. */
export const maxSingleWrite = 256 * 1024
const piece = 128 * 1024

const pending = new WeakMap<ServerResponse, number>()

/**
 * What to send as the body of `response`. A large one is handed over piece by piece, a turn of the
 * event loop for each: the system takes megabytes at once for a client that does not read, and
 * all others wait while it copies them. nginx has `sendfile_max_chunk` for the same reason.
 */
export function inPieces(response: ServerResponse, bytes: Buffer): Buffer | Readable {
  if (bytes.length <= maxSingleWrite) return bytes
  return Readable.from(cut(response, bytes), { objectMode: false })
}

/** Bytes that are held for an answer, and not handed over yet. */
export function pendingBytes(response: ServerResponse | undefined): number {
  return (response && pending.get(response)) ?? 0
}

async function* cut(response: ServerResponse, bytes: Buffer): AsyncGenerator<Buffer> {
  try {
    for (let at = 0; at < bytes.length; at += piece) {
      pending.set(response, Math.max(0, bytes.length - at - piece))
      yield bytes.subarray(at, at + piece)
      await nextTurn()
    }
  } finally {
    pending.delete(response)
  }
}
