import { parentPort } from 'node:worker_threads'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { NamedTag } from '../images/freshness.ts'
import { findTags } from './find-tags.ts'

/** One JSON answer as it passed. */
export interface PassedJson {
  readonly bytes: Uint8Array
  readonly encoding: string
}

/** What a few bytes unfold to is bounded, too. */
const maxOutputLength = 32 * 1024 * 1024

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Promise<Buffer>>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength }),
  identity: async (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
}

parentPort?.on('message', ({ bytes, encoding }: PassedJson) => {
  void read(bytes, encoding).then((tags) => parentPort?.postMessage(tags))
})

/** None of an answer that cannot be read: nothing depends on it. */
async function read(bytes: Uint8Array, encoding: string): Promise<NamedTag[]> {
  try {
    const text = await decoders[encoding]?.(bytes)
    return text === undefined ? [] : findTags(JSON.parse(text.toString()) as unknown)
  } catch {
    return []
  }
}
