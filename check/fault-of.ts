import { check } from 'recheck'

/** What limits the search is counted, so that a busy machine finds the same; in milliseconds. */
const limits = {
  timeout: 120_000,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
}

/**
 * Why a pattern must not be used on texts from outside: what it takes, and for which text.
 * `undefined` when it takes linear time, whatever the text.
 */
export async function faultOf(source: string, flags: string): Promise<string | undefined> {
  const found = await check(source, flags, limits)
  switch (found.status) {
    case 'safe':
      return undefined
    case 'vulnerable':
      return `takes time of ${found.complexity.summary} for ${found.attack.pattern}`
    case 'unknown':
      return `cannot be checked (${found.error.kind})`
    default:
      return found satisfies never
  }
}
