import type { FastifyRequest } from 'fastify'
import type { ClientIdentity } from '../../catalog/accounts/token-catalog.ts'
import type { UserCatalog } from '../../catalog/accounts/user-catalog.ts'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import { isKeyartError, KeyartError } from '../../errors.ts'
import { readCredentials } from './auth.ts'
import type { Sharing } from '../protocol/caching.ts'
import { type Caller, isAdmin, isReadOnly } from './caller.ts'
import { accountsFinder, callerFinder, type FindCallerDeps } from './find-caller.ts'
import { collectRoutes } from '../server/route-config.ts'
import { requireId } from '../protocol/parameters.ts'
import type { RawQuery } from '../protocol/query-keys.ts'
import { relativeLocation } from '../protocol/relative-location.ts'
import type { Server } from '../server/server.ts'
import { admit, type OpenTo, type Reuse } from './without-accounts.ts'

/**
 * Who may call a route. Every route says so in its `config`; a server with one that does not
 * refuses to start.
 * - `open`: everyone.
 * - `images`: everyone, or with `access.images: "signed-in"` as below. A user who may not see the
 *   library of the item gets 404.
 * - `signed-in`: users and API keys (of the latter, those that are read-only by GET and HEAD
 *   alone, here as in what follows); everyone while there is no account, which is a user with a
 *   password: one without is a name with a picture.
 * - `self-or-admin`: the user whom path or query name, admins and API keys that may do all;
 *   everyone may read while there is no account.
 * - `admin`: admins and API keys, whether there are accounts or not. A key for some libraries has to
 *   do with their items alone.
 */
export const routeAccess = ['open', 'images', 'signed-in', 'self-or-admin', 'admin'] as const
export type RouteAccess = (typeof routeAccess)[number]

/** Who calls and what there is to see for them. */
export interface Access {
  readonly caller: Caller
  /** Whether the caller has no token although accounts exist. */
  readonly isStranger: boolean
  /** In front of an upstream: what stands for the token, if the upstream accepts it. */
  readonly upstreamToken?: string | undefined
  /** What the client calls itself. */
  readonly client: ClientIdentity
  /**
   * Libraries that may be seen; `undefined`: all. Those of the user whom path or query name, if
   * they name one.
   */
  readonly libraryIds: readonly string[] | undefined
  /** Whether shared caches (proxies, CDNs) may store the answer: only if everyone may have it. */
  readonly sharing: Sharing
  /** `catalog.generation` from before anything was asked of it for this request. */
  readonly generation: number
  /** On whose behalf: the user whom path or query name, else the one who calls. */
  readonly userId: string | undefined
  /** Whether the same request would still be allowed, and still see the same libraries. */
  readonly isStillValid: () => Promise<boolean>
  /** Who may get the same answer from the response cache, without these checks. */
  readonly reuse: Reuse
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess
  }
  interface FastifyRequest {
    access: Access
  }
}

export interface AccessDeps extends FindCallerDeps {
  readonly catalog: FindCallerDeps['catalog'] &
    Pick<ItemCatalog, 'findItem'> &
    Pick<UserCatalog, 'findUser' | 'hasAccounts'> &
    Pick<CatalogState, 'generation'>
  /** Who may read images: the setting `access.images`. */
  readonly imageAccess: 'open' | 'signed-in'
  /** Whom a server without accounts answers. */
  readonly openTo: OpenTo
  /** Libraries that are served; absent: all that the catalog knows. Others are hidden from everyone. */
  readonly servedIds?: readonly string[]
}

/** Enforces what the routes declare. To be called before any route is added. */
export function guardRoutes(server: Server, deps: AccessDeps): void {
  requireDeclarations(server)
  const { catalog, imageAccess, openTo, servedIds } = deps
  const findCaller = callerFinder(deps)
  const hasAccounts = accountsFinder(catalog)

  async function requireAccess(request: FastifyRequest, access: RouteAccess, caller: Caller) {
    const requireCaller = async (isOpenWithoutUsers: boolean) => {
      if (caller.kind !== 'anonymous') return
      if (isOpenWithoutUsers && !(await hasAccounts())) return
      throw new KeyartError('UNAUTHENTICATED', 'Expected the token of a user or an API key')
    }
    if (access !== 'open' && isReadOnly(caller) && !isReading(request))
      throw new KeyartError('FORBIDDEN', 'Expected a key that is not read-only')
    switch (access) {
      case 'open':
        return
      case 'images':
        if (imageAccess === 'signed-in') await requireCaller(true)
        return
      case 'signed-in':
        await requireCaller(true)
        break
      case 'self-or-admin':
        await requireCaller(isReading(request))
        break
      case 'admin':
        await requireCaller(false)
        if (!isAdmin(caller)) await requireOwnItem(request, caller)
        break
      default:
        access satisfies never
    }
    const named = namedUser(request)
    if (caller.kind !== 'anonymous' && !isAdmin(caller) && named !== undefined)
      if (caller.kind !== 'user' || named !== caller.user.id)
        throw new KeyartError('FORBIDDEN', 'Expected the user in question, or an admin')
  }

  /** A key for some libraries may do with their items what an admin may. */
  async function requireOwnItem({ params, routeOptions }: FastifyRequest, caller: Caller) {
    const libraryIds = caller.kind === 'key' ? caller.token.libraryIds : undefined
    const { id } = params as { readonly id?: string }
    const isOfItem = /^\/items\/:id\//i.test(routeOptions.url ?? '')
    if (libraryIds === undefined || !isOfItem || id === undefined)
      throw new KeyartError('FORBIDDEN', 'Expected an admin, or an API key with this permission')
    const item = await catalog.findItem(requireId(id, 'id'))
    if (item === undefined || !libraryIds.includes(item.libraryId))
      throw new KeyartError('ITEM_NOT_FOUND', 'There is no item with this id')
  }

  /** A program or an admin that asks on behalf of a user sees what the user sees. */
  async function visibleTo(caller: Caller, named: string | undefined) {
    if (caller.kind === 'user' && !isAdmin(caller)) return caller.user.libraryIds
    if (caller.kind === 'key' && !isAdmin(caller)) return caller.token.libraryIds
    const user = named === undefined ? undefined : await catalog.findUser(named)
    return user === undefined || user.isAdmin ? undefined : user.libraryIds
  }

  server.decorateRequest('access', null as unknown as Access)
  server.addHook('onRequest', async (request, reply) => {
    const { generation } = catalog
    let reuse: Reuse = 'everyone'
    const thereAreAccounts = await hasAccounts()
    if (!thereAreAccounts)
      try {
        reuse = admit(request, reply, openTo)
      } catch (error) {
        if (request.routeOptions.config.beforeSetUp !== 'redirect') throw error
        if (!isKeyartError(error, 'SET_UP_NEEDED')) throw error
        return await reply.redirect(relativeLocation(request, '/keyart/setup'), 302)
      }
    const credentials = readCredentials(request.headers, request.query as RawQuery)
    const { access } = request.routeOptions.config
    // No such route: there is nothing to guard.
    if (access === undefined) return undefined
    const caller = await findCaller(credentials.token)
    await requireAccess(request, access, caller)
    const named = access === 'open' || access === 'images' ? undefined : namedUser(request)
    const visible = await visibleTo(caller, named)
    const isStillValid = async () => {
      try {
        const now = await findCaller(credentials.token, 'look')
        await requireAccess(request, access, now)
        return String(await visibleTo(now, named)) === String(visible)
      } catch (error) {
        // While the catalog cannot be asked, nothing is known against it.
        return !isKeyartError(error, 'UNAUTHENTICATED') && !isKeyartError(error, 'FORBIDDEN')
      }
    }
    request.access = {
      caller,
      isStranger: thereAreAccounts && caller.kind === 'anonymous',
      client: credentials.client,
      libraryIds: servedOf(visible, servedIds),
      sharing: access === 'images' && imageAccess === 'signed-in' ? 'private' : 'public',
      generation,
      reuse,
      isStillValid,
      userId: named ?? (caller.kind === 'user' ? caller.user.id : undefined),
    }
    return undefined
  })
}

/** Those of `ids` that are served; `undefined`: all. */
function servedOf(ids: Access['libraryIds'], servedIds: Access['libraryIds']) {
  if (servedIds === undefined || ids === undefined) return ids ?? servedIds
  return ids.filter((id) => servedIds.includes(id))
}

/** A route that forgot to say who may call it is found at the start, not by a stranger. */
function requireDeclarations(server: Server): void {
  const routes = collectRoutes(server)
  server.addHook('onReady', async () => {
    const undeclared = routes.filter(({ config }) => config?.access === undefined)
    if (undeclared.length === 0) return
    const names = undeclared.map(({ method, url }) => `${String(method)} ${url}`)
    throw new TypeError(`Expected every route to declare its access: ${names.join(', ')}`)
  })
}

/**
 * The user that path or query name.
 * @throws KeyartError ID_INVALID: what was meant for another must not be done to the caller
 */
function namedUser(request: FastifyRequest): string | undefined {
  const { userId, id } = request.params as { readonly userId?: string; readonly id?: string }
  const isUsers = /^\/users\/:id(?:\/|$)/i.test(request.routeOptions.url ?? '')
  // As the routes read it: an empty text is as good as none.
  const requested = (request.query as RawQuery)['userid']?.find((text) => text !== '')
  const text = userId ?? (isUsers ? id : undefined) ?? requested
  return text === undefined ? undefined : requireId(text, 'userId')
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}
