import type { RouteOptions } from 'fastify'
import { pino } from 'pino'
import { addRoutes, type Dependencies } from '../../src/http/listen.ts'
import { createServer } from '../../src/http/server/server.ts'
import { expectation, type ValueSchema } from '../../src/schema-text.ts'
import { code, codes, table } from './table.ts'

interface ParametersSchema {
  readonly properties?: Readonly<Record<string, ValueSchema>>
}

interface DocumentedRoute {
  readonly path: string
  readonly methods: ReadonlySet<string>
  readonly summary: string
  readonly params: ParametersSchema
  readonly query: ParametersSchema | undefined
}

/** Every route: what it is asked with and what it answers. */
export async function routeTable(): Promise<string> {
  const routes = await collectRoutes()
  return table(
    ['Route', 'Methods', 'Answer'],
    routes.map(({ path, methods, summary }) => [code(path), [...methods].join(', '), summary]),
  )
}

export async function pathParameterTable(): Promise<string> {
  const routes = await collectRoutes()
  const entries = routes.flatMap(({ params }) => Object.entries(params.properties ?? {}))
  const meanings = Map.groupBy(entries, ([name]) => name)
  return table(
    ['In a path', 'Meaning'],
    [...meanings].map(([name, uses]) => [
      code(`{${name}}`),
      [...new Set(uses.map(([, { description = '' }]) => description))]
        .filter(Boolean)
        .join(' Or: '),
    ]),
  )
}

/** The parameters of each query, once for all routes that have it. */
export async function queryTables(): Promise<string> {
  const routes = (await collectRoutes()).filter(({ query }) => query !== undefined)
  return [...Map.groupBy(routes, ({ query }) => JSON.stringify(query))]
    .map(([, some]) => {
      const paths = some.map(({ path }) => path)
      const rows = Object.entries(some[0]!.query?.properties ?? {}).map(([name, schema]) => [
        code(name),
        expectation(schema) +
          (schema.default === undefined ? '' : `; default ${code(String(schema.default))}`),
        schema.description ?? '',
      ])
      return `For ${codes(paths)}:\n\n${table(['Parameter', 'Value', 'Meaning'], rows)}`
    })
    .join('\n\n')
}

let collected: Promise<readonly DocumentedRoute[]> | undefined

function collectRoutes(): Promise<readonly DocumentedRoute[]> {
  return (collected ??= readRoutes())
}

/** The routes as the server registers them; nothing listens and nothing is asked. */
async function readRoutes(): Promise<readonly DocumentedRoute[]> {
  const registered: RouteOptions[] = []
  const server = createServer(pino({ level: 'silent' }))
  server.addHook('onRoute', (route) => void registered.push(route as RouteOptions))
  await addRoutes(server, emptyDependencies())
  await server.close()
  const byPath = Map.groupBy(registered, ({ url }) => url.replaceAll(/:(\w+)/g, '{$1}'))
  return [...byPath].map(([path, routes]) => {
    const [first] = routes
    const schema = (first?.schema ?? {}) as {
      params?: ParametersSchema
      querystring?: ParametersSchema
    }
    return {
      path,
      methods: new Set(routes.flatMap(({ method }) => method).toSorted()),
      summary: summaryOf(routes),
      params: schema.params ?? {},
      query: schema.querystring,
    }
  })
}

/** What the path does, and what its other methods do where that is something else. */
function summaryOf(routes: readonly RouteOptions[]): string {
  const summaries = new Map<string, string>()
  for (const { method, schema } of routes) {
    const summary = (schema as { readonly summary?: string } | undefined)?.summary
    if (summary === undefined)
      throw new Error(`Expected a summary of ${String(method)} ${routes[0]?.url}`)
    if (!summaries.has(summary)) summaries.set(summary, [method].flat()[0] ?? '')
  }
  return [...summaries]
    .map(([summary, method], index) => (index === 0 ? summary : `${code(method)}: ${summary}`))
    .join(' ')
}

/** What routes take hold of while they are registered; what they would ask of it does not matter. */
function emptyDependencies(): Dependencies {
  const deps: Partial<Dependencies> = {
    builtFiles: { pageFolder: '/nowhere', clientFile: '/nowhere' },
    log: pino({ level: 'silent' }),
    // Routes name a limit of their body by it.
    editor: { maxBytes: 1, maxUserBytes: 1 } as Dependencies['editor'],
  }
  return new Proxy(deps as Dependencies, { get: (target, name) => Reflect.get(target, name) ?? {} })
}
