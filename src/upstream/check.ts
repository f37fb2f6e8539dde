import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { askText, parseJson, type TextAnswer } from './ask-text.ts'
import type { Origin } from './origin.ts'

/** What an upstream said of itself. */
export interface UpstreamFacts {
  /** `Jellyfin Server`; Emby does not say. */
  readonly product: string | undefined
  readonly version: string
  /** Tells it from others. */
  readonly serverId: string
  readonly serverName: string
  /** How far its clock is before ours, in milliseconds; to the second. */
  readonly clockAhead: number | undefined
  /** How long it took to answer, in milliseconds. */
  readonly took: number
}

export type UpstreamCheck =
  | { readonly kind: 'ok'; readonly facts: UpstreamFacts }
  /** Not there now; it may be starting. */
  | { readonly kind: 'away'; readonly mistake: string }
  /** Will not come right by itself. */
  | { readonly kind: 'wrong'; readonly mistake: string }

const publicInfo = Type.Object({
  Id: Type.String(),
  Version: Type.String({ pattern: '^[0-9]{1,5}[.][0-9]' }),
  ServerName: Type.Optional(Type.String()),
  ProductName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

/** Asks the upstream who it is. `via` is how it would know a request of this Keyart. */
export async function checkUpstream(origin: Origin, via: string): Promise<UpstreamCheck> {
  const { address } = origin
  const place = `${address.origin}${address.basePath}`
  const began = performance.now()
  let answer: TextAnswer
  try {
    answer = await askText(origin, `${address.basePath}/System/Info/Public`, ['Via', via])
  } catch (error) {
    return explain(place, error)
  }
  const took = performance.now() - began
  if (answer.status === 508 || hasPassed(answer, via))
    return wrong(
      `Expected the address of a Jellyfin or Emby server but ${place} leads back to Keyart (--upstream)`,
    )
  if (answer.status >= 500)
    return {
      kind: 'away',
      mistake: `The upstream at ${place} answers with status ${answer.status}: it may be starting`,
    }
  const info = parseJson(answer.text)
  if (answer.status !== 200 || !Value.Check(publicInfo, info))
    return wrong(
      `Expected a Jellyfin or Emby server at ${place} but /System/Info/Public there is none of either (status ${answer.status}); a base URL belongs to the address, as in ${address.origin}/jellyfin (--upstream)`,
    )
  const date = Date.parse(answer.date ?? '')
  return {
    kind: 'ok',
    facts: {
      product: info.ProductName ?? undefined,
      version: info.Version,
      serverId: info.Id,
      serverName: info.ServerName ?? '',
      clockAhead: Number.isNaN(date) ? undefined : date - Date.now(),
      took,
    },
  }
}

/** What became different with Jellyfin 12. */
export interface UpstreamRules {
  /** Whether it understands the old prefixes and ways to send a token. */
  readonly isLegacy: boolean
  /** Whether `width` and `height` may enlarge an image. */
  readonly enlarge: boolean
}

export function rulesOf({
  product,
  version,
}: Pick<UpstreamFacts, 'product' | 'version'>): UpstreamRules {
  const isOld = !/jellyfin/i.test(product ?? '') || Number.parseInt(version, 10) < 12
  return { isLegacy: isOld, enlarge: isOld }
}

function hasPassed({ via }: TextAnswer, own: string): boolean {
  return via.split(',').some((text) => text.trim() === own)
}

const certificateFaults =
  /^(?:DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|ERR_SSL|EPROTO)/

function explain(place: string, error: unknown): UpstreamCheck {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code.startsWith('HPE_'))
    return wrong(
      `Expected a Jellyfin or Emby server at ${place} but what answers there does not speak HTTP (--upstream)`,
    )
  if (certificateFaults.test(code))
    return wrong(
      `Expected a certificate for ${place} that this machine trusts but received another (${code}); NODE_EXTRA_CA_CERTS names the file of your own authority`,
    )
  return {
    kind: 'away',
    mistake: `Expected a Jellyfin or Emby server at ${place} but nothing answers there (${code}; --upstream)`,
  }
}

function wrong(mistake: string): UpstreamCheck {
  return { kind: 'wrong', mistake }
}
