import type { App } from '../../app.ts'
import type { Dependencies } from '../../http/listen.ts'
import { collectGarbage, type IdleMemoryOptions, trimAllocator } from './idle-memory.ts'

/** Milliseconds without a request after which memory is released. */
const idleTimeBeforeRelease = 5 * 60_000

/**
 * What only makes answers faster is given back while nobody asks. `passed`: requests that others answer, so
 * far.
 */
export function idleMemoryOf(
  app: App,
  { traffic, responseCache }: Pick<Dependencies, 'traffic' | 'responseCache'>,
  passed: () => number = () => 0,
): IdleMemoryOptions {
  return {
    activity: () => {
      let count =
        passed() + responseCache.hits + responseCache.storageHits + responseCache.notModified
      // Health checks and metrics come all day long.
      for (const [[requestClass], value] of traffic.requests)
        if (requestClass !== 'operation') count += value
      return count
    },
    isBusy: () =>
      app.scanner.status.state === 'running' || app.prerenderer.status.state === 'running',
    release: () => {
      responseCache.releaseMemory()
      app.derivatives.releaseMemory()
      app.catalog.releaseMemory()
      collectGarbage()
      trimAllocator()
    },
    idleTime: idleTimeBeforeRelease,
  }
}
