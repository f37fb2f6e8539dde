import { parentPort } from 'node:worker_threads'
import { parseNfo } from './nfo.ts'

/** UTF-8 unless a byte order mark says UTF-16. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

parentPort!.on('message', (bytes: Uint8Array) => parentPort!.postMessage(parseNfo(decode(bytes))))
