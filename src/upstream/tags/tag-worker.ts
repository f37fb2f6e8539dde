import { parentPort } from 'node:worker_threads'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { findImageFacts, type ImageFacts } from './find-tags.ts'

/** One JSON answer as it passed. */
export interface PassedJson {
  readonly bytes: Uint8Array
  readonly encoding: string
}

/** What a few bytes unfold to is bounded, too. */
const maxOutputLength = 32 * 1024 * 1024

/** In this thread, which nobody else waits for. */
const decoders: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength }),
  deflate: (bytes) => inflateSync(bytes, { maxOutputLength }),
  br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength }),
  identity: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
}

const nothing: ImageFacts = { tags: [], ownerIds: [] }

parentPort?.on('message', ({ bytes, encoding }: PassedJson) => {
  // As one text: hundreds of small objects cost more on their way than to be read again.
  parentPort?.postMessage(JSON.stringify(read(bytes, encoding)))
})

/** Nothing of an answer that cannot be read: nothing depends on it. */
function read(bytes: Uint8Array, encoding: string): ImageFacts {
  try {
    const json = decoders[encoding]?.(bytes)
    return json === undefined ? nothing : findImageFacts(json)
  } catch {
    return nothing
  }
}
