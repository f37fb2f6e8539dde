import { randomUUID } from 'node:crypto'
import fastifyWebsocket from '@fastify/websocket'
import type { WebSocket } from 'ws'
import { toUserData } from '../../dto/user-data.ts'
import { KeyartError } from '../../errors.ts'
import type { AccessWatch } from '../access/access-watch.ts'
import { loadUserDtos } from '../access/user-dtos.ts'
import type { ItemDeps } from './item-dtos.ts'
import type { News, NewsItem } from '../access/news.ts'
import type { Server } from '../server/server.ts'
import type { Streams } from '../connection/streams.ts'

/** Seconds after which a client that says nothing is asked to; Jellyfin's figure. */
const keepAliveSeconds = 60
/** Connections that said nothing for so long are closed, in milliseconds. */
const idleTimeout = 3 * keepAliveSeconds * 1000
/** For so long a client may answer that it has heard of the end, in milliseconds. */
const closeTimeout = 1_000
/** Bytes of messages that may wait for one client. */
const maxBufferedBytes = 1_000_000

type SocketDeps = ItemDeps & {
  readonly news: News
  readonly streams: Streams
  readonly watch: AccessWatch
}

/** `/socket`: clients hear there that libraries or what they played have changed. */
export async function socketRoutes(server: Server, deps: SocketDeps): Promise<void> {
  await server.register(fastifyWebsocket, { options: { maxPayload: 64 * 1024 } })
  const sockets = new Set<WebSocket>()

  server.route({
    method: 'GET',
    url: '/socket',
    config: { access: 'signed-in', isStream: true, answer: 'socket' },
    schema: { summary: 'Opens a WebSocket with notifications about libraries and playback state.' },
    // Before it is one: then it can still be told why not.
    preHandler: async ({ ws, ip, raw }) => {
      if (ws) deps.streams.open(ip, raw.socket)
    },
    handler: () => {
      throw new KeyartError('ROUTE_NOT_FOUND', 'Expected a WebSocket')
    },
    wsHandler: (socket, { access }) => {
      sockets.add(socket)
      const unsubscribe = deps.news.subscribe((item) => {
        toMessage(deps, item, access.userId, access.libraryIds)
          .then((message) => message && send(socket, message.type, message.data))
          .catch(() => socket.close(1011))
      })
      // RFC 6455 7.4.1: a policy is violated.
      const unwatch = deps.watch.watch(access, () => socket.close(1008))
      let timer = setTimeout(() => socket.terminate(), idleTimeout)
      socket.on('message', (bytes) => {
        clearTimeout(timer)
        timer = setTimeout(() => socket.terminate(), idleTimeout)
        if (typeOf(String(bytes as Buffer)) === 'KeepAlive') send(socket, 'KeepAlive')
      })
      // A broken connection is closed next.
      socket.on('error', () => undefined)
      socket.once('close', () => {
        sockets.delete(socket)
        clearTimeout(timer)
        unsubscribe()
        unwatch()
      })
      send(socket, 'ForceKeepAlive', keepAliveSeconds)
    },
  })

  // They are told that the server stops; one that does not answer must not keep it.
  server.addHook('preClose', async () => {
    setTimeout(() => {
      for (const socket of sockets) socket.terminate()
    }, closeTimeout).unref()
  })
}

/** What a client whose user is `userId` is told of `item`; `undefined`: nothing. */
async function toMessage(
  { catalog, libraries, serverId }: SocketDeps,
  item: NewsItem,
  userId: string | undefined,
  libraryIds: readonly string[] | undefined,
): Promise<{ readonly type: string; readonly data: unknown } | undefined> {
  switch (item.kind) {
    case 'libraries-changed': {
      const ids = libraryIds ?? libraries.map(({ id }) => id)
      const none = { ItemsAdded: [], ItemsRemoved: [], FoldersRemovedFrom: [] }
      const data = { ...none, ItemsUpdated: ids, FoldersAddedTo: ids, CollectionFolders: ids }
      return { type: 'LibraryChanged', data: { ...data, IsEmpty: false } }
    }
    case 'user-changed': {
      if (item.userId !== userId) return undefined
      const user = await catalog.findUser(userId)
      if (user === undefined) return undefined
      const [dto] = await loadUserDtos(catalog, [user], serverId)
      return { type: 'UserUpdated', data: dto }
    }
    case 'user-data': {
      if (item.userId !== userId) return undefined
      const states = await catalog.userItems(userId, item.itemIds)
      const items = new Map((await catalog.findItems(item.itemIds)).map((one) => [one.id, one]))
      const list = [...states].map(([id, state]) => toUserData(items.get(id) ?? { id }, state))
      return { type: 'UserDataChanged', data: { UserId: userId, UserDataList: list } }
    }
    default:
      return item satisfies never
  }
}

function send(socket: WebSocket, type: string, data?: unknown): void {
  if (socket.readyState !== socket.OPEN) return
  // The client does not read.
  if (socket.bufferedAmount > maxBufferedBytes) return socket.terminate()
  const MessageId = randomUUID().replaceAll('-', '')
  socket.send(JSON.stringify({ MessageType: type, MessageId, Data: data }))
}

function typeOf(text: string): string | undefined {
  try {
    const message = JSON.parse(text) as { readonly MessageType?: unknown } | null
    return typeof message?.MessageType === 'string' ? message.MessageType : undefined
  } catch {
    return undefined
  }
}
