import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type AskLimits, askText, parseJson, type TextAnswer } from '../ask-text.ts'
import type { Moment } from '../images/freshness.ts'
import type { Origin } from '../origin.ts'

/** What the origin's API answered. */
export type ApiAnswer<T> =
  | {
      readonly kind: 'answer'
      readonly value: T
      readonly moment: Moment
      /** The origin's clock, milliseconds since 1970. */
      readonly date: number | undefined
    }
  /** An error status, such as 401 for a wrong key; 200: another answer than expected. */
  | { readonly kind: 'refused'; readonly status: number }
  /** `code`: what the system says, such as ECONNREFUSED. */
  | { readonly kind: 'away'; readonly code: string }

export interface OriginApiDeps {
  readonly origin: Origin
  readonly via: string
  readonly apiKey: string
}

/** The API of the origin, with an API key. */
export class OriginApi {
  readonly #deps: OriginApiDeps

  constructor(deps: OriginApiDeps) {
    this.#deps = deps
  }

  /**
   * The JSON at `path`, below the base URL of the origin.
   *
   * @throws nothing: what goes wrong is an answer
   */
  async get<T extends TSchema>(
    path: string,
    schema: T,
    limits?: AskLimits,
  ): Promise<ApiAnswer<Static<T>>> {
    const { origin, via, apiKey } = this.#deps
    const fields = ['Via', via, ...keyFields(apiKey)]
    const sentAt = performance.now()
    let answer: TextAnswer
    try {
      answer = await askText(origin, `${origin.address.basePath}${path}`, fields, limits)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      return { kind: 'away', code }
    }
    const { status, text } = answer
    const value = status === 200 ? parseJson(text) : undefined
    if (!Value.Check(schema, value)) return { kind: 'refused', status }
    const date = Date.parse(answer.date ?? '')
    return {
      kind: 'answer',
      value,
      moment: { sentAt, receivedAt: performance.now() },
      date: Number.isNaN(date) ? undefined : date,
    }
  }
}

/** Jellyfin 12 reads `Authorization` alone, Emby `X-Emby-Token`, and 10.11 either. */
export function keyFields(apiKey: string): readonly string[] {
  return ['Authorization', `MediaBrowser Token="${apiKey}"`, 'X-Emby-Token', apiKey]
}
