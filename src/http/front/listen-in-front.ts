import type { IncomingMessage } from 'node:http'
import { requireShortHeaders } from '../protocol/header-limits.ts'
import { findHostFault, readTarget } from '../protocol/request-target.ts'
import { imageQuery } from '../images/image-query.ts'
import { readImageTarget } from '../../upstream/images/image-target.ts'
import type { Dependencies } from '../listen.ts'
import type { AcceptedTokens } from './accepted-tokens.ts'
import { type Answer, type FrontServer, type FrontSettings, openFront } from './front-server.ts'
import { type FrontImageDeps, imagePath, imageRequests } from './image-route.ts'
import { createOwnRoutes } from './own-routes.ts'

const parameters = new Set([
  ...Object.keys(imageQuery.properties).map((name) => name.toLowerCase()),
  'tag',
])

function isUnusual(request: IncomingMessage): boolean {
  try {
    requireShortHeaders(request.headers)
    return findHostFault(request) !== undefined
  } catch {
    return true
  }
}

/** Serves in front of an origin: images and `/keyart/` are Keyart's, all else is the origin's. */
export async function listenInFront(
  deps: Dependencies & FrontImageDeps & { readonly acceptedTokens: AcceptedTokens },
  settings: FrontSettings,
): Promise<FrontServer> {
  const { acceptedTokens, responseCache } = deps
  const { basePath } = deps.pass.origin.address
  const server = await createOwnRoutes(deps, acceptedTokens, settings.http.trustedProxies)
  const answerOwn: Answer = (request, response) => server.routing(request, response)

  const find = (request: IncomingMessage): Answer | undefined => {
    const { method, url = '/' } = request
    const { path } = readTarget(url)
    if (/^\/keyart(?:[/?]|$)/i.test(path)) return answerOwn
    if (method !== 'GET' && method !== 'HEAD') return undefined
    const target = readImageTarget(path, { basePath, parameters })
    // What the routes would refuse is the origin's to judge.
    if (target === undefined || isUnusual(request)) return undefined
    return (request, response) => {
      imageRequests.set(request, { url, target })
      request.url = imagePath
      answerOwn(request, response)
    }
  }
  const onPass: Answer = (request, response) => acceptedTokens.observe(request, response)
  const front = await openFront({ pass: deps.pass, find, onPass, responseCache }, settings)
  return {
    url: front.url,
    [Symbol.asyncDispose]: async () => {
      await front[Symbol.asyncDispose]()
      await server.close()
    },
  }
}
