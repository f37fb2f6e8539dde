import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { imageTypes } from '../../../src/library/image-type.ts'
import { openOrigin } from './front.ts'

/** An image of the origin: any number of them may hold the same bytes. */
interface Picture {
  readonly bytes: Buffer
  readonly tag: string
  /** Milliseconds of the origin's own clock. */
  readonly modifiedAt: number
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** What may go wrong with one request. */
export type Fault = 'none' | 'late' | 'cut' | 'error'

/**
 * A small origin that answers as Jellyfin does: images are open, a tag in the URL means nothing,
 * only `Last-Modified` tells two states of a file apart, and lists name the tags of the moment. Its
 * clock stands still unless it is set forth.
 */
export class PlayingOrigin implements AsyncDisposable {
  readonly asked: Asked[] = []
  /** By item and type, then by index. */
  readonly #images = new Map<string, Picture[]>()
  /** When an item was last saved, by id. */
  readonly #savedAt = new Map<string, number>()
  /** Of items; `Movie` where nothing is said. */
  readonly kinds = new Map<string, string>()
  /** Of items, as the origin writes them. */
  readonly paths = new Map<string, string>()
  /** As Jellyfin's, it is for GET alone. */
  splashscreen: Picture | undefined
  /** A path and query that it never answers. */
  hangsAt: string | undefined
  /** With it, lists are answered for this key alone. */
  apiKey: string | undefined
  #now = Date.parse('2026-01-01T00:00:00Z')
  #fault: () => Fault = () => 'none'
  /** Whether a token is wanted, and which ones may see what. */
  mayRead: (token: string | undefined, id: string) => number = () => 200
  /** The version of Jellyfin that it says it is. */
  version = '10.11.11'
  url = ''
  #close: () => Promise<void> = async () => undefined

  static async open(): Promise<PlayingOrigin> {
    const origin = new PlayingOrigin()
    const server = await openOrigin((request, response) => void origin.#answer(request, response))
    origin.url = server.url
    origin.#close = async () => await server[Symbol.asyncDispose]()
    return origin
  }

  /** Requests for images since the last call, but for questions about them alone. */
  takeSent(): readonly Asked[] {
    return this.asked.splice(0).filter(({ method, path }) => method === 'GET' && isImage(path))
  }

  forward(milliseconds: number): void {
    this.#now += milliseconds
  }

  failBy(fault: () => Fault): void {
    this.#fault = fault
  }

  /** `age`: how old the file is when it comes, in milliseconds of the origin's clock. */
  put(id: string, type: string, index: number, bytes: Buffer, age = 0): void {
    const key = `${id} ${type}`
    const list = this.#images.get(key) ?? this.#images.set(key, []).get(key)!
    this.#savedAt.set(id, this.#now)
    list[index] = { bytes, tag: tagOf(bytes), modifiedAt: this.#now - age }
  }

  remove(id: string, type: string): void {
    this.#images.delete(`${id} ${type}`)
    this.#savedAt.set(id, this.#now)
  }

  /** Milliseconds of its clock. */
  modifiedAt(id: string, type: string, index = 0): number {
    return this.#images.get(`${id} ${type}`)?.[index]?.modifiedAt ?? NaN
  }

  tag(id: string, type: string, index = 0): string | undefined {
    return this.#images.get(`${id} ${type}`)?.[index]?.tag
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request
    this.asked.push({ method, path: url, headers })
    const { pathname, searchParams } = new URL(url, 'http://origin')
    if (url === this.hangsAt) return
    const isInfo = pathname.endsWith('/System/Info/Public')
    const fault = isInfo ? 'none' : this.#fault()
    if (fault === 'error') return void response.writeHead(500).end()
    if (fault === 'late') await new Promise((resolve) => setTimeout(resolve, 5))
    response.sendDate = false
    response.setHeader('date', new Date(this.#now).toUTCString())
    const send = (status: number, fields: Record<string, string>, body: Buffer) => {
      response.writeHead(status, { ...fields, 'content-length': body.length })
      if (method === 'HEAD') return void response.end()
      if (fault === 'cut' && body.length > 1)
        return void response.write(body.subarray(0, body.length >> 1), () =>
          request.socket.destroy(),
        )
      response.end(body)
      return undefined
    }
    const sendJson = (value: unknown) =>
      send(
        200,
        { 'content-type': 'application/json; charset=utf-8' },
        Buffer.from(JSON.stringify(value)),
      )
    const sendPicture = (picture: Picture | undefined) => {
      if (picture === undefined) return send(404, {}, Buffer.from('none'))
      const fields = {
        'content-type': 'image/png',
        'last-modified': new Date(picture.modifiedAt).toUTCString(),
        'cache-control': searchParams.has('tag') ? 'public, max-age=31536000' : 'public',
      }
      return send(200, fields, picture.bytes)
    }
    if (isInfo)
      return sendJson({
        Id: '1',
        Version: this.version,
        ProductName: 'Jellyfin Server',
        ServerName: 'Play',
      })
    if (pathname === '/Branding/Splashscreen') {
      if (method === 'HEAD') return send(405, { allow: 'GET' }, Buffer.alloc(0))
      return sendPicture(this.splashscreen)
    }
    const match = /^(?:\/emby)?\/Items\/([^/]+)\/Images\/([A-Za-z]+)(?:\/(\d+))?$/.exec(pathname)
    if (match !== null) {
      const [, id = '', type = '', index] = match
      if (method === 'POST') {
        const chunks: Buffer[] = []
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
        this.put(id, type, 0, Buffer.from(Buffer.concat(chunks).toString(), 'base64'))
        return void response.writeHead(204).end()
      }
      const token = headers['x-emby-token'] ?? searchParams.get('ApiKey') ?? undefined
      const status = this.mayRead(token as string | undefined, id)
      if (status !== 200) return send(status, {}, Buffer.from('no'))
      const picture = this.#images.get(`${id} ${type}`)?.[
        Number(index ?? searchParams.get('imageIndex') ?? 0)
      ]
      return sendPicture(picture)
    }
    if (method !== 'GET') return void response.writeHead(204).end()
    if (this.apiKey !== undefined && headers['x-emby-token'] !== this.apiKey)
      return send(401, {}, Buffer.from('no'))
    if (pathname === '/System/Info') return sendJson({ Version: this.version })
    if (pathname === '/Users') return sendJson([])
    if (pathname === '/Users/Me' && this.apiKey !== undefined)
      return sendJson({ Id: 'f'.repeat(32), Name: 'Admin', Policy: { IsAdministrator: true } })
    if (pathname === '/Library/MediaFolders') return sendJson({ Items: [] })
    const since = Date.parse(searchParams.get('MinDateLastSaved') ?? '1970-01-01')
    const ids = this.#ids().filter((id) => (this.#savedAt.get(id) ?? 0) >= since)
    const start = Number(searchParams.get('StartIndex') ?? 0)
    const page = ids.slice(start, start + Number(searchParams.get('Limit') ?? ids.length))
    return sendJson({
      Items: page.map((id) => this.#item(id)),
      TotalRecordCount: ids.length,
      StartIndex: start,
    })
  }

  #ids(): string[] {
    return [...new Set([...this.#images.keys()].map((key) => key.split(' ')[0]!))]
  }

  #item(id: string) {
    const tags = imageTypes.flatMap((type) => {
      const tag = type === 'Backdrop' ? undefined : this.tag(id, type)
      return tag === undefined ? [] : [[type, tag] as const]
    })
    return {
      Id: id,
      Type: this.kinds.get(id) ?? 'Movie',
      Path: this.paths.get(id) ?? null,
      ImageTags: Object.fromEntries(tags),
      BackdropImageTags: (this.#images.get(`${id} Backdrop`) ?? []).map(({ tag }) => tag),
    }
  }
}

function isImage(path: string): boolean {
  return /\/Images\//.test(path)
}

export function tagOf(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}
