/** An original as the renderer can open it. */
export interface OriginalFile {
  /** Absolute. Never leaves the server. */
  readonly path: string
}

/** Where originals come from. */
export interface ImageSource {
  /** `undefined` when nothing (any more) lies under `key`, or it leads out of the source. */
  find(key: string): Promise<OriginalFile | undefined>
}

/** The source of a name (`OriginalRef.source`); `undefined` for one that is not configured. */
export type FindSource = (name: string) => ImageSource | undefined
