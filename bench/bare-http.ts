/** A bare `node:http` server in a process of its own: it sends what Keyart was heard to send. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerCalls } from './peer.ts'

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
  readonly port: number
}

async function serve({ answers }: BareHttpCall): Promise<BareHttpAnswer> {
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  const server = createServer((request, response) => {
    const answer = byPath.get(request.url ?? '')
    if (answer === undefined) response.writeHead(404).end()
    else if (request.headers['if-none-match'] === answer.etag) {
      const { 'content-length': _, 'content-type': __, ...headers } = answer.headers
      response.writeHead(304, headers).end()
    } else response.writeHead(200, answer.headers).end(answer.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port }
}

if (import.meta.main) answerCalls(serve)
