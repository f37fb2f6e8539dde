import type { IncomingMessage, ServerResponse } from 'node:http'
import { pairs, type FrontAddress, type RawHeaders, without } from './fields.ts'

/** An answer about the server has some hundred bytes; what is longer passes as it is. */
const maxBytes = 64 * 1024

const aboutServer = /\/System\/Info(?:\/Public)?\/?(?:\?|$)/i

/** Whether the answer names the address at which the origin takes itself to be. */
export function isAboutServer(method: string, path: string): boolean {
  return method === 'GET' && aboutServer.test(path)
}

/** Without what would have the answer come compressed. */
export function withoutEncodings(fields: RawHeaders): string[] {
  return without(fields, (name) => name === 'accept-encoding')
}

/**
 * Replies with the answer, in which `LocalAddress` is that of the front: clients of the home network
 * go there, past Keyart, and from a browser it may not be reachable at all.
 */
export function replyWithFrontAddress(
  answer: IncomingMessage,
  response: ServerResponse,
  fields: RawHeaders,
  front: FrontAddress,
): void {
  const status = answer.statusCode ?? 502
  const lengths = [...pairs(fields)].filter(([name]) => name.toLowerCase() === 'content-length')
  const isLong = lengths.some(([, length]) => Number(length) > maxBytes)
  if (status !== 200 || isLong || 'content-encoding' in answer.headers) {
    response.writeHead(status, answer.statusMessage ?? '', [...fields])
    answer.pipe(response)
    return
  }
  const chunks: Buffer[] = []
  let length = 0
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length > maxBytes) answer.destroy()
  })
  answer.once('end', () => {
    const body = Buffer.from(rename(Buffer.concat(chunks).toString(), front))
    const rest = without(fields, (name) => name === 'content-length')
    response.writeHead(status, [...rest, 'Content-Length', String(body.length)])
    response.end(body)
  })
}

/** The text as it was but for the one value. */
export function rename(text: string, { protocol, host }: FrontAddress): string {
  if (host === '') return text
  return text.replace(
    /("LocalAddress"\s*:\s*")([a-z]{1,5}:\/\/[^"/\\]{0,300})/i,
    (_all, before: string) => `${before}${protocol}://${host}`,
  )
}
