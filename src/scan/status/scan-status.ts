/** How a scan stands, at any time. Counts of the catalog may lag behind by half a second. */
export interface ScanStatus {
  readonly state: 'running' | 'idle'
  readonly items: number
  /** Announced images. */
  readonly images: number
  readonly problems: number
  /** Of this run, or of the last one when idle. */
  readonly filesSeen: number
  readonly imagesToProbe: number
  readonly imagesProbed: number
  readonly bytesProbed: number
  /** Videos and songs that were to be looked into since the start, and that were. */
  readonly mediaToOpen: number
  readonly mediaOpened: number
  /** Milliseconds since 1970; absent before the first run. */
  readonly startedAt: number | undefined
  /** Absent while the first run is under way. */
  readonly finishedAt: number | undefined
}

export type ScanEvent =
  | { readonly kind: 'started'; readonly status: ScanStatus }
  | { readonly kind: 'progress'; readonly status: ScanStatus }
  | { readonly kind: 'finished'; readonly status: ScanStatus; readonly aborted: boolean }
  /** The images of these owners may be others than before. */
  | { readonly kind: 'images'; readonly ownerIds: ReadonlySet<string> }
  /** The folder of a library cannot be read, for the reason in `trouble`; absent: it can again. */
  | { readonly kind: 'library'; readonly libraryId: string; readonly trouble: string | undefined }
  /** A library could not be scanned for a reason that is none of its files'. */
  | { readonly kind: 'failed'; readonly libraryId: string; readonly error: unknown }

export type ScanListener = (event: ScanEvent) => void

/** What to look at again. */
export type ScanTarget =
  'all' | { readonly libraryId: string; readonly units: 'all' | ReadonlySet<string> }
