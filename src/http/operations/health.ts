import { KeyartError } from '../../errors.ts'
import type { Readiness } from '../../health/readiness.ts'
import type { Server } from '../server/server.ts'

const openToAll = { access: 'open', beforeSetUp: 'open' } as const

/** Whether the server is up, and whether it is of use. */
export function healthRoutes(server: Server, readiness: Pick<Readiness, 'findFailures'>): void {
  for (const url of ['/health', '/health/live'])
    server.get(url, { config: openToAll }, async (_request, reply) => {
      void reply.header('cache-control', 'no-store')
      return { status: 'ok' }
    })

  server.get('/health/ready', { config: openToAll }, async (_request, reply) => {
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
  })
}
