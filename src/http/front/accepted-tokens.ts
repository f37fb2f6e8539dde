import { hash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { RecentNetworks } from '../../access/recent-networks.ts'
import { networkOf } from '../../networks.ts'
import { peerOf, type PassDeps } from '../../upstream/pass.ts'
import { readOnlyToken } from '../access/auth.ts'
import { type RawQuery, splitQuery } from '../protocol/query-keys.ts'

/** Milliseconds for which a token counts as accepted after the origin answered to it. */
const lifetime = 600_000
const maxTokens = 10_000

/**
 * What Jellyfin and Emby answer with a valid token alone. Images are not among it: those are
 * answered to whoever asks, with any token.
 */
const needsToken =
  /^(?:\/(?:emby|mediabrowser))?\/(?:Users\/Me|Users\/[^/]{1,64}\/(?:Items|Views)(?:\/[^/]{1,64})?|UserViews|UserItems\/Resume|Items(?:\/[^/]{1,64})?|Shows\/NextUp|Sessions|System\/Info)$/i

export interface AcceptedTokensDeps {
  /** Of the origin; `''` for none. */
  readonly basePath: string
  readonly isTrusted: PassDeps['isTrusted']
  readonly networks: Pick<RecentNetworks, 'add'>
}

/** Who is signed in at the origin, by what it answers as it passes. Nothing is asked for it. */
export class AcceptedTokens {
  readonly #deps: AcceptedTokensDeps
  /** By hash, so that no token is stored. */
  readonly #accepted = new LRUCache<string, true>({ max: maxTokens, ttl: lifetime })

  constructor(deps: AcceptedTokensDeps) {
    this.#deps = deps
  }

  /** Listens to the answer to a request that is passed on. */
  observe(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '/', headers } = request
    const at = url.indexOf('?')
    const path = at < 0 ? url : url.slice(0, at)
    if (method !== 'GET' || !needsToken.test(this.#withoutBase(path))) return
    const token = readOnlyToken(headers, splitQuery(at < 0 ? '' : url.slice(at + 1)))
    if (token === undefined) return
    const address = addressOf(request, this.#deps)
    response.once('finish', () => {
      if (response.statusCode < 200 || response.statusCode > 299) return
      this.#accepted.set(nameOf(token), true)
      if (address !== undefined) this.#deps.networks.add(networkOf(address))
    })
  }

  /** What stands for the token of a request, if the origin accepted it lately. */
  find(headers: IncomingHttpHeaders, query: RawQuery): string | undefined {
    const token = readOnlyToken(headers, query)
    const name = token === undefined ? undefined : nameOf(token)
    return name !== undefined && this.#accepted.has(name) ? name : undefined
  }

  #withoutBase(path: string): string {
    const { basePath } = this.#deps
    const isBelow = basePath !== '' && path.toLowerCase().startsWith(`${basePath.toLowerCase()}/`)
    return isBelow ? path.slice(basePath.length) : path
  }
}

function nameOf(token: string): string {
  return hash('sha256', token, 'hex')
}

/** Of the client; `undefined` behind a proxy that is not trusted, whose address is everyone's. */
function addressOf(
  request: IncomingMessage,
  { isTrusted }: Pick<AcceptedTokensDeps, 'isTrusted'>,
): string | undefined {
  const peer = peerOf(request, { isTrusted })
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
  const isForwarded = forwarded !== '' || request.headers.forwarded !== undefined
  if (!peer.isTrusted) return isForwarded ? undefined : peer.address
  const hops = forwarded.split(',').map((text) => text.trim())
  return hops.findLast((hop) => hop !== '' && !isTrusted(hop))
}
