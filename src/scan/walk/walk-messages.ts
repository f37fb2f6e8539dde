import type { UnitListing } from './listing.ts'

export interface WalkRequest {
  readonly root: string
  /** Folders elsewhere to which links may lead (`Library.linkTargets`). */
  readonly linkTargets?: readonly string[]
  /** Only these units; absent: all. */
  readonly units?: ReadonlySet<string>
  /** Fingerprints as last finished: a unit that still has its own is not listed again. */
  readonly fingerprints?: ReadonlyMap<string, string>
}

/** Why nothing can be said of a library. */
export type RootTrouble =
  | 'missing'
  | 'not a folder'
  | 'unreadable'
  /** There is nothing, though units are known: so looks a mount point without its disk. */
  | 'emptied'

/** What a walk meets, unit by unit. */
export type WalkEvent =
  | { readonly kind: 'unit'; readonly listing: UnitListing }
  | {
      readonly kind: 'unchanged'
      readonly unit: string
      readonly files: number
      readonly problems: UnitListing['problems']
      readonly linked: UnitListing['linked']
    }
  /** The root itself cannot be read; nothing else follows. */
  | { readonly kind: 'trouble'; readonly trouble: RootTrouble }
  /** Last: all units that exist, whether they were asked for or not. */
  | { readonly kind: 'end'; readonly units: readonly string[] }

/** Events between two threads, a few hundred files at a time. */
export type WalkBatch = readonly WalkEvent[]
