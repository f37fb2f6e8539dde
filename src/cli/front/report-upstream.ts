import type { UpstreamCatalog } from '../../catalog/upstream/upstream-catalog.ts'
import type { UpstreamReport } from '../../http/front/upstream-route.ts'
import type { PrerenderReport } from '../../http/operations/prerender.ts'
import type { Synchronising } from './synchronise.ts'

const maxProblems = 200

/** How far Keyart is with the images of the upstream. `synchronising`: absent without an API key. */
export async function reportUpstream(
  catalog: Pick<UpstreamCatalog, 'counts' | 'unreadable'>,
  reportPrerender: () => PrerenderReport,
  synchronising: Synchronising | undefined,
): Promise<UpstreamReport> {
  const { listed, due, stored } = await catalog.counts()
  const lists = synchronising?.synchroniser.status
  const problems = await catalog.unreadable(maxProblems)
  return {
    lists:
      lists === undefined
        ? null
        : {
            ...lists,
            finishedAt:
              lists.finishedAt === undefined ? undefined : new Date(lists.finishedAt).toISOString(),
          },
    images: { listed, due, stored, state: synchronising?.fetchAhead.status.state ?? 'idle' },
    prerender: reportPrerender(),
    problems: problems.map(({ ownerId, type, index, reason }) => ({
      ownerId,
      type,
      index,
      reason,
    })),
  }
}
