import { parentPort } from 'node:worker_threads'
import { parseNfo } from './nfo.ts'
import { decodeNfo } from './nfo-text.ts'

parentPort!.on('message', (bytes: Uint8Array) =>
  parentPort!.postMessage(parseNfo(decodeNfo(bytes))),
)
