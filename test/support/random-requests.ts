import { parseId } from '../../src/library/id.ts'
import type { Item } from '../../src/library/item.ts'
import { imageTypes } from '../../src/library/image-type.ts'
import type { Library } from '../../src/library/library.ts'
import type { AccessRow } from './access-table.ts'
import { oddId, oddTexts } from './malformed.ts'
import { headersOf, type Role, roles, type RouteSeen, userIds } from './roles.ts'
import type { Seeded } from './seeded.ts'
import { drawPicture } from './tree.ts'

/** A request of any route by any role with any body. */
export interface RandomRequest {
  readonly role: Role
  readonly method: string
  /** As it is declared. */
  readonly route: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  /** The item and the user whom it names. */
  readonly itemId: string | undefined
  readonly userId: string | undefined
  /** Whether it names what the stranger may not see. */
  readonly hidden: boolean
}

export interface RandomPlace {
  readonly routes: readonly RouteSeen[]
  readonly film: Item
  readonly photo: Item
  readonly films: Library
  readonly photos: Library
}

type BodyKind = 'none' | 'base64' | 'raw' | 'json' | 'garbage' | 'empty' | 'too large'

/** As often as they are named. */
const bodyKinds: readonly BodyKind[] = [
  'none',
  'none',
  'base64',
  'base64',
  'raw',
  'raw',
  'json',
  'json',
  'json',
  'garbage',
  'empty',
  'too large',
]

const contentTypes = [
  'image/png',
  'image/*',
  'application/octet-stream',
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
]

const jsonBodies = [
  '{}',
  '[]',
  'null',
  '"text"',
  '{"Played":true,"PlayCount":3}',
  '{"PlaybackPositionTicks":600000000}',
  '{"IsFavorite":true,"LastPlayedDate":"yesterday"}',
  '{"PlaybackPositionTicks":-1}',
  '{"CustomPrefs":{"look":"dark"},"SortBy":"SortName"}',
  '{"Username":"user","Pw":""}',
  '{"Username":"stranger","Pw":""}',
  '{"Username":"admin","Pw":"a guess"}',
  '{"code":"a guess","name":"Eve","password":"correct horse"}',
  '{"PlayableMediaTypes":["Video"]}',
  '{"__proto__":{"isAdmin":true},"constructor":1}',
  `${'['.repeat(500)}${']'.repeat(500)}`,
]

/** Longer than anything that the server takes; see `uploadLimit`. */
const tooLarge = Buffer.alloc(70_000, 'A')

/** The setting `limits.maxUploadBytes` of the server that is asked. */
export const uploadLimit = 20_000

/** Makes requests that are the same for the same seed. */
export async function randomRequests(
  place: RandomPlace,
  options: { readonly count: number; readonly random: Seeded },
): Promise<readonly RandomRequest[]> {
  const pictures = await Promise.all(
    Array.from({ length: 12 }, async (_, number) => (await drawPicture(900 + number, 'png')).bytes),
  )
  const isReading = ({ methods }: RouteSeen) => methods.includes('GET') || methods.includes('HEAD')
  const reading = place.routes.filter(isReading)
  const writing = place.routes.filter((route) => !isReading(route))
  const { random } = options
  return Array.from({ length: options.count }, (_, number) => {
    // Each route once by a method that it has, then any by any.
    const first = place.routes[number]
    const route = first ?? random.pick(random.chance(0.6) ? writing : reading)
    const request = randomRequest(place, route, pictures, random)
    return first === undefined ? request : { ...request, method: random.pick(first.methods) }
  })
}

/** Whether a good answer is one that the table lets the role have. */
export function isAllowed([, outcomes]: AccessRow, request: RandomRequest): boolean {
  const { role, userId, hidden } = request
  if (role === 'stranger' && hidden) return false
  // What the table says of the stranger there is true of anyone who names another user.
  const isOfUser = outcomes.stranger === 403 && outcomes.user !== 403
  const names = userId === undefined || userId === userIds[role as keyof typeof userIds]
  const isNoAdmin = role === 'stranger' || role === 'user'
  // Keys of some libraries may read what is of no user in particular.
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (isOfUser && reads && userId === undefined && (role === 'reader' || role === 'photographer'))
    return true
  const column = isOfUser && isNoAdmin ? (names ? 'user' : 'stranger') : role
  return outcomes[column] !== 401 && outcomes[column] !== 403
}

function randomRequest(
  place: RandomPlace,
  route: RouteSeen,
  pictures: readonly Buffer[],
  random: Seeded,
): RandomRequest {
  const { film, photo, films, photos } = place
  const items = [film.id, film.id, photo.id, films.id, photos.id]
  const named: Record<'item' | 'user', string | undefined> = { item: undefined, user: undefined }
  const asId = (kind: 'item' | 'user', odds: number) => {
    const known = kind === 'item' ? items : Object.values(userIds)
    const text = random.chance(odds) ? oddId(known, random) : spelt(random.pick(known), random)
    // The path comes first.
    named[kind] ??= parseId(safelyDecoded(text))
    return text
  }

  const path = route.url.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'userId' || (name === 'id' && /^\/users\/:id/i.test(route.url)))
      return asId('user', 0.1)
    // Of preferences it is a name.
    if (/^\/displaypreferences/i.test(route.url)) return pathText('name', random)
    if (name === 'id' || name === 'seriesId') return asId('item', 0.1)
    return pathText(name, random)
  })
  const query = route.query.flatMap((name) => {
    const lower = name.toLowerCase()
    const wanted = ['newindex', 'url', 'imageurl', 'type'].includes(lower) ? 0.9 : 0.15
    if (!random.chance(lower === 'userid' ? 0.6 : wanted)) return []
    if (lower === 'userid') return [`${name}=${asId('user', 0.1)}`]
    if (lower === 'parentid') return [`${name}=${asId('item', 0.2)}`]
    return [`${name}=${queryText(lower, random)}`]
  })

  const role = random.pick(roles)
  const kind = random.pick(bodyKinds)
  const body = bodyOf(kind, pictures, random)
  const usual = kind === 'json' ? 'application/json' : random.pick(contentTypes)
  const type = random.chance(0.8) ? usual : random.pick(contentTypes)
  const signedIn = /^\{"Username":"(user|stranger)"/.exec(body?.toString('latin1') ?? '')?.[1]
  return {
    role,
    method: random.chance(0.85)
      ? random.pick(route.methods)
      : random.pick(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']),
    route: route.url,
    url: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: { ...headersOf(role), ...(body === undefined ? {} : { 'content-type': type }) },
    body,
    itemId: named.item,
    userId:
      route.url === '/Users/AuthenticateByName' && signedIn !== undefined
        ? userIds[signedIn as 'user' | 'stranger']
        : named.user,
    hidden: named.item === film.id || named.item === films.id,
  }
}

function bodyOf(kind: BodyKind, pictures: readonly Buffer[], random: Seeded): Buffer | undefined {
  switch (kind) {
    case 'none':
      return undefined
    case 'base64':
      return Buffer.from(random.pick(pictures).toString('base64'))
    case 'raw':
      return random.pick(pictures)
    case 'json':
      return Buffer.from(random.pick(jsonBodies))
    case 'garbage':
      return Buffer.from(Array.from({ length: random.whole(1, 300) }, () => random.whole(0, 255)))
    case 'empty':
      return Buffer.alloc(0)
    case 'too large':
      // Once a picture that is too long, once more than any body may be.
      return random.chance(0.5)
        ? Buffer.concat([pictures[0]!, tooLarge.subarray(0, uploadLimit)])
        : tooLarge
    default:
      return kind satisfies never
  }
}

function pathText(name: string, random: Seeded): string {
  if (random.chance(0.08)) return random.pick(oddTexts)
  switch (name) {
    case 'type':
      return random.pick([
        'Primary',
        'Backdrop',
        'Backdrop',
        random.pick(imageTypes),
        '2',
        'Poster',
      ])
    case 'index':
      return random.pick(['0', '0', '0', '1', '2', '9'])
    case 'format':
      return random.pick(['jpg', 'webp', 'original', '0'])
    case 'code':
      return random.pick(['BUSY', 'NOTHING'])
    case 'name':
      return random.pick(['2001', 'x', 'Nobody%20at%20all'])
    default:
      return random.pick(['0', '1', '20'])
  }
}

function queryText(name: string, random: Seeded): string {
  if (random.chance(0.15)) return random.pick(oddTexts)
  switch (name) {
    case 'type':
      return random.pick(['Primary', 'Logo', 'Poster'])
    case 'url':
    case 'imageurl':
      // Nothing that anybody would connect to.
      return encodeURIComponent(
        random.pick([
          'http://127.0.0.1:9/x.png',
          'http://[::1]/',
          'ftp://x/y',
          'file:///etc/passwd',
        ]),
      )
    case 'format':
      return random.pick(['jpg', 'webp', 'gif'])
    default:
      return random.pick(['0', '1', '2', '20', 'true', 'false', 'SortName', 'Primary', 'x'])
  }
}

/** As clients spell an id: plain, with dashes, in capitals. */
function spelt(id: string, random: Seeded): string {
  const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return random.pick([id, id, id, dashed, id.toUpperCase()])
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
