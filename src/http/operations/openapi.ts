import fastifySwagger from '@fastify/swagger'
import fastify, { type RouteOptions } from 'fastify'
import { defaultJellyfinVersion } from '../../jellyfin-version.ts'
import { nameComponents } from './openapi-components.ts'
import { describeRoute } from './openapi-route.ts'

/** An OpenAPI document, as far as it is read here. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
}

export interface OpenApiOperation {
  readonly summary?: string
  readonly operationId?: string
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
        version: defaultJellyfinVersion,
        description:
          'Artwork for media libraries, through the image API of Emby and Jellyfin. Every route is ' +
          'also available under /emby and /mediabrowser. Paths and parameter names are ' +
          'case-insensitive. HEAD is answered wherever GET is. Clients hear of changes over the ' +
          'WebSocket /socket, which OpenAPI cannot describe.',
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
  })
  server.setValidatorCompiler(() => () => true)
  for (const route of routes) {
    // HEAD is the same without a body.
    const methods = [route.method].flat().filter((method) => method !== 'HEAD')
    for (const method of methods)
      server.route({
        method,
        url: route.url,
        schema: describeRoute(method, route),
        handler: async () => {},
      })
  }
  await server.ready()
  const document = server.swagger()
  await server.close()
  return nameComponents(document) as OpenApiDocument
}
