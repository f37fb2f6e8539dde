import fastifySwagger from '@fastify/swagger'
import fastify, { type FastifySchema, type RouteOptions } from 'fastify'
import { apiVersion } from '../../dto/system-info.ts'
import { findAnswer, ProblemSchema } from '../server/responses.ts'

/** An OpenAPI document, as far as it is read here. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
}

export interface OpenApiOperation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: { readonly type?: string; readonly default?: unknown }
  }[]
  readonly responses?: Readonly<Record<string, { readonly description?: string }>>
}

/** What the routes say of themselves, as one document. */
export async function openApiDocument(routes: readonly RouteOptions[]): Promise<OpenApiDocument> {
  // A server that never serves: the plugin reads the routes of one.
  const server = fastify({ exposeHeadRoutes: false })
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Keyart',
        version: apiVersion,
        description:
          'Artwork for media libraries, through the image API of Emby and Jellyfin. Every route is ' +
          'also available under /emby and /mediabrowser. Paths and parameter names are ' +
          'case-insensitive.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          token: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'MediaBrowser Client="…", Device="…", DeviceId="…", Token="…"',
          },
          query: { type: 'apiKey', in: 'query', name: 'ApiKey' },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: describe(schema, url, route), url }),
  })
  server.setValidatorCompiler(() => () => true)
  for (const { method, url, schema = {}, config = {} } of routes)
    server.route({ method, url, schema, config, handler: async () => {} })
  await server.ready()
  const document = server.swagger() as unknown as OpenApiDocument
  await server.close()
  return document
}

/** The schema with what the route answers, which is not written at each route. */
function describe(
  schema: FastifySchema | undefined,
  url: string,
  route: RouteOptions,
): FastifySchema {
  const methods = [route.method].flat()
  const access = route.config?.access ?? 'open'
  const isFile = /^\/keyart\/(?:$|index\.html|assets\/|favicon|[^/]+\.\w+$)/.test(url)
  if (url === '/*' || isFile || methods.every((method) => method === 'HEAD'))
    return { ...schema, hide: true }
  // HEAD is the same without a body.
  const method = methods.find((one) => one !== 'HEAD') ?? 'GET'
  return {
    ...schema,
    tags: [url.split('/')[1] === '' ? 'keyart' : (url.split('/')[1] ?? 'keyart')],
    ...(access === 'open' || access === 'images'
      ? {}
      : { security: [{ token: [] }, { query: [] }] }),
    response: {
      ...success(method, url),
      '4xx': problem('The request was refused.'),
      '5xx': problem('The server failed.'),
    },
  } as FastifySchema
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
})

const binary = { type: 'string', format: 'binary' }

function success(method: string, url: string): Record<string, object> {
  const answer = findAnswer(method, url)
  switch (answer?.kind) {
    case 'json':
      return {
        200: { description: 'JSON.', content: { 'application/json': { schema: answer.schema } } },
      }
    case 'image':
      return {
        200: { description: 'The image.', content: { 'image/*': { schema: binary } } },
        304: { description: 'The client’s copy is up to date.', type: 'null' },
      }
    case 'bytes':
      return {
        200: { description: 'Bytes.', content: { 'application/octet-stream': { schema: binary } } },
      }
    case 'nothing':
      return { 204: { description: 'Done.', type: 'null' } }
    case 'socket':
      return { 101: { description: 'A WebSocket.', type: 'null' } }
    case 'text':
    case undefined:
      return {
        '2xx': { description: 'Text.', content: { 'text/plain': { schema: { type: 'string' } } } },
      }
    default:
      return answer satisfies never
  }
}
