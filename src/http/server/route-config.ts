import type { RouteOptions } from 'fastify'
import type { Server } from './server.ts'
import type { TSchema } from 'typebox'

/** What a request is about, as far as an operator wants to tell requests apart. */
export type RequestClass =
  'image' | 'upload' | 'edit' | 'browse' | 'sign-in' | 'page' | 'operation' | 'unknown'

/**
 * What a route answers when all is well, as the API document has it. `undocumented`: the route is
 * no part of the API, such as a file of the gallery.
 */
export type RouteAnswer =
  | { readonly json: TSchema }
  | 'image'
  | 'nothing'
  | 'bytes'
  | 'text'
  | 'page'
  | 'socket'
  | 'undocumented'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How its requests count in the metrics. Default: `browse`. */
    requestClass?: Exclude<RequestClass, 'unknown'>
    /** Default: `text`. */
    answer?: RouteAnswer
    /** The body is a picture. Other bodies have a schema. */
    body?: 'picture'
  }
}

/** A list that every route which is added from now on joins, as it is declared. */
export function collectRoutes(server: Server): readonly RouteOptions[] {
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  return routes
}
