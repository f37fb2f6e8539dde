import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyContextConfig } from 'fastify'
import { pino } from 'pino'
import { Passwords } from '../../src/access/passwords.ts'
import { LoginRateLimiter } from '../../src/access/login-rate-limiter.ts'
import { hashToken } from '../../src/access/token.ts'
import { openApp } from '../../src/app.ts'
import type { TokenCatalog } from '../../src/catalog/accounts/token-catalog.ts'
import { toDependencies } from '../../src/cli/server/dependencies.ts'
import { parseCommandLine } from '../../src/config/command-line.ts'
import { loadConfig } from '../../src/config/load.ts'
import { addRoutes } from '../../src/http/listen.ts'
import { createServer } from '../../src/http/server/server.ts'
import { quarters, write } from './pictures.ts'
import { temporaryFolder } from './temporary.ts'

/**
 * Those who call: nobody, one whose token (of an admin) was revoked, three users, and three keys:
 * one that may do all, one that may read, one for Photos.
 */
export const roles = [
  'anonymous',
  'bad',
  'stranger',
  'user',
  'admin',
  'key',
  'reader',
  'photographer',
] as const
export type Role = (typeof roles)[number]

/** Ids of the users; the stranger may see no library but Photos. */
export const userIds = {
  stranger: 'a'.repeat(32),
  user: 'b'.repeat(32),
  admin: 'c'.repeat(32),
} as const

/** Cheap to make and to check. */
export const lightCost = { log2N: 4, r: 8, p: 1 } as const

export function headersOf(role: Role): Record<string, string> {
  if (role === 'anonymous') return {}
  return { authorization: `MediaBrowser Client="Tests", Token="token of ${role}"` }
}

export interface RouteSeen {
  readonly methods: readonly string[]
  readonly url: string
  /** Names of its query parameters. */
  readonly query: readonly string[]
  readonly summary: string | undefined
  /** What the route declares of itself. */
  readonly config: FastifyContextConfig
}

/** Gives a role its token, as a session of the user. */
export async function signIn(
  catalog: Pick<TokenCatalog, 'addToken'>,
  role: Role,
  user: keyof typeof userIds,
): Promise<void> {
  await catalog.addToken(hashToken(`token of ${role}`), {
    client: 'Tests',
    device: 'Tests',
    version: '1',
    createdAt: 1,
    kind: 'session',
    id: role,
    userId: userIds[user],
    deviceId: role,
  })
}

/** The whole application, scanned, answering requests without a port. */
export async function openRoles(
  options: {
    readonly users?: boolean
    readonly args?: readonly string[]
    readonly now?: () => number
    /** Puts more into the folder in which all of it lies, before it is scanned. */
    readonly fill?: (path: string) => Promise<void>
  } = {},
) {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  for (const folder of ['films/Film (2001)', 'photos', 'page/assets'])
    await mkdir(join(path, folder), { recursive: true })
  await writeFile(join(path, 'films/Film (2001)/Film (2001).mkv'), '')
  await write(join(path, 'films/Film (2001)/poster.jpg'), quarters(40, 60).jpeg())
  await write(join(path, 'photos/photo.jpg'), quarters(60, 40).jpeg())
  await writeFile(join(path, 'page/index.html'), '<!doctype html>')
  await writeFile(join(path, 'page/assets/page.js'), '')
  await writeFile(join(path, 'client.js'), '')
  await options.fill?.(path)

  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const folders = { movies: join(path, 'films'), photos: join(path, 'photos') }
  const libraries = Object.entries(folders).flatMap(([kind, folder]) => [
    '--library',
    `${kind}=${folder}`,
  ])
  const data = ['--data', join(path, 'data')]
  const line = parseCommandLine([...libraries, ...data, ...(options.args ?? [])])
  const app = stack.use(await openApp(loadConfig(line, {}, path), log))
  await app.catalog.setLibraries(app.libraries)
  await app.scanner.request('all')
  const films = app.libraries.find(({ kind }) => kind === 'movies')!
  const photos = app.libraries.find(({ kind }) => kind === 'photos')!

  if (options.users !== false) {
    for (const role of ['stranger', 'user', 'admin'] as const) {
      const id = userIds[role]
      const isAdmin = role === 'admin'
      const sees = role === 'stranger' ? { libraryIds: [photos.id] } : {}
      await app.catalog.putUser({ id, name: role, createdAt: 1, isAdmin, ...sees })
      await signIn(app.catalog, role, role)
    }
    await signIn(app.catalog, 'bad', 'admin')
    await app.catalog.removeToken('bad')
    const limits = {
      key: {},
      reader: { isReadOnly: true },
      photographer: { libraryIds: [photos.id] },
    } as const
    for (const [id, limited] of Object.entries(limits)) {
      const key = { kind: 'key', id, name: 'Tests', createdAt: 1, ...limited } as const
      await app.catalog.addToken(hashToken(`token of ${id}`), key)
    }
  }

  const passwords = new Passwords({ cost: lightCost })
  const deps = {
    ...toDependencies(app, { passwords, loginRateLimiter: new LoginRateLimiter(options.now) }),
    builtFiles: { pageFolder: join(path, 'page'), clientFile: join(path, 'client.js') },
  }
  const server = createServer(log, app.config.http)
  stack.defer(() => server.close())
  const routes: RouteSeen[] = []
  server.addHook('onRoute', ({ method, url, schema, config = {} }) => {
    const { querystring, summary } = (schema ?? {}) as {
      readonly querystring?: { readonly properties?: object }
      readonly summary?: string
    }
    const query = Object.keys(querystring?.properties ?? {})
    routes.push({ methods: [method].flat(), url, query, summary, config })
  })
  await addRoutes(server, deps)
  await server.ready()
  const [film] = (await app.catalog.queryItems({ recursive: true, kinds: ['Movie'] })).items
  const owned = stack.move()
  return {
    /** Where all of it lies: `films`, `photos`, `data`, `page`. */
    path,
    app,
    deps,
    server,
    routes,
    films,
    photos,
    film: film!,
    passwords,
    /** All that was logged. */
    lines,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
