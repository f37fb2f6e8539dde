/** How often a size preset (here an opaque line of text) was requested. */
export interface PresetTally {
  readonly preset: string
  /** Requests up to `at`, older ones counted less. */
  readonly score: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Some of the images for which it was requested. */
  readonly images: readonly string[]
  /** Some of the clients that requested it, by whatever tells them apart. */
  readonly clients: readonly string[]
}

/** What clients ask of images. */
export interface PresetCatalog {
  presetTallies(): Promise<readonly PresetTally[]>
  /** Makes the tallies exactly these. */
  setPresetTallies(tallies: readonly PresetTally[]): Promise<void>
}
