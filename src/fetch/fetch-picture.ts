import { type LookupAddress, promises as dns } from 'node:dns'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isKeyartError, KeyartError } from '../errors.ts'
import { isPublicAddress } from './addresses.ts'

export interface FetchOptions {
  readonly maxBytes: number
  /** Milliseconds for all of it: names, redirects, the last byte. */
  readonly timeout: number
  /** Whether an address may be connected to; the public internet alone unless told. */
  readonly mayConnect?: (address: string) => boolean
  /** Aborted when the client has left. */
  readonly signal?: AbortSignal
}

const maxRedirects = 3
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * The bytes under a URL that is not trusted. Nothing of ours goes along: no credentials, no
 * cookies, no proxy of the environment. Addresses are checked when they are connected to, so that
 * neither a redirect nor a name that changes its meaning leads to another network.
 *
 * @throws KeyartError URL_REFUSED, IMAGE_TOO_LARGE, FETCH_FAILED
 */
export async function* fetchPicture(text: string, options: FetchOptions): AsyncGenerator<Buffer> {
  const late = AbortSignal.timeout(options.timeout)
  const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal])
  let url = requireUrl(text)
  try {
    for (let step = 0; ; step++) {
      const answer = await open(url, options, signal)
      const { statusCode = 0, headers } = answer
      if (!redirects.has(statusCode)) return yield* readPicture(answer, options.maxBytes, signal)
      answer.destroy()
      if (headers.location === undefined || step === maxRedirects)
        throw new KeyartError('FETCH_FAILED', `Expected at most ${maxRedirects} redirects`)
      url = requireUrl(headers.location, url)
    }
  } catch (cause) {
    if (isKeyartError(cause)) throw cause
    const detail = late.aborted
      ? `Expected the picture within ${options.timeout} ms`
      : 'The server of the URL cannot be reached, or ended the answer early'
    throw new KeyartError('FETCH_FAILED', detail, { cause })
  }
}

function requireUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new KeyartError('URL_REFUSED', 'Expected an http or https URL')
  if (url.username !== '' || url.password !== '')
    throw new KeyartError('URL_REFUSED', 'Expected a URL without a user name or password')
  return url
}

async function open(
  url: URL,
  { mayConnect = isPublicAddress }: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A literal address is connected to without a look-up.
  if (isIP(host) !== 0) requireAllowed([host], mayConnect)
  const isSecure = url.protocol === 'https:'
  // An agent of its own: the global one may have a proxy from the environment.
  const agent = isSecure
    ? new HttpsAgent({ keepAlive: false })
    : new HttpAgent({ keepAlive: false })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const call = (isSecure ? requestHttps : requestHttp)(
    url,
    {
      agent,
      signal,
      lookup: checkedLookup(mayConnect),
      maxHeaderSize: 16 * 1024,
      headers: {
        'user-agent': 'Keyart',
        accept: 'image/*',
        // A few bytes can unfold to many.
        'accept-encoding': 'identity',
        connection: 'close',
      },
    },
    resolve,
  )
  call.once('error', reject)
  call.end()
  const answer = await promise
  // Listened to for as long as it is read.
  call.on('error', () => undefined)
  return answer
}

/** Resolves a name to addresses that are all allowed; the one connected to is among them. */
function checkedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (host, options, done) => {
    const { family } = options
    const lookupOptions = {
      all: true,
      ...(family === 4 || family === 6 ? { family } : {}),
    } as const
    void dns.lookup(host, lookupOptions).then(
      (found: readonly LookupAddress[]) => {
        try {
          requireAllowed(
            found.map(({ address }) => address),
            mayConnect,
          )
        } catch (error) {
          done(error as Error, '', 0)
          return
        }
        const [first] = found
        if (options.all === true) done(null, [...found])
        else done(null, first?.address ?? '', first?.family ?? 0)
      },
      (error: Error) => done(error, '', 0),
    )
  }
}

function requireAllowed(
  addresses: readonly string[],
  mayConnect: (address: string) => boolean,
): void {
  if (addresses.length > 0 && addresses.every(mayConnect)) return
  throw new KeyartError(
    'URL_REFUSED',
    'Expected a URL on the public internet but this one leads to a private network',
  )
}

async function* readPicture(
  answer: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const { statusCode, headers } = answer
  try {
    if (statusCode !== 200)
      throw new KeyartError(
        'FETCH_FAILED',
        `Expected status 200 from the URL but received ${statusCode}`,
      )
    const encoding = headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity')
      throw new KeyartError('FETCH_FAILED', 'Expected a response without Content-Encoding')
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    let length = 0
    for await (const part of answer as AsyncIterable<Buffer>) {
      signal.throwIfAborted()
      length += part.length
      if (length > maxBytes) throw tooLarge(maxBytes)
      yield part
    }
    if (!answer.complete) throw new Error('The response was truncated')
  } finally {
    answer.destroy()
  }
}

function tooLarge(maxBytes: number): KeyartError {
  return new KeyartError('IMAGE_TOO_LARGE', `Expected an image of at most ${maxBytes} bytes`)
}
