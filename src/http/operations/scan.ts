import type { ServerResponse } from 'node:http'
import { Type } from 'typebox'
import type { AccessWatch } from '../access/access-watch.ts'
import type { Server } from '../server/server.ts'
import type { Streams } from '../connection/streams.ts'
import { component } from '../../dto/component.ts'

/** What `GET /keyart/api/scan` says. */
export interface ScanReport {
  readonly state: 'running' | 'idle'
  readonly items: number
  /** Announced images. */
  readonly images: number
  readonly problems: number
  /** Of this scan, or of the last one. */
  readonly filesSeen: number
  readonly imagesToProbe: number
  readonly imagesProbed: number
  readonly bytesProbed: number
  /** Videos and songs to look into since the start, which goes on behind the scan. */
  readonly mediaToOpen: number
  readonly mediaOpened: number
  /** ISO times. */
  readonly startedAt: string | undefined
  readonly finishedAt: string | undefined
  /** Files of the demo library, while it is drawn. */
  readonly drawing?: { readonly done: number; readonly total: number }
}

export interface ScanFeed {
  /** As of now, or of half a second ago. */
  report(): ScanReport
  /** Calls `listener` on every change until the function returned is called. */
  subscribe(listener: () => void): () => void
  /** Has everything scanned; what a running scan has passed by already, once more. */
  request(): void
  /** Has what lies around an item scanned. */
  requestItem(item: { readonly libraryId: string; readonly path: string }): void
}

const ScanReportSchema = component('KeyartScan', {
  state: Type.Union([Type.Literal('running'), Type.Literal('idle')]),
  items: Type.Integer(),
  images: Type.Integer(),
  problems: Type.Integer(),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  drawing: Type.Optional(
    Type.Object(
      { done: Type.Integer(), total: Type.Integer() },
      { description: 'Files of the demo library, while it is drawn.' },
    ),
  ),
})

/** Two events a second are as many as anyone can read. */
const eventInterval = 500
/** Bytes of events that may wait for one client. */
const maxBufferedBytes = 100_000

/**
 * `GET /keyart/api/scan`: the state of the scan as JSON, or, to those who accept
 * `text/event-stream`, as a stream of events: one at once, then one a change.
 * `POST /Library/Refresh`: has all libraries scanned.
 */
export function scanRoutes(
  server: Server,
  feed: ScanFeed,
  streams: Streams,
  watch: AccessWatch,
): void {
  const responses = new Set<ServerResponse>()

  server.get(
    '/keyart/api/scan',
    {
      config: {
        access: 'signed-in',
        isStream: true,
        requestClass: 'operation',
        answer: { json: ScanReportSchema },
      },
      schema: {
        summary:
          'Returns the progress of the scan; with `Accept: text/event-stream`, as an event for every change.',
      },
    },
    async (request, reply) => {
      if (!(request.headers.accept ?? '').includes('text/event-stream')) {
        void reply.header('cache-control', 'no-store')
        return feed.report()
      }
      // No event is a part of the head, and nothing would ever end it.
      if (request.method === 'HEAD')
        return await reply.type('text/event-stream').header('cache-control', 'no-store').send()
      streams.open(request.ip, request.raw.socket)
      const response = reply.hijack().raw
      response.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
      })
      responses.add(response)
      let timer: NodeJS.Timeout | undefined
      const send = () => {
        // The client does not read.
        if (response.writableLength > maxBufferedBytes) response.destroy()
        else if (!response.writableEnded)
          response.write(`data: ${JSON.stringify(feed.report())}\n\n`)
      }
      const unsubscribe = feed.subscribe(() => {
        timer ??= setTimeout(() => {
          timer = undefined
          send()
        }, eventInterval)
      })
      const unwatch = watch.watch(request.access, () => response.end())
      response.once('close', () => {
        unsubscribe()
        unwatch()
        clearTimeout(timer)
        responses.delete(response)
      })
      send()
      return reply
    },
  )

  // As apps of the family ask for it; its tasks know no other.
  const summary = 'Scans all libraries. `/keyart/api/scan` has the progress.'
  server.post(
    '/Library/Refresh',
    { config: { access: 'admin', answer: 'nothing' }, schema: { summary } },
    async (_request, reply) => {
      feed.request()
      return await reply.code(204).send()
    },
  )

  // Streams never end by themselves; a server that stops ends them.
  server.addHook('preClose', async () => {
    for (const response of responses) response.end()
  })
}
