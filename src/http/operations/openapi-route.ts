import type { FastifySchema, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import type { RouteAccess } from '../access/access.ts'
import type { RouteAnswer } from '../server/route-config.ts'
import { component } from '../../dto/component.ts'

export const ProblemSchema = component('Problem', {
  type: Type.String({ description: 'RFC 9457: a URI for the kind of problem.' }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.Optional(Type.String({ description: 'Stable. Absent for malformed HTTP.' })),
  detail: Type.Optional(Type.String()),
  parameter: Type.Optional(Type.String({ description: 'The parameter at fault.' })),
})

/** The schema of a route with all that the API document says of it. */
export function describeRoute(method: string, route: RouteOptions): FastifySchema {
  const { url, schema = {}, config = {} } = route
  const { access = 'open', answer = 'text', body } = config
  if (answer === 'undocumented' || answer === 'socket') return { ...schema, hide: true }
  return {
    ...schema,
    operationId: operationId(method, url),
    tags: [url.split('/')[1] === '' ? 'keyart' : (url.split('/')[1] ?? 'keyart')],
    security: security(access),
    ...(schema.params === undefined ? {} : { params: parametersIn(url, schema.params as Part) }),
    ...(schema.querystring === undefined ? {} : { querystring: given(schema.querystring as Part) }),
    ...(schema.body === undefined ? {} : { body: given(schema.body as Part) }),
    ...(body === 'picture' ? { body: picture } : {}),
    response: {
      ...success(answer),
      '4xx': problem('The request was refused.'),
      '5xx': problem('The server failed.'),
    },
  } as FastifySchema
}

/** `getItemsByIdImagesByType` for GET /Items/:id/Images/:type. */
function operationId(method: string, url: string): string {
  const words = url.replaceAll(/:(\w)/g, (_all, letter: string) => `By-${letter}`).split(/\W+/)
  const path = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
  return method.toLowerCase() + (path === '' ? 'Root' : path)
}

function security(access: RouteAccess): readonly object[] {
  const proofs = [{ token: [] }, { query: [] }]
  switch (access) {
    case 'open':
      return []
    // A setting closes them.
    case 'images':
      return [{}, ...proofs]
    case 'signed-in':
    case 'self-or-admin':
    case 'admin':
      return proofs
    default:
      return access satisfies never
  }
}

/** The part of a schema of parameters that matters here. */
interface Part {
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>
  readonly required?: readonly string[]
}

/** Some routes share parameters that only one of their paths has. */
function parametersIn(url: string, { properties = {}, ...rest }: Part): Part {
  const parts = new Set(url.split('/'))
  const names = Object.keys(properties).filter((name) => parts.has(`:${name}`))
  return {
    ...rest,
    properties: Object.fromEntries(names.map((name) => [name, properties[name]!])),
    required: names,
  }
}

/** What must be given: nothing that has a default. */
function given(part: Part): Part {
  const { properties = {}, required = [] } = part
  return { ...part, required: required.filter((name) => properties[name]?.default === undefined) }
}

const text = { type: 'string' }
const binary = { ...text, format: 'binary' }
const picture = {
  content: {
    'image/*': { schema: binary },
    'text/plain': { schema: { ...text, description: 'The image in base64 or base64url.' } },
    'multipart/form-data': { schema: { type: 'object', properties: { file: binary } } },
  },
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
})

function success(answer: Exclude<RouteAnswer, 'undocumented' | 'socket'>): Record<string, object> {
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
    case 'page':
      return { 200: { description: 'A web page.', content: { 'text/html': { schema: text } } } }
    case 'text':
      return { '2xx': { description: 'Text.', content: { 'text/plain': { schema: text } } } }
    default:
      return answer satisfies never
  }
}
