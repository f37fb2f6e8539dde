/** How much a shape (what clients ask of images: an opaque line of text) was asked for. */
export interface PresetTally {
  readonly preset: string
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
export interface PresetCatalog {
  presetTallies(): Promise<readonly PresetTally[]>
  /** Makes the tallies exactly these. */
  setPresetTallies(tallies: readonly PresetTally[]): Promise<void>
}
