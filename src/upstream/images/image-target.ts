import { parseId } from '../../library/id.ts'
import { type ImageType, parseImageType } from '../../library/image-type.ts'
import { type RawQuery, splitQuery } from '../../http/protocol/query-keys.ts'

/** Whose image it is; the origin decides by class who may read. */
export type ImageClass = 'item' | 'user' | 'name' | 'splashscreen'

/** A read of one image of the origin. */
export interface ImageTarget {
  readonly imageClass: ImageClass
  /** Tells the images of the origin apart. */
  readonly slot: string
  /** Id of the item or user; `''` where the image has a name alone. */
  readonly ownerId: string
  readonly type: ImageType
  readonly index: number
  /** Path and query with which the origin is asked for the original. */
  readonly originPath: string
  /** Of the URL. Nothing says that it is the image's. */
  readonly tag: string | undefined
  /** What is asked of the image, by lower-case name. */
  readonly query: RawQuery
}

/** Longer paths are no image's. */
const maxPathLength = 2048

const owners: Readonly<Record<string, ImageClass>> = {
  items: 'item',
  users: 'user',
  artists: 'name',
  genres: 'name',
  musicgenres: 'name',
  gamegenres: 'name',
  persons: 'name',
  studios: 'name',
  years: 'name',
}

const short = /^\/([a-z]{4,11})\/([^/]+)\/Images\/([^/]+)(?:\/(\d{1,9}))?$/i
/** Emby's clients fill every place: 0, or `original`, where they want nothing. */
const long =
  /^\/(Items)\/([^/]+)\/Images\/([^/]+)\/(\d{1,9})\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)$/i
const longNames = ['tag', 'format', 'maxwidth', 'maxheight', 'percentplayed', 'unplayedcount']

/** What clients send along and no image depends on. */
const ignored = /^(?:api_?key|x-emby-[a-z-]{1,40}|x-mediabrowser-token|deviceid)$/

export interface TargetRules {
  readonly basePath: string
  /** Lower-case names of the parameters that Keyart understands of an image. */
  readonly parameters: ReadonlySet<string>
}

/**
 * Reads the target of a GET or HEAD as that of an image. `undefined` for all else, and for types and
 * parameters that Keyart does not know: what they mean only the origin knows.
 */
export function readImageTarget(
  target: string,
  { basePath, parameters }: TargetRules,
): ImageTarget | undefined {
  const at = target.indexOf('?')
  const whole = at < 0 ? target : target.slice(0, at)
  if (whole.length > maxPathLength) return undefined
  const isBelow = basePath !== '' && whole.toLowerCase().startsWith(`${basePath.toLowerCase()}/`)
  const below = isBelow ? whole.slice(basePath.length) : whole
  const path = below.replace(/^\/(?:emby|mediabrowser)(?=\/)/i, '')
  const prefix = whole.slice(0, whole.length - path.length)
  const query = splitQuery(at < 0 ? '' : target.slice(at + 1))
  for (const name in query)
    if (!parameters.has(name) && name !== 'userid' && !ignored.test(name)) return undefined
  const found = readUserImage(path, query) ?? readSplashscreen(path) ?? readOwned(path, query)
  if (found === undefined) return undefined
  const { ownPath, longQuery, ...rest } = found
  const asked = { ...query, ...longQuery }
  const tag = asked['tag']?.find((text) => text !== '')
  return { ...rest, tag, query: asked, originPath: `${prefix}${ownPath}` }
}

/** An image of an item by its id. `basePath` as `UpstreamAddress` has it. */
export function itemTarget(
  basePath: string,
  id: string,
  type: ImageType,
  index: number,
): ImageTarget {
  const ownerId = parseId(id) ?? id
  const path = `${basePath}/Items/${encodeURIComponent(id)}/Images/${type}`
  return {
    imageClass: 'item',
    slot: itemSlot(ownerId, type, index),
    ownerId,
    type,
    index,
    originPath: index === 0 ? path : `${path}/${index}`,
    tag: undefined,
    query: {},
  }
}

/** The picture of a user. */
export function userTarget(basePath: string, id: string): ImageTarget {
  const ownerId = parseId(id) ?? id
  return {
    imageClass: 'user',
    slot: userSlot(ownerId),
    ownerId,
    type: 'Primary',
    index: 0,
    originPath: `${basePath}/Users/${encodeURIComponent(id)}/Images/Primary`,
    tag: undefined,
    query: {},
  }
}

function itemSlot(ownerId: string, type: ImageType, index: number): string {
  return `item ${ownerId} ${type} ${index}`
}

function userSlot(ownerId: string): string {
  return `user ${ownerId}`
}

interface Found extends Omit<ImageTarget, 'originPath' | 'tag' | 'query'> {
  readonly ownPath: string
  readonly longQuery?: RawQuery
}

/** Without an id it is the picture of whoever asks. */
function readUserImage(path: string, query: RawQuery): Found | undefined {
  if (!/^\/UserImage$/i.test(path)) return undefined
  const userId = query['userid']?.[0]
  const ownerId = userId === undefined ? undefined : parseId(userId)
  if (ownerId === undefined) return undefined
  const common = { imageClass: 'user', type: 'Primary', index: 0 } as const
  return {
    ...common,
    ownerId,
    slot: userSlot(ownerId),
    ownPath: `${path}?userId=${encodeURIComponent(userId!)}`,
  }
}

function readSplashscreen(path: string): Found | undefined {
  if (!/^\/Branding\/Splashscreen$/i.test(path)) return undefined
  const common = { imageClass: 'splashscreen', type: 'Backdrop', index: 0, ownerId: '' } as const
  return { ...common, slot: 'splashscreen', ownPath: path }
}

function readOwned(path: string, query: RawQuery): Found | undefined {
  const brief = short.exec(path)
  const match = brief ?? long.exec(path)
  if (match === null) return undefined
  const [, owner = '', id = '', typeName = '', indexText, ...rest] = match
  const imageClass = owners[owner.toLowerCase()]
  const type = parseImageType(typeName)
  const asked = indexText ?? query['imageindex']?.find((text) => text !== '') ?? '0'
  if (imageClass === undefined || type === undefined || !/^\d{1,9}$/.test(asked)) return undefined
  const index = Number(asked)
  const ownerId = imageClass === 'name' ? '' : (parseId(id) ?? id)
  const name = imageClass === 'name' ? `${owner.toLowerCase()}/${id}` : ownerId
  const longQuery = brief === null ? readLong(rest) : undefined
  const head = `/${owner}/${id}/Images/${typeName}`
  return {
    imageClass,
    ownerId,
    type,
    index,
    // A user has one picture, by any of its names; else two names may be two images.
    slot:
      imageClass === 'user'
        ? userSlot(name)
        : imageClass === 'item'
          ? itemSlot(name, type, index)
          : `${imageClass} ${name} ${type} ${index}`,
    // Some owners have no form without an index.
    ownPath: indexText === undefined && index === 0 ? head : `${head}/${index}`,
    ...(longQuery === undefined ? {} : { longQuery }),
  }
}

function readLong(texts: readonly string[]): RawQuery {
  return Object.fromEntries(
    longNames.map((name, at): [string, string[]] => {
      const text = texts[at] ?? '0'
      return [name, text === '0' ? [] : [decode(text)]]
    }),
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
