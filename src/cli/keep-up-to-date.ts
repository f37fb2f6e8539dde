import type { App } from '../app.ts'
import { LibraryWatch } from '../scan/watch.ts'

/**
 * Scans now, at every interval, and whatever changes in between, until disposed of. What goes
 * wrong is logged; the rest goes on.
 */
export async function keepUpToDate({
  config,
  log,
  libraries,
  scanner,
}: App): Promise<AsyncDisposable> {
  const unsubscribe = scanner.subscribe((event) => {
    if (event.kind === 'failed') log.error({ err: event.error }, 'A library could not be scanned')
    if (event.kind !== 'finished' || event.aborted) return
    const { items, images, problems, imagesProbed } = event.status
    log.info({ items, images, problems, opened: imagesProbed }, 'Scan finished')
  })
  // Watched first, so that nothing falls between the scan and the watch.
  const watch = config.scan.watch
    ? await LibraryWatch.open({
        libraries,
        onChange: (target) => void scanner.request(target),
        onFailure: ({ name }, err) =>
          log.warn({ err }, `Library '${name}' cannot be watched; rescans find its changes`),
      })
    : undefined
  void scanner.request('all')
  const { intervalMinutes } = config.scan
  const timer =
    intervalMinutes === 0
      ? undefined
      : setInterval(() => void scanner.request('all'), intervalMinutes * 60_000)
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      unsubscribe()
      await watch?.[Symbol.asyncDispose]()
    },
  }
}
