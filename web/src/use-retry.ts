import { useEffect, useRef } from 'preact/hooks'
import { CallError } from './api.ts'
import { useConnection } from './connection.ts'

const minPauseMs = 2000
const maxPauseMs = 30_000

/** Whether the same call may be answered later: not what was refused for what it is. */
export function mayPass(error: unknown): boolean {
  const status = error instanceof CallError ? error.status : 0
  return status === 0 || status === 429 || status >= 500
}

/**
 * Calls `retry` while `error` is one that may pass: after pauses that grow, and as soon as the
 * connection is back.
 */
export function useRetry(error: unknown, retry: () => void): void {
  const connection = useConnection()
  const tries = useRef(0)
  const failedAt = useRef(connection)
  const isFailed = error !== undefined && mayPass(error)
  useEffect(() => {
    if (!isFailed) {
      tries.current = 0
      return
    }
    const isBack = failedAt.current !== connection
    failedAt.current = connection
    const pause = Math.min(maxPauseMs, minPauseMs * 2 ** tries.current)
    tries.current += 1
    const timer = setTimeout(retry, isBack ? 0 : pause)
    return () => clearTimeout(timer)
  }, [error, isFailed, connection])
}
