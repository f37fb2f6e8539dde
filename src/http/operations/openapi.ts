import fastifySwagger from '@fastify/swagger'
import fastify, { type FastifySchema, type RouteOptions } from 'fastify'
import { defaultJellyfinVersion } from '../../jellyfin-version.ts'
import { Type } from 'typebox'
import type { RouteAnswer } from '../server/route-config.ts'

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

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Optional(Type.String({ description: 'Stable. Absent for malformed HTTP.' })),
    detail: Type.Optional(Type.String()),
    parameter: Type.Optional(Type.String({ description: 'The parameter at fault.' })),
  },
  { description: 'An RFC 9457 problem document.' },
)

/** What the routes say of themselves, as one document. */
export async function openApiDocument(routes: readonly RouteOptions[]): Promise<OpenApiDocument> {
  // A server that never serves: the plugin reads the routes of one.
  const server = fastify({ exposeHeadRoutes: false })
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Keyart',
        version: defaultJellyfinVersion,
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

/** The schema with all that the API document says of the route. */
function describe(
  schema: FastifySchema | undefined,
  url: string,
  route: RouteOptions,
): FastifySchema {
  const methods = [route.method].flat()
  const { access = 'open', answer = 'text' } = route.config ?? {}
  // HEAD is the same without a body.
  if (answer === 'undocumented' || methods.every((method) => method === 'HEAD'))
    return { ...schema, hide: true }
  return {
    ...schema,
    tags: [url.split('/')[1] === '' ? 'keyart' : (url.split('/')[1] ?? 'keyart')],
    ...(access === 'open' || access === 'images'
      ? {}
      : { security: [{ token: [] }, { query: [] }] }),
    response: {
      ...success(answer),
      '4xx': problem('The request was refused.'),
      '5xx': problem('The server failed.'),
    },
  } as FastifySchema
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
})

const text = { type: 'string' }
const binary = { ...text, format: 'binary' }

function success(answer: Exclude<RouteAnswer, 'undocumented'>): Record<string, object> {
  if (typeof answer === 'object')
    return {
      200: { description: 'JSON.', content: { 'application/json': { schema: answer.json } } },
    }
  switch (answer) {
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
    case 'page':
      return { 200: { description: 'A web page.', content: { 'text/html': { schema: text } } } }
    case 'text':
      return { '2xx': { description: 'Text.', content: { 'text/plain': { schema: text } } } }
    default:
      return answer satisfies never
  }
}
