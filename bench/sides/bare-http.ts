/** A bare `node:http` server in a process of its own: it sends what Keyart was heard to send. */
import { once } from 'node:events'
import { createServer } from 'node:http'
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

export interface BareHttpAnswer {
  /** Looks the answer up by its path, and sends Keyart's headers. Knows HEAD. */
  readonly sameHeaders: number
  /** Whatever is asked, it answers 304 with Keyart's headers. */
  readonly notModified: number
}

/** Ports of the two servers, which share the process. */
async function serve({ answers }: BareHttpCall): Promise<BareHttpAnswer> {
  const { 'content-length': _, 'content-type': __, ...unmodified } = answers[0]!.headers
  return {
    sameHeaders: await listen(createServer(finding(answers))),
    notModified: await listen(
      createServer((_request, response) => response.writeHead(304, unmodified).end()),
    ),
  }
}

function finding(answers: readonly RecordedAnswer[]): Parameters<typeof createServer>[1] {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  return (request, response) => {
    const answer = byPath.get(request.url ?? '')
    if (answer === undefined) response.writeHead(404).end()
    else if (request.method === 'HEAD') response.writeHead(200, answer.headers).end()
    else response.writeHead(200, answer.headers).end(answer.body)
  }
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export async function startBareHttp(
  options: PeerOptions,
): Promise<Peer<BareHttpCall, BareHttpAnswer>> {
  return await Peer.start('sides/bare-http.ts', options)
}

if (import.meta.main) answerCalls(serve)
