import { open, readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { parseId } from '../../library/id.ts'
import { imageExtensions } from '../../library/naming/media-files.ts'
import { FolderSource } from '../../sources/folder.ts'
import type { OriginApi } from '../api/origin-api.ts'
import type { FileFacts } from '../images/freshness.ts'
import type { ImageTarget } from '../images/image-target.ts'
import type { MappedFiles } from '../images/upstream-images.ts'
import { type MappedPath, mapPath, type PathMapping } from '../path-mapping.ts'

export interface MappedOriginalsDeps {
  readonly api: Pick<OriginApi, 'get'>
  readonly mappings: readonly PathMapping[]
}

const items = Type.Object({
  Items: Type.Array(
    Type.Object({
      Id: Type.String(),
      Type: Type.Optional(Type.String()),
      Path: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  ),
})
const systemInfo = Type.Object({ InternalMetadataPath: Type.Optional(Type.String()) })

/** Milliseconds for which the path of an item is remembered. */
const lifetime = 600_000
const maxItems = 10_000
/** Files of one folder that are looked at. */
const maxFiles = 100
/** Milliseconds that a disk may take to be looked at, and for which one that took longer is left alone. */
const times = { look: 3_000, rest: 60_000 } as const

const extensions = new Set<string>(imageExtensions)

function isImage(name: string): boolean {
  return extensions.has(extname(name).slice(1).toLowerCase())
}

/**
 * Originals as files that this machine sees, too. The origin tells the path of an item, which is
 * one row of its database; that of an image it tells only together with a BlurHash that it computes
 * anew of each image of the item, at more cost than sending the file. Which file of the item's
 * folder the image is follows from what must be asked anyway: its length and time.
 */
export class MappedOriginals implements MappedFiles {
  readonly #deps: MappedOriginalsDeps
  readonly #sources: ReadonlyMap<string, FolderSource>
  readonly #folders = new LRUCache<string, readonly Candidate[]>({ max: maxItems, ttl: lifetime })
  #metadata: Promise<string | undefined> | undefined
  #restsUntil = -Infinity

  constructor(deps: MappedOriginalsDeps) {
    this.#deps = deps
    this.#sources = new Map(
      deps.mappings.map(({ to }) => [to, new FolderSource({ root: to, linkTargets: [] })]),
    )
  }

  /**
   * The bytes of the one file that is what the origin says of it; `undefined` where there is none,
   * or several are. Reading throws SOURCE_CHANGED where it is another by then.
   */
  async find(target: ImageTarget, facts: FileFacts): Promise<AsyncIterable<Buffer> | undefined> {
    if (target.imageClass !== 'item' || performance.now() < this.#restsUntil) return undefined
    const late = new AbortController()
    const looking = this.#find(target.ownerId, facts).catch(() => undefined)
    const timeout = sleep(times.look, 'late' as const, { signal: late.signal }).catch(
      () => undefined,
    )
    const path = await Promise.race([looking, timeout])
    late.abort()
    // A disk that hangs must not hold up each image.
    if (path === 'late') this.#restsUntil = performance.now() + times.rest
    return path === undefined || path === 'late' ? undefined : readFile(path, facts)
  }

  async #find(ownerId: string, facts: FileFacts): Promise<string | undefined> {
    const found = new Set<string>()
    for (const { folder, stem } of await this.#foldersOf(ownerId))
      for (const path of await this.#imagesIn(folder, stem))
        if (isMeant(await stat(path), facts)) found.add(path)
    const [path, ...others] = found
    return others.length === 0 ? path : undefined
  }

  /** Files in a folder, where they really are; none that leads out of its mapping. */
  async #imagesIn({ root, segments }: MappedPath, stem: string): Promise<readonly string[]> {
    const source = this.#sources.get(root)
    if (source === undefined) return []
    // The folder itself may be a link that leads out.
    const real = segments.length === 0 ? { path: root } : await source.find(segments.join('/'))
    const names = real === undefined ? [] : await readdir(real.path).catch(() => [])
    const images = names.filter(isImage)
    // A folder of many films: those that are called like this one.
    const own = images.length > maxFiles ? images.filter((name) => name.startsWith(stem)) : images
    const files = await Promise.all(
      own.slice(0, maxFiles).map((name) => source.find([...segments, name].join('/'))),
    )
    return files.flatMap((file) => (file === undefined ? [] : [file.path]))
  }

  /** Folders that may hold the images of an item. */
  async #foldersOf(ownerId: string): Promise<readonly Candidate[]> {
    const cached = this.#folders.get(ownerId)
    if (cached !== undefined) return cached
    const { api, mappings } = this.#deps
    const query = `Ids=${encodeURIComponent(ownerId)}&Fields=Path&EnableUserData=false&EnableImages=false`
    const answer = await api.get(`/Items?${query}`, items)
    if (answer.kind !== 'answer') return []
    const item = answer.value.Items.find(({ Id: id }) => (parseId(id) ?? id) === ownerId)
    const candidates: Candidate[] = []
    const path = mapPath(item?.Path ?? '', mappings)
    if (path !== undefined) candidates.push(...(await this.#besideMedia(path, item?.Type)))
    const metadata = await this.#findMetadata()
    const own = `${metadata}/library/${ownerId.slice(0, 2)}/${ownerId}`
    const folder = metadata === undefined ? undefined : mapPath(own, mappings)
    if (folder !== undefined) candidates.push({ folder, stem: '' })
    this.#folders.set(ownerId, candidates)
    return candidates
  }

  /** The folder of a film or series; a season’s images may lie in that of its series. */
  async #besideMedia(path: MappedPath, type: string | undefined): Promise<Candidate[]> {
    const above = { ...path, segments: path.segments.slice(0, -1) }
    const stem = (path.segments.at(-1) ?? '').replace(/\.[^.]{1,10}$/, '')
    const stats = await stat(join(path.root, ...path.segments)).catch(() => undefined)
    const own = { folder: path, stem: '' }
    const outer = { folder: above, stem }
    if (stats?.isDirectory() !== true) return [outer]
    return type === 'Season' ? [own, outer] : [own]
  }

  /** Where Jellyfin stores the images that do not lie beside the media. */
  async #findMetadata(): Promise<string | undefined> {
    this.#metadata ??= this.#deps.api.get('/System/Info', systemInfo).then((answer) => {
      if (answer.kind === 'answer') return answer.value.InternalMetadataPath
      this.#metadata = undefined
      return undefined
    })
    return await this.#metadata
  }
}

interface Candidate {
  readonly folder: MappedPath
  /** How images of the item are called where there are many others. */
  readonly stem: string
}

interface FileTimes {
  readonly size: number
  readonly mtimeMs: number
  isFile(): boolean
}

/** Whether it has the length and the time, to the second, that the origin says. */
function isMeant(stats: FileTimes, { length, lastModified = '' }: FileFacts): boolean {
  const seconds = Date.parse(lastModified) / 1000
  return stats.isFile() && stats.size === length && Math.floor(stats.mtimeMs / 1000) === seconds
}

/** @throws KeyartError SOURCE_CHANGED */
async function* readFile(path: string, facts: FileFacts): AsyncGenerator<Buffer> {
  const changed = (cause?: unknown) =>
    new KeyartError('SOURCE_CHANGED', 'The file is not what the server says of it', { cause })
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw changed(error)
  }
  try {
    if (!isMeant(await file.stat(), facts)) throw changed()
    yield* file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>
    if (!isMeant(await file.stat(), facts)) throw changed()
  } catch (error) {
    throw error instanceof KeyartError ? error : changed(error)
  } finally {
    await file.close()
  }
}
