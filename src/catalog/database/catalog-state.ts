import type { Ids } from '../../library/ids.ts'

/** What holds of the whole catalog. */
export interface CatalogState {
  /**
   * Another number after every finished write that could change an answer about images, items,
   * names, libraries, users or access: what was read under this number still holds while it stands.
   * Read it before the answer that is to be cached. It changes with the commit, before the write
   * resolves; for a write of another process within 50 ms. What users did with items, their
   * settings, when tokens were last used, and what the scan remembers for itself leave it alone.
   */
  readonly generation: number
  /** As `generation`, and changes also with what users did with items. */
  readonly generationWithPlays: number
  /** Gives back memory that only makes later answers faster. */
  releaseMemory(): void
  /** Of what is in this catalog: they depend on a secret that is stored in it. */
  readonly ids: Ids
}
