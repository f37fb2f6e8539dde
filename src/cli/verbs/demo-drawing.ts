import type { OpenDemo } from '../../../demo/demo-library.ts'
import type { App } from '../../app.ts'

/** Draws the demo library behind the running server, and has what is there scanned. */
export class DemoDrawing implements AsyncDisposable {
  readonly #listeners = new Set<() => void>()
  readonly #stop = new AbortController()
  #progress: { readonly done: number; readonly total: number } | undefined
  #drawn: Promise<void> = Promise.resolve()

  get progress(): { readonly done: number; readonly total: number } | undefined {
    return this.#progress
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  start({ grow }: OpenDemo, { scanner, libraries, log }: App): void {
    if (grow === undefined) return
    log.info('Drawing the demo library, once; it grows while it is served')
    const onFolder = (path: string) => {
      const [name, unit] = path.split('/')
      const library = libraries.find(({ root }) => root.endsWith(`/${name}`))
      if (library !== undefined && unit !== undefined)
        void scanner.request({ libraryId: library.id, units: new Set([unit]) })
    }
    this.#drawn = grow({
      signal: this.#stop.signal,
      onFolder,
      onProgress: (done, total) => this.#tell({ done, total }),
    }).then(
      () => log.info('The demo library is whole'),
      (err: unknown) => {
        if (!this.#stop.signal.aborted) log.warn({ err }, 'The demo library could not be drawn')
      },
    )
    void this.#drawn.then(() => this.#tell(undefined))
  }

  #tell(progress: { readonly done: number; readonly total: number } | undefined): void {
    this.#progress = progress
    for (const listener of this.#listeners) listener()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#drawn
  }
}
