import type { UpstreamFacts } from './check.ts'

/** Major and minor versions of Jellyfin whose answers are known. */
const compared = { '10.11': true, '12.0': true } as const

/**
 * What works less well, or not, in front of this server as it is set up; one sentence each.
 *
 * @param trustedProxies of the server; `undefined` where it does not say
 */
export function findShortcomings(
  { product, version, clockAhead }: UpstreamFacts,
  trustedProxies: readonly string[] | undefined,
): readonly string[] {
  const isCompared =
    /jellyfin/i.test(product ?? '') && version.split('.').slice(0, 2).join('.') in compared
  return [
    ...(isCompared
      ? []
      : [
          'This version was not compared: sizes and tokens follow the rules of Jellyfin 10.11 or 12',
        ]),
    ...(clockAhead === undefined
      ? ['Without a Date in the answers no image counts as current: clients revalidate each one']
      : []),
    ...(trustedProxies?.length === 0
      ? [
          'The server sees every client at the address of Keyart: what it allows in the local network alone, it allows to all; see known proxies',
        ]
      : []),
  ]
}
