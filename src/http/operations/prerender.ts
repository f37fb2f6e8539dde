import { Type } from 'typebox'
import type { SizePreset } from '../../prerender/size-preset.ts'
import type { PrerenderStatus } from '../../prerender/status.ts'
import type { Server } from '../server/server.ts'

/** What `GET /keyart/api/prerender` says. */
export interface PrerenderReport extends Omit<PrerenderStatus, 'state' | 'finishedAt'> {
  readonly state: PrerenderStatus['state'] | 'off'
  /** What is prerendered for images of each type and orientation, the most requested first. */
  readonly presets: readonly SizePreset[]
  /** ISO time. */
  readonly finishedAt: string | undefined
}

/** `GET /keyart/api/prerender`: how making images ahead of time stands. */
export function prerenderRoutes(server: Server, report: () => PrerenderReport): void {
  server.get(
    '/keyart/api/prerender',
    {
      config: {
        access: 'signed-in',
        requestClass: 'operation',
        answer: { json: Type.Unknown() },
      },
      schema: {
        summary: 'Returns the progress of creating images in advance, and the sizes it covers.',
      },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'no-store')
      return report()
    },
  )
}
