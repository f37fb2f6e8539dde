import { useEffect, useState } from 'preact/hooks'
import { findItems } from './api.ts'
import type { ItemsQuery } from './api.ts'
import { PagedItems } from './paged-items.ts'
import type { SortName } from './router.ts'
import { useRetry } from './use-retry.ts'

const cached = new Map<string, PagedItems>()
const maxCached = 12

/** The list that `query` asks for; the same one as before when it was shown lately. */
export function itemList(query: ItemsQuery): PagedItems {
  const key = JSON.stringify(query)
  const list =
    cached.get(key) ??
    new PagedItems((start, limit, signal) => findItems({ ...query, start, limit }, signal))
  cached.delete(key)
  cached.set(key, list)
  for (const oldest of cached.keys()) {
    if (cached.size <= maxCached) break
    cached.delete(oldest)
  }
  return list
}

/** Has every list fetch anew what is looked at: the scan has found something. */
export function refreshLists(): void {
  for (const list of cached.values()) list.markStale()
}

/** Renders again whenever `list` changes, and has it try again after failures that may pass. */
export function useList(list: PagedItems): void {
  const [, setTurn] = useState(0)
  useEffect(() => list.subscribe(() => setTurn((turn) => turn + 1)), [list])
  useRetry(list.error, () => list.retry())
}

export const sortKeys = {
  name: 'SortName',
  year: 'ProductionYear,SortName',
  added: 'DateCreated,SortName',
} as const satisfies Record<SortName, string>
