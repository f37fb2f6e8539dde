import type { IncomingMessage } from 'node:http'
import type { Origin } from './origin.ts'

/** The base URL of a server whose address was given without it: `/` leads to its web client there. */
export async function findBasePath(origin: Origin): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const fields = ['Host', origin.address.host]
  const call = origin.open({ method: 'GET', path: '/', fields })
  call.once('response', resolve).on('error', reject).end()
  const answer = await promise.catch(() => undefined)
  call.destroy()
  const { pathname } = new URL(answer?.headers.location ?? '/', origin.address.origin)
  return /^(\/[^/]{1,100})\/web(?:\/|$)/.exec(pathname)?.[1]
}
