import type { FastifyReply, FastifyRequest } from 'fastify'
import { KeyartError } from '../../errors.ts'
import { isOnMachine, nearnessOf, signsOfProxies } from './nearness.ts'
import { foreignOrigin, isOwnHost, sameOrigin } from './page-origin.ts'

/** Whom a server without accounts answers: of the settings `access.…`. */
export interface OpenTo {
  /** `local`: programs on this machine; others get nothing but the set-up. */
  readonly withoutAccounts: 'local' | 'open'
  /** Host names of the server, besides addresses and `localhost`. */
  readonly hostNames: readonly string[]
  /** Origins whose pages may ask, besides its own. */
  readonly origins: readonly string[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What whoever may not look gets while there is no account: the route all the same, or the page
     * that says how to make one. Default: a problem.
     */
    beforeSetUp?: 'open' | 'redirect'
  }
}

/** A request as it came in, before anything of it is parsed. */
export interface RawRequest {
  /** Names and values in turn, as Node has them. */
  readonly rawHeaders: readonly string[]
  readonly socket: Parameters<typeof isOnMachine>[0]
}

/** Who may get a cached answer: everyone, no other request, or requests of the same kind. */
export type Reuse = 'everyone' | 'nobody' | ((request: RawRequest) => boolean)

/**
 * Lets in what a server without accounts answers, on which everything is everybody's: programs of
 * this machine and pages of its own, so that no other machine or page can read along. Says in the headers
 * that no other page may.
 *
 * @throws KeyartError SET_UP_NEEDED, HOST_UNKNOWN or ORIGIN_REFUSED
 */
export function admit(request: FastifyRequest, reply: FastifyReply, openTo: OpenTo): Reuse {
  const { headers } = request
  void reply.removeHeader('access-control-allow-origin')
  void reply.header('cross-origin-resource-policy', 'same-origin')
  const { beforeSetUp } = request.routeOptions.config
  // Nothing of the libraries is there, and who makes an account must know a secret.
  if (beforeSetUp === 'open') return 'nobody'
  if (openTo.withoutAccounts === 'local' && nearnessOf(request) !== 'machine')
    throw new KeyartError(
      'SET_UP_NEEDED',
      'There is no account yet, so only programs on this machine are answered: create one with the link in the log, or set access.withoutAccounts to open',
    )
  if (headers.host !== undefined && !isOwnHost(request.host, openTo.hostNames))
    throw new KeyartError(
      'HOST_UNKNOWN',
      'Expected an IP address, localhost or a name in access.hostNames as the host, as there is no account yet',
    )
  const foreign = foreignOrigin(headers, `${request.protocol}://${request.host}`)
  if (foreign !== undefined) {
    if (!openTo.origins.some((allowed) => sameOrigin(allowed, foreign)))
      throw new KeyartError(
        'ORIGIN_REFUSED',
        'Expected a page of this server or of an origin in access.origins, as there is no account yet',
      )
    void reply.header('cross-origin-resource-policy', 'cross-origin')
  }
  if (headers.origin !== undefined) {
    void reply.headers({ 'access-control-allow-origin': headers.origin, vary: 'Origin' })
    return 'nobody'
  }
  return foreign === undefined ? likeThis(headers.host, openTo) : 'nobody'
}

/** Who asks by the same host, for no page of another origin, and from this machine where it must. */
function likeThis(host: string | undefined, { withoutAccounts }: OpenTo): Reuse {
  const mustBeLocal = withoutAccounts === 'local'
  return ({ rawHeaders, socket }) => {
    if (mustBeLocal && !isOnMachine(socket)) return false
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at]!.toLowerCase()
      const value = rawHeaders[at + 1]!
      if (name === 'host' && value !== host) return false
      if (name === 'origin') return false
      if (name === 'sec-fetch-site' && value !== 'same-origin' && value !== 'none') return false
      if (mustBeLocal && signsOfProxies.test(name)) return false
    }
    return true
  }
}
