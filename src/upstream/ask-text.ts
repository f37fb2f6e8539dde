import type { IncomingMessage } from 'node:http'
import type { RawHeaders } from './fields.ts'
import type { Origin } from './origin.ts'

export interface TextAnswer {
  readonly status: number
  readonly text: string
  readonly date: string | undefined
  readonly via: string
}

export interface AskLimits {
  /** Milliseconds that an answer may take. Default: 5,000. */
  readonly timeout?: number
  /** Characters beyond which a text is cut. Default: 65,536. */
  readonly maxLength?: number
}

/**
 * Asks the origin for a text.
 *
 * @throws what the system says, or ETIMEDOUT
 */
export async function askText(
  origin: Origin,
  path: string,
  fields: RawHeaders,
  { timeout = 5_000, maxLength = 64 * 1024 }: AskLimits = {},
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
