/** How much a shape (what clients ask of images: an opaque line of text) was asked for. */
export interface ShapeTally {
  readonly shape: string
  /** Requests up to `at`, older ones counted less. */
  readonly score: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Some of the images that it was asked of. */
  readonly images: readonly string[]
  /** Some of those who asked for it, by whatever tells them apart. */
  readonly clients: readonly string[]
}

/** What clients ask of images. */
export interface ShapeCatalog {
  shapeTallies(): Promise<readonly ShapeTally[]>
  /** Makes the tallies exactly these. */
  setShapeTallies(tallies: readonly ShapeTally[]): Promise<void>
}
