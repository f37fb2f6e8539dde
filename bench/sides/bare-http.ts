/** A bare `node:http` server in a process of its own: it sends what Keyart was heard to send. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerCalls, Peer, type PeerOptions } from '../peer.ts'

export interface RecordedAnswer {
  /** With the query, as it stands in the request. */
  readonly path: string
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface BareHttpCall {
  readonly answers: readonly RecordedAnswer[]
}

/** URLs of two servers, which share the process. */
export interface BareHttpAnswer {
  /** Looks the answer up by its path, and sends Keyart's headers. Knows HEAD. */
  readonly sameHeaders: string
  /** Whatever is asked, it answers 304 with Keyart's headers. */
  readonly notModified: string
}

export async function startBareHttp(
  options: PeerOptions,
): Promise<Peer<BareHttpCall, BareHttpAnswer>> {
  return await Peer.start('sides/bare-http.ts', options)
}

async function serve({ answers }: BareHttpCall): Promise<BareHttpAnswer> {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  const { 'content-length': _, 'content-type': __, ...unmodified } = answers[0]!.headers
  return {
    sameHeaders: await listen(({ url = '', method }, response) => {
      const answer = byPath.get(url)
      if (answer === undefined) response.writeHead(404).end()
      else if (method === 'HEAD') response.writeHead(200, answer.headers).end()
      else response.writeHead(200, answer.headers).end(answer.body)
    }),
    notModified: await listen((_request, response) => response.writeHead(304, unmodified).end()),
  }
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

if (import.meta.main) answerCalls(serve)
