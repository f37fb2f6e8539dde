import type { IncomingMessage } from 'node:http'
import { parseId } from '../../library/id.ts'
import { networkOf } from '../../networks.ts'
import type { Prefetcher } from '../../prerender/prefetcher.ts'
import { clientAddress } from '../../upstream/client-address.ts'
import type { PassDeps } from '../../upstream/pass.ts'
import { splitQuery } from '../protocol/query-keys.ts'
import type { AcceptedTokens } from './accepted-tokens.ts'

export interface PassedListsDeps {
  readonly acceptedTokens: Pick<AcceptedTokens, 'find'>
  readonly isTrusted: PassDeps['isTrusted']
  readonly prefetcher: Pick<Prefetcher, 'listed'>
}

/** Tells the prefetcher of each list that the origin answered with: of what, in its order, to whom. */
export function followPassedLists({
  acceptedTokens,
  isTrusted,
  prefetcher,
}: PassedListsDeps): (request: IncomingMessage, ownerIds: readonly string[]) => void {
  return (request, ownerIds) => {
    if (ownerIds.length === 0) return
    const { headers, url = '' } = request
    const network = networkOf(clientAddress(request, isTrusted))
    const token = acceptedTokens.find(headers, splitQuery(url.slice(url.indexOf('?') + 1)))
    // As `clientOf` has it of requests for images.
    const client = token === undefined ? network : `upstream ${token}`
    const owners = ownerIds.map((id) => parseId(id) ?? id)
    prefetcher.listed({ client, isAnonymous: true, network }, owners)
  }
}
