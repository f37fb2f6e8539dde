import { imageTypes } from '../../src/library/image-type.ts'
import { askBytes, type Answer, mapSome, parseAnswer } from './ask.ts'
import type { Seeded } from './seeded.ts'

/** Statuses of a request that, by chance, is none of the bad ones. */
const fine = new Set([200, 204, 206, 302, 304])

export interface MalformedOutcome {
  readonly requests: number
  readonly statuses: ReadonlyMap<number, number>
  readonly mismatches: readonly string[]
}

/**
 * Sends requests with something wrong about them (mostly) and says which answers are not what they
 * must be: a problem document of status 4xx, or a good answer, never a word of `secrets`.
 */
export async function sendMalformed(
  url: string,
  ids: readonly string[],
  options: { readonly count: number; readonly random: Seeded; readonly secrets: readonly string[] },
): Promise<MalformedOutcome> {
  const { count, random, secrets } = options
  const requests = Array.from({ length: count }, () => malformedRequest(ids, random))
  const statuses = new Map<number, number>()
  const mismatches: string[] = []
  await mapSome(requests, 16, async (bytes) => {
    const fault = (text: string) => mismatches.push(`${text}\n  of ${shown(bytes)}`)
    const answer = parseAnswer(await askBytes(url, bytes))
    if (answer === undefined) {
      // Nobody tunnels through here: closing the connection says so.
      if (!bytes.toString('latin1').startsWith('CONNECT ')) fault('no answer')
      return
    }
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    const text = answer.body.toString('latin1')
    for (const secret of secrets)
      if (text.includes(secret)) fault(`${answer.status} tells of ${secret}: ${text.slice(0, 200)}`)
    const wrong = faultOf(answer, bytes)
    if (wrong !== undefined) fault(`${wrong}: ${text.slice(0, 200)}`)
  })
  return { requests: count, statuses, mismatches }
}

function faultOf({ status, headers, body }: Answer, request: Buffer): string | undefined {
  if (fine.has(status)) return undefined
  if (status < 400 || status > 499) return `status ${status}`
  if (headers['content-type']?.startsWith('application/problem+json') !== true)
    return `${status} of type ${headers['content-type']}`
  if (headers['cache-control'] !== 'no-store')
    return `${status} with Cache-Control ${headers['cache-control']}`
  if (request.subarray(0, 5).toString().toUpperCase() === 'HEAD ') return undefined
  try {
    const problem = JSON.parse(body.toString()) as Record<string, unknown>
    if (problem['status'] !== status) return `${status} says it is ${String(problem['status'])}`
    return typeof problem['type'] === 'string' && typeof problem['title'] === 'string'
      ? undefined
      : `${status} without type and title`
  } catch {
    return `${status} that is no JSON`
  }
}

function shown(bytes: Buffer): string {
  const text = JSON.stringify(bytes.subarray(0, 400).toString('latin1'))
  return bytes.length > 400 ? `${text}… (${bytes.length} bytes)` : text
}

/** What makes readers of numbers, names and paths stumble, as it stands in a URL. */
export const oddTexts = [
  '',
  ' ',
  '-1',
  '0',
  '1e9',
  '1e400',
  '99999999999999999999',
  '-0.0001',
  '0x10',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f',
  '%00',
  '%',
  '%ZZ',
  '%C0%AF',
  '%E0%80%AF',
  '%F4%90%80%80',
  '%ED%A0%80',
  '%FF%FE',
  '%u002e',
  '%25%30%30',
  'é'.repeat(3),
  '☃',
  '%E2%98%83',
  '<script>alert(1)</script>',
  '${7*7}',
  ';',
  ',,,',
  '\\',
  '%5c..%5c',
  '%0d%0aX-Injected:%20yes',
  'Primary%20',
  'A'.repeat(300),
  '9'.repeat(500),
]

const numberNames = [
  'width',
  'height',
  'maxWidth',
  'MAXHEIGHT',
  'fillWidth',
  'fillheight',
  'quality',
  'imageIndex',
  'startIndex',
  'limit',
  'imageTypeLimit',
]
const textNames = [
  'format',
  'tag',
  'accept',
  'backgroundColor',
  'userId',
  'parentId',
  'ids',
  'sortBy',
  'sortOrder',
  'fields',
  'includeItemTypes',
  'imageTypes',
  'searchTerm',
  'recursive',
  'enableImages',
  'nobodyKnowsThis',
  '__proto__',
  'constructor',
]
const goodTexts = ['1', '20', '300', 'jpg', 'webp', 'true', 'false', 'SortName', 'red', 'Primary']
const headerNames = [
  'Range',
  'If-None-Match',
  'If-Match',
  'If-Modified-Since',
  'If-Unmodified-Since',
  'If-Range',
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Content-Type',
  'Content-Length',
  'Transfer-Encoding',
  'Expect',
  'Upgrade',
  'Connection',
  'Host',
  'Cookie',
  'Authorization',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Emby-Authorization',
  'Access-Control-Request-Headers',
  'Origin',
  'TE',
  'Trailer',
]
const headerTexts = [
  'bytes=0-',
  'bytes=-1',
  'bytes=5-2',
  'bytes=99999999999-',
  'bytes=0-0,2-3,5-',
  'bytes=abc',
  'lines=1-2',
  '*',
  '"',
  '""',
  'W/"x"',
  '"a", W/"b", c',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Feb 2999 99:99:99 GMT',
  'yesterday',
  'image/webp;q=0',
  'image/webp;q=abc,;,;;,*/*;q=1.2.3',
  'text/event-stream;;;',
  '100-continue',
  'the impossible',
  'websocket',
  'chunked',
  'gzip, chunked',
  '5',
  '-5',
  '0',
  'application/json',
  'MediaBrowser Token="x", Client=',
  'x'.repeat(1000),
]
const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'get',
  'BREW',
  'CONNECT',
]

/** One request as bytes. The connection is closed after it. */
function malformedRequest(ids: readonly string[], random: Seeded): Buffer {
  if (random.chance(0.05)) return garbage(random)
  const lines = [
    `${random.chance(0.8) ? 'GET' : random.pick(methods)} ${target(ids, random)} ${random.chance(0.98) ? 'HTTP/1.1' : random.pick(['HTTP/1.0', 'HTTP/9.9', 'HTTP/2', ''])}`,
  ]
  if (random.chance(0.97)) lines.push('Host: localhost')
  lines.push('Connection: close')
  const headers = random.chance(0.5) ? random.whole(1, 3) : 0
  for (let number = 0; number < headers; number++)
    lines.push(
      `${random.pick(headerNames)}: ${random.chance(0.8) ? random.pick(headerTexts) : random.pick(oddTexts)}`,
    )
  if (random.chance(0.01)) lines.push(`X-Huge: ${'h'.repeat(random.whole(10_000, 60_000))}`)
  if (random.chance(0.01)) lines.push('X-Bad\u0001: \u0000', 'no colon here')
  if (random.chance(0.005)) for (let n = 0; n < 2500; n++) lines.push(`X-${n}: ${n}`)
  const encoding = random.chance(0.5) ? 'utf8' : 'latin1'
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, encoding)
}

function target(ids: readonly string[], random: Seeded): string {
  const odd = () => random.pick(oddTexts)
  const id = random.chance(0.6) ? random.pick(ids) : oddId(ids, random)
  const type = random.chance(0.5)
    ? random.pick([...imageTypes, 'ChapterImage', '2', 'primary'])
    : random.pick([odd(), '13', '-1', 'Poster', 'Primary.jpg', 'Thumbnail'])
  const index = random.chance(0.5) ? '' : `/${random.chance(0.5) ? random.whole(0, 5) : odd()}`
  const path = random.pick([
    `/Items/${id}/Images/${type}${index}`,
    `/Items/${id}/Images/${type}${index}`,
    `/Items/${id}/Images/${type}${index}`,
    `/Users/${id}/Images/${type}${index}`,
    `/Items/${id}/Images`,
    `/Items/${id}`,
    `/Users/${id}/Items/${odd()}`,
    `/Items`,
    `/UserImage`,
    `/keyart/${odd()}`,
    `/keyart/problems/${odd()}`,
    `/keyart/assets/${odd()}`,
    `/${odd()}`,
    `//Items//${id}`,
    `/emby//${id}`,
    `/Items/${id}/Images/${type}${index}/${odd()}/${odd()}`,
    `http://elsewhere.test/Items/${id}`,
    '*',
  ])
  const parts: string[] = []
  for (let number = random.whole(0, 3); number > 0; number--) {
    const name = random.pick(random.chance(0.6) ? numberNames : textNames)
    parts.push(
      random.chance(0.1) ? odd() : `${name}=${random.chance(0.6) ? odd() : random.pick(goodTexts)}`,
    )
  }
  if (random.chance(0.01)) parts.push(`tag=${'t'.repeat(random.whole(5000, 30_000))}`)
  // What would end the request line is sent, too, but seldom: the rest would never be read.
  const url = parts.length === 0 ? path : `${path}?${parts.join('&')}`
  return random.chance(0.05) ? url : url.replaceAll(' ', '%20')
}

export function oddId(ids: readonly string[], random: Seeded): string {
  const id = random.pick(ids)
  return random.pick([
    id.slice(1),
    `${id}0`,
    id.replace(/./, 'g'),
    `{${id}`,
    '0'.repeat(32),
    'f'.repeat(32),
    '00000000-0000-0000-0000-000000000000',
    random.pick(oddTexts),
  ])
}

function garbage(random: Seeded): Buffer {
  const kind = random.whole(0, 5)
  if (kind === 0)
    return Buffer.from(Array.from({ length: random.whole(20, 200) }, () => random.whole(0, 255)))
  if (kind === 1) return Buffer.from('GET\r\n\r\n')
  if (kind === 2) return Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  if (kind === 3) return Buffer.from('\u0016\u0003\u0001\u0002\u0000\u0001\u0000', 'latin1')
  if (kind === 4) return Buffer.from(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
  return Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n')
}
