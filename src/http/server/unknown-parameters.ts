import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ParametersSchema } from '../protocol/query-keys.ts'

/** More names than any client sends. */
const maxNames = 20
const maxLength = 60
/** Read on every route: how clients prove who they are, and on whose behalf they ask. */
const general = new Set(['api_key', 'apikey', 'x-emby-token', 'userid'])

/**
 * Notes query parameters that a route does not have, at level `debug`: a filter that is passed over
 * shows there. Names alone, for values may be secrets.
 */
export function noteUnknownParameters(server: FastifyInstance, { level }: FastifyBaseLogger): void {
  if (level !== 'debug' && level !== 'trace') return
  server.addHook('preValidation', async (request) => {
    const schema = request.routeOptions.schema?.querystring as ParametersSchema | undefined
    const declared = new Set(
      Object.keys(schema?.properties ?? {}).map((name) => name.toLowerCase()),
    )
    const unknown = Object.keys(request.query as object).filter(
      (name) => !declared.has(name) && !general.has(name),
    )
    if (unknown.length === 0) return
    const parameters = unknown.slice(0, maxNames).map((name) => name.slice(0, maxLength))
    const { url: route } = request.routeOptions
    request.log.debug({ route, parameters }, 'Parameters that this route does not have are ignored')
  })
}
