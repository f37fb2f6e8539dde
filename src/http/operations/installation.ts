import { Type } from 'typebox'
import { type InstallationKind, installationKinds } from '../../installation.ts'
import type { Server } from '../server/server.ts'

/** How the server was installed, so that the gallery tells people what to do in their case. */
export function installationRoutes(
  server: Server,
  { installation }: { readonly installation: InstallationKind },
): void {
  server.get(
    '/keyart/api/installation',
    {
      config: {
        access: 'signed-in',
        requestClass: 'operation',
        answer: { json: Type.Object({ kind: Type.Enum([...installationKinds]) }) },
      },
      schema: { summary: 'Returns how Keyart was installed.' },
    },
    async () => ({ kind: installation }),
  )
}
