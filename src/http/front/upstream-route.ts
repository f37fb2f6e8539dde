import { hash, timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import type { PassDeps } from '../../upstream/pass.ts'
import { readOnlyToken } from '../access/auth.ts'
import type { PrerenderReport } from '../operations/prerender.ts'
import type { RawQuery } from '../protocol/query-keys.ts'
import type { Server } from '../server/server.ts'
import { findUpstreamUser } from './upstream-user.ts'

/** What `GET /keyart/api/upstream` says. */
export interface UpstreamReport {
  /** Reading the lists of the upstream; null without an API key. */
  readonly lists: {
    readonly state: 'reading' | 'idle' | 'failing'
    readonly done: number
    readonly total: number
    /** ISO time. */
    readonly finishedAt: string | undefined
  } | null
  readonly images: {
    /** Images that the lists name, and of these those whose original is still to be fetched. */
    readonly listed: number
    readonly due: number
    /** Images whose original was fetched. */
    readonly stored: number
    /** `full`: `upstream.maxBytes` is used up. */
    readonly state: 'running' | 'idle' | 'failing' | 'full'
  }
  readonly prerender: PrerenderReport
  /** Some images that cannot be read, and why. */
  readonly problems: readonly {
    readonly ownerId: string
    readonly type: string
    readonly index: number
    readonly reason: string
  }[]
}

export interface UpstreamRouteDeps {
  readonly pass: Pick<PassDeps, 'origin' | 'via' | 'legacy'>
  /** `''`: none. */
  readonly upstreamKey: string
  readonly reportUpstream: () => Promise<UpstreamReport>
}

/**
 * `GET /keyart/api/upstream`: how far Keyart is with the images of the upstream, for its admins, and
 * for whoever has the API key.
 */
export function upstreamRoute(
  server: Server,
  { pass, upstreamKey, reportUpstream }: UpstreamRouteDeps,
): void {
  server.get(
    '/keyart/api/upstream',
    {
      config: { access: 'open', requestClass: 'operation', answer: { json: Type.Unknown() } },
      schema: { summary: 'Returns how far Keyart is with the images of the upstream.' },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const token = readOnlyToken(request.headers, request.query as RawQuery)
      const hasKey = token !== undefined && isSame(token, upstreamKey)
      const user = hasKey ? undefined : await findUpstreamUser(pass, request)
      if (!hasKey && user?.Policy?.IsAdministrator !== true)
        throw new KeyartError(
          'FORBIDDEN',
          'Expected the token of an administrator of the upstream, or its API key',
        )
      return await reportUpstream()
    },
  )
}

/** Takes as long wherever they differ. An empty secret is none. */
function isSame(token: string, secret: string): boolean {
  const [one, other] = [token, secret].map((text) => hash('sha256', text, 'buffer'))
  return secret !== '' && timingSafeEqual(one!, other!)
}
