import { isHost } from '../protocol/request-target.ts'

/** What of a request's header fields decides how a GET of an image is answered. */
export interface RequestHead {
  readonly accept: string | undefined
  readonly ifNoneMatch: string | undefined
  /** All that says who sends it; `''` where nothing does. */
  readonly identity: string
  /** False for what needs more thought: ranges, other preconditions, a body, no or two hosts. */
  readonly isPlain: boolean
}

type Meaning = 'accept' | 'if-none-match' | 'if-modified-since' | 'identity' | 'host' | 'special'

const meanings = new Map<string, Meaning>([
  ['accept', 'accept'],
  ['if-none-match', 'if-none-match'],
  // Counts only where the former does not stand (RFC 9110 13.1.3).
  ['if-modified-since', 'if-modified-since'],
  ['host', 'host'],
  ['authorization', 'identity'],
  ['x-emby-authorization', 'identity'],
  ['x-emby-token', 'identity'],
  ['x-mediabrowser-token', 'identity'],
  ['range', 'special'],
  ['if-match', 'special'],
  ['if-range', 'special'],
  ['if-unmodified-since', 'special'],
  ['content-length', 'special'],
  ['transfer-encoding', 'special'],
  ['expect', 'special'],
])

/** Names by length: most fields of a browser are of no interest, and this tells so for nothing. */
const lengths = new Set(Array.from(meanings.keys(), (name) => name.length))

/** Reads Node's `rawHeaders`: names and values in turn, as they came, in one pass. */
export function readHead(rawHeaders: readonly string[]): RequestHead {
  let accept: string | undefined
  let ifNoneMatch: string | undefined
  let identity = ''
  let hosts = 0
  let isDated = false
  let isPlain = true
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (!lengths.has(name.length)) continue
    const meaning = meanings.get(name) ?? meanings.get(name.toLowerCase())
    if (meaning === undefined) continue
    const value = rawHeaders[at + 1]!
    if (meaning === 'host') {
      hosts++
      if (!isHost(value)) isPlain = false
    } else if (meaning === 'special') isPlain = false
    else if (meaning === 'if-modified-since') isDated = true
    else if (meaning === 'identity') identity += `${name.toLowerCase()}: ${value}\n`
    else if (meaning === 'accept') {
      // Repeated fields are one list (RFC 9110 5.3): left to those who put lists together.
      if (accept !== undefined) isPlain = false
      accept = value
    } else {
      if (ifNoneMatch !== undefined) isPlain = false
      ifNoneMatch = value
    }
  }
  if (isDated && ifNoneMatch === undefined) isPlain = false
  return { accept, ifNoneMatch, identity, isPlain: isPlain && hosts === 1 }
}
