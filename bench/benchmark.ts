import type { Pictures } from './library.ts'
import type { Section } from './report/row.ts'

/** One of the measurements; on its own servers, so that none depends on another. */
export interface Benchmark {
  /** For `--only`. */
  readonly name: string
  /** Left out of the quick form, unless it is named. */
  readonly isLong?: true
  run(stage: Stage): Promise<Section>
}

export interface Stage {
  /** A folder of its own, empty at first. */
  readonly folder: string
  /** `tiny` only shows that it works. */
  readonly size: 'tiny' | 'quick' | 'full'
  /** Drawn once for all; on the same disk as `folder`. */
  readonly pictures: Pictures
}
