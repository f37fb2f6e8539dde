import type { Library } from '../library/library.ts'
import type { Scanner } from './scan.ts'
import type { ScanTarget } from './status/scan-status.ts'
import type { WatchOptions } from './watch.ts'

export interface ScanSchedule {
  /** Whether the folders are watched. */
  readonly watch: boolean
  /** Minutes from one scan of everything to the next; 0 for never. */
  readonly intervalMinutes: number
  /** Hears of what goes wrong. */
  readonly log: (message: string) => void
}

/** Scans now and whenever something changes, until disposed of. */
export async function keepScanning(
  scanner: Pick<Scanner, 'request' | 'subscribe' | 'unitsLinkedTo' | keyof AsyncDisposable>,
  libraries: readonly Library[],
  options: ScanSchedule,
): Promise<AsyncDisposable> {
  const { watch, intervalMinutes, log } = options
  const onFailure = ({ name }: Library, error: unknown) =>
    log(`A folder of ${name} cannot be watched, only scanned: ${messageOf(error)}`)
  const unitsLinkedTo = (libraryId: string, path: string) => scanner.unitsLinkedTo(libraryId, path)
  const onChange = (target: ScanTarget) => void scanner.request(target)
  const unsubscribe = scanner.subscribe((event) => {
    if (event.kind === 'failed') log(`A scan failed: ${messageOf(event.error)}`)
  })
  // Before the scan: what changes while it runs is seen by one of them.
  const watching = watch
    ? await openWatch({ libraries, unitsLinkedTo, onChange, onFailure })
    : undefined
  void scanner.request('all')
  const timer =
    intervalMinutes > 0
      ? setInterval(() => void scanner.request('all'), intervalMinutes * 60_000)
      : undefined
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      await watching?.[Symbol.asyncDispose]()
      await scanner[Symbol.asyncDispose]()
      unsubscribe()
    },
  }
}

/** What watches is loaded here: the server answers by now. */
async function openWatch(options: WatchOptions): Promise<AsyncDisposable> {
  const { LibraryWatch } = await import('./watch.ts')
  return await LibraryWatch.open(options)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
