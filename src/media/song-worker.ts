import { parentPort } from 'node:worker_threads'
import { parseFile, selectCover } from 'music-metadata'

/** To the thread that reads songs. */
export interface SongRequest {
  readonly path: string
}

/** From it, one a request. */
export type SongAnswer =
  | { readonly kind: 'picture'; readonly bytes: Uint8Array }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }

/** The picture of a song that stands for it: its front cover, else the first. */
async function readPicture({ path }: SongRequest): Promise<SongAnswer> {
  try {
    const { common } = await parseFile(path, { duration: false, skipPostHeaders: false })
    const cover = selectCover(common.picture)
    return cover === null || cover.data.length === 0
      ? { kind: 'none' }
      : { kind: 'picture', bytes: cover.data }
  } catch {
    return { kind: 'unreadable' }
  }
}

parentPort!.on('message', (request: SongRequest) => {
  void readPicture(request).then((answer) => parentPort!.postMessage(answer))
})
