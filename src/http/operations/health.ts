import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import type { Readiness } from '../../health/readiness.ts'
import type { Server } from '../server/server.ts'

const config = {
  access: 'open',
  beforeSetUp: 'open',
  requestClass: 'operation',
  answer: { json: Type.Object({ status: Type.Literal('ok') }) },
} as const

/** Whether the server is up, and whether it is of use. */
export function healthRoutes(server: Server, readiness: Pick<Readiness, 'findFailures'>): void {
  for (const [url, summary] of [
    ['/health', 'Returns `{"status":"ok"}` while the server runs.'],
    ['/health/live', 'The same as `/health`.'],
  ] as const)
    server.get(url, { config, schema: { summary } }, async (_request, reply) => {
      void reply.header('cache-control', 'no-store')
      return { status: 'ok' }
    })

  server.get(
    '/health/ready',
    {
      config,
      schema: {
        summary:
          'Returns `{"status":"ok"}` if the catalog, the data folder and the renderer work, otherwise 503 `NOT_READY`. Checked at most once a second.',
      },
    },
    async (_request, reply) => {
      const failures = await readiness.findFailures()
      const [first] = failures
      if (first !== undefined)
        throw new KeyartError(
          'NOT_READY',
          `The server could not ${failures.map(({ name }) => name).join(', nor ')}`,
          { cause: first.cause },
        )
      void reply.header('cache-control', 'no-store')
      return { status: 'ok' }
    },
  )
}
