import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifySchemaCompiler,
} from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { isKeyartError, KeyartError } from '../../errors.ts'
import { parseForm, readBody } from '../protocol/body.ts'
import { requireShortHeaders } from '../protocol/header-limits.ts'
import { isTooDeep, maxJsonDepth } from '../protocol/json-depth.ts'
import { clientLeft, isDeparture } from './departure.ts'
import { bareProblem, type ProblemDocument, problemMime, toProblem } from '../protocol/problem.ts'
import { noteAnswer, refuseBytes, refuseMalformed } from '../connection/protocol-errors.ts'
import { type ParametersSchema, readParameters, splitQuery } from '../protocol/query-keys.ts'
import { instanceOf, requestId } from '../protocol/request-id.ts'
import { findHostFault, readTarget, withoutBase } from '../protocol/request-target.ts'
import { noteUnknownParameters } from './unknown-parameters.ts'

export type Server = FastifyInstance<
  HttpServer,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Prefixes under which clients of the family expect every route; the oldest ones still send them. */
const prefixes = /^\/(?:emby|mediabrowser)(?=\/|$|\?)/i

/** By the rules of the wire, which are not Ajv's: what Fastify brings is not even loaded. */
const readBySchema: FastifySchemaCompiler<ParametersSchema> =
  ({ schema, httpPart }) =>
  (raw: unknown) => {
    try {
      if (httpPart === 'body') return { value: readBody(schema, raw) }
      return { value: readParameters(schema, raw as Record<string, string>) }
    } catch (error) {
      return { error: error as Error }
    }
  }

/** Milliseconds. Longer than proxies keep theirs (nginx: 60 s), which would else send into a closed one. */
export const keepAliveTimeout = 75_000
/** Milliseconds that the head of a request may take, and a new connection may be silent. */
export const headTimeout = 20_000

export interface ServerOptions {
  /** Addresses and networks of proxies that say truly who asks. */
  readonly trustedProxies?: readonly string[]
  /** What proxies leave before every path, such as `/art`. */
  readonly basePath?: string
}

/** Answers a request before the framework sees it; false when it does not. Never rejects. */
export type AnswerFirst = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>

/**
 * The HTTP edge without routes: paths and query names are matched without case, a route's schema
 * reads its parameters, every failure is a problem document that nobody stores.
 */
export function createServer(
  logger: FastifyBaseLogger,
  { trustedProxies = [], basePath = '' }: ServerOptions = {},
): Server {
  const base = basePath.replace(/\/$/, '').toLowerCase()
  const server = fastify({
    // No other peer is believed: the address decides whose rate limit a request counts against.
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    loggerInstance: logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    // A body may take as long as its size wants: `Connections` sees to that.
    requestTimeout: 0,
    // Of no byte either way.
    connectionTimeout: 60_000,
    keepAliveTimeout,
    genReqId: requestId,
    bodyLimit: 64 * 1024,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseBytes,
    http: {
      // Asked for below, with words of ours.
      requireHostHeader: false,
      headersTimeout: headTimeout,
      connectionsCheckingInterval: 5_000,
      // As long as Node has it by itself: the longest URL with a token takes a tenth.
      maxHeaderSize: 16 * 1024,
    },
    rewriteUrl: (request) => {
      const { path, host } = readTarget(request.url ?? '/')
      if (host !== undefined) request.headers.host = host
      const url = withoutBase(path, base).replace(prefixes, '')
      return url.startsWith('/') ? url : `/${url}`
    },
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: 400,
      querystringParser: (text) => splitQuery(text) as unknown as Record<string, string>,
    },
    schemaController: {
      compilersFactory: {
        // Its type has only Ajv in mind.
        buildValidator: () => readBySchema as never,
        buildSerializer: () => () => JSON.stringify,
      },
    },
    frameworkErrors: (error, { id }, anyReply) => {
      const reply = anyReply as FastifyReply
      const problem = bareProblem(error.statusCode ?? 400, 'The request is malformed')
      void reply
        .code(problem.status)
        .headers({
          'content-type': problemMime,
          'cache-control': 'no-store',
          'x-request-id': id,
        })
        .send(JSON.stringify({ ...problem, instance: instanceOf(id) }))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => {
      // Many clients name the type of a body that they do not send.
      if (body.trim() === '') return done(null, undefined)
      if (!isTooDeep(body)) return void parseJson(request, body, done)
      const detail = `Expected JSON with at most ${maxJsonDepth} objects or lists within each other`
      done(new KeyartError('BODY_INVALID', detail), undefined)
    },
  )
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parseForm(body.toString())),
  )

  refuseMalformed(server.server)
  noteUnknownParameters(server, logger)

  server.addHook('onRequest', async (request, reply) => {
    // Pages of any origin may show and read the artwork; there is nothing here that a cookie opens.
    void reply.headers({
      // Unless a route sets its own: stored by clients, and revalidated each time.
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      'access-control-expose-headers':
        'Cache-Control, Cache-Status, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, Retry-After, Server-Timing, X-Request-Id',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'x-request-id': request.id,
    })
    requireShortHeaders(request.raw.headers)
    const fault = findHostFault(request.raw)
    if (fault !== undefined) throw Object.assign(new Error(fault), { statusCode: 400 })
  })
  const preflight = { access: 'open', requestClass: 'page', answer: 'undocumented' } as const
  server.options('/*', { config: preflight }, async (request, reply) => {
    const requested = request.headers['access-control-request-headers']
    return await reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, DELETE, OPTIONS',
        'access-control-allow-headers': typeof requested === 'string' ? requested : '*',
        'access-control-max-age': '86400',
      })
      .send()
  })

  server.setNotFoundHandler(() => {
    throw new KeyartError('ROUTE_NOT_FOUND', 'There is no such route')
  })

  server.setErrorHandler((error: unknown, request, reply) => {
    if (isDeparture(error, request.raw)) {
      request.log.debug('The client disconnected')
      return reply.code(clientLeft).send()
    }
    const problem: ProblemDocument = isKeyartError(error)
      ? toProblem(error)
      : frameworkProblem(error)
    request.refusal = problem.code ?? `HTTP_${problem.status}`
    if (problem.status >= 500 && !isKeyartError(error, 'BUSY'))
      request.log.error({ err: error, cause: causeOf(error) }, 'Request failed')
    void reply.code(problem.status).headers({ 'cache-control': 'no-store' })
    const retryAfter = isKeyartError(error) ? error.retryAfter : undefined
    if (retryAfter !== undefined || problem.status === 503)
      void reply.header('retry-after', String(retryAfter ?? 1))
    // RFC 9110 15.5.2: a 401 says how to prove who one is.
    if (problem.status === 401) void reply.header('www-authenticate', 'MediaBrowser')
    // What a handler had said of the image that did not come to be.
    for (const name of ['etag', 'last-modified', 'content-disposition', 'accept-ranges', 'vary'])
      void reply.removeHeader(name)
    return reply
      .type(problemMime)
      .send(JSON.stringify({ ...problem, instance: instanceOf(request.id) }))
  })
  return server
}

/** Puts `answerFirst` before all that listens to the server's requests so far. */
export function goFirst({ server }: Server, answerFirst: AnswerFirst): void {
  const listeners = server.listeners('request') as ((...event: unknown[]) => void)[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    noteAnswer(request, response)
    const pass = () => {
      for (const listener of listeners) listener.call(server, request, response)
    }
    const answered = answerFirst(request, response)
    if (answered === false) pass()
    else if (answered !== true) void answered.then((isAnswered) => isAnswered || pass())
  })
}

/** 4xx of the framework keep their status; anything else is a bug of ours and says nothing. */
function frameworkProblem(error: unknown) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413)
    return toProblem(new KeyartError('BODY_TOO_LARGE', 'Expected fewer bytes in the body'))
  if (status >= 400 && status < 500) return bareProblem(status, 'The request is malformed')
  return bareProblem(500, 'Something went wrong in the server')
}

function causeOf(error: unknown): string | undefined {
  return error instanceof Error && error.cause !== undefined ? inspect(error.cause) : undefined
}
