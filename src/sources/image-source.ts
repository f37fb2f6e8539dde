/** An original that is a file of this machine. */
export interface OriginalFile {
  /** Absolute. Never leaves the server. */
  readonly path: string
}

/** An original that is put together of others, which cover it without gap or overlap. */
export interface Composition {
  readonly width: number
  readonly height: number
  readonly pieces: readonly Piece[]
}

/** A picture and its place in the whole, in pixels. It is cropped to the place's shape. */
export interface Piece extends OriginalFile {
  /** Of the bytes that are meant; others are SOURCE_CHANGED. */
  readonly tag: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** An original as the renderer can open it. */
export type Original = OriginalFile | Composition

/** Where originals come from. */
export interface ImageSource {
  /** `undefined` when nothing (any more) lies under `key`, or it leads out of the source. */
  find(key: string): Promise<Original | undefined>
}

/** The source of a name (`OriginalRef.source`); `undefined` for one that is not configured. */
export type FindSource = (name: string) => ImageSource | undefined
