import { readHead, type RequestHead } from './request-head.ts'

/** A GET or HEAD without a body, on a connection that stays. */
export interface PlainRequest {
  readonly method: 'GET' | 'HEAD'
  /** As it stands in the request line: path and query. */
  readonly url: string
  readonly head: RequestHead
  /** Names and values in turn, as Node has them. */
  readonly rawHeaders: readonly string[]
}

/** A longer head is left to those who know how to refuse it. */
const maxHeadBytes = 8192

/** RFC 9112 3, in its one usual form. */
const requestLine = /^(GET|HEAD) (\/[!-~]*) HTTP\/1\.1\r\n/
/** RFC 9112 5, without what it calls obsolete. */
const fieldLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t -~\x80-\xff]*)\r\n/y

/**
 * Reads bytes that are one plain request with its whole head, and nothing else. `undefined` for all
 * that needs more thought: another method or version, a body, an upgrade, a connection that is to
 * end, half a head, two requests, or anything that is not quite HTTP.
 */
export function readPlainRequest(bytes: Buffer): PlainRequest | undefined {
  if (bytes.length > maxHeadBytes) return undefined
  const text = bytes.toString('latin1')
  const line = requestLine.exec(text)
  if (line === null) return undefined
  const [{ length }, method, url] = line as unknown as [string, PlainRequest['method'], string]
  const rawHeaders: string[] = []
  let at = length
  while (!text.startsWith('\r\n', at)) {
    fieldLine.lastIndex = at
    const field = fieldLine.exec(text)
    if (field === null) return undefined
    const [{ length: taken }, name, padded] = field as unknown as [string, string, string]
    const value = withoutPadding(padded)
    if (isAboutConnection(name, value)) return undefined
    rawHeaders.push(name, value)
    at += taken
  }
  if (at + 2 !== text.length) return undefined
  const head = readHead(rawHeaders)
  return head.isPlain ? { method, url, head, rawHeaders } : undefined
}

const connectionLengths = new Set(
  ['upgrade', 'connection', 'proxy-connection'].map(({ length }) => length),
)

/** Fields by which the connection does not stay what it is. */
function isAboutConnection(name: string, value: string): boolean {
  if (!connectionLengths.has(name.length)) return false
  const lower = name.toLowerCase()
  // Node's parser takes the latter, which no standard has, for the former.
  if (lower === 'connection' || lower === 'proxy-connection')
    return value.toLowerCase() !== 'keep-alive'
  return lower === 'upgrade'
}

/** RFC 9112 5.1. `trim` takes more than tabs and spaces away. */
function withoutPadding(value: string): string {
  let [start, end] = [0, value.length]
  while (start < end && isPadding(value.charCodeAt(start))) start++
  while (end > start && isPadding(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}

const isPadding = (code: number) => code === 0x20 || code === 0x09
