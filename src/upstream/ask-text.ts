import type { IncomingMessage } from 'node:http'
import type { RawHeaders } from './fields.ts'
import type { Origin } from './origin.ts'

export interface TextAnswer {
  readonly status: number
  readonly text: string
  readonly date: string | undefined
  readonly via: string
}

/** Milliseconds that an answer may take. */
const timeout = 5_000
const maxLength = 64 * 1024

/**
 * Asks the origin for a short text. A longer one is cut.
 *
 * @throws what the system says, or ETIMEDOUT after five seconds
 */
export async function askText(
  origin: Origin,
  path: string,
  fields: RawHeaders,
): Promise<TextAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const call = origin.open({
    method: 'GET',
    path,
    fields: ['Host', origin.address.host, 'Accept', 'application/json', ...fields],
  })
  const timer = setTimeout(
    () => call.destroy(Object.assign(new Error('Late'), { code: 'ETIMEDOUT' })),
    timeout,
  )
  call.once('response', resolve).on('error', reject).end()
  try {
    const answer = await promise
    let text = ''
    for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk
      if (text.length > maxLength) break
    }
    const { statusCode = 0, headers } = answer
    return { status: statusCode, text, date: headers.date, via: headers.via ?? '' }
  } finally {
    clearTimeout(timer)
    call.destroy()
  }
}

/** The value of a JSON text; `undefined` for another text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
