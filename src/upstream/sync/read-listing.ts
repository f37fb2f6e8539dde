import type { ListedOwner, ListedUpstreamImage } from '../../catalog/upstream/upstream-catalog.ts'
import { parseImageType } from '../../library/image-type.ts'
import { itemTarget, userTarget } from '../images/image-target.ts'

/** Longer ids, kinds and tags are none. */
const maxTextLength = 200
/** Images of one type that are read of one item. */
const maxPerType = 100

/** The images of items as a list of the origin has them. What is no item is passed over. */
export function readItems(items: readonly unknown[]): readonly ListedOwner[] {
  return items.flatMap((item) => {
    if (!isObject(item) || !isText(item['Id'])) return []
    const { Id: id, Type: kind, ImageTags: tags, BackdropImageTags: backdrops } = item
    const named = isObject(tags) ? Object.entries(tags).map(([type, tag]) => ({ type, tag })) : []
    const images = [
      ...named.map(({ type, tag }) => toListed(id, type, 0, tag)),
      ...(Array.isArray(backdrops) ? backdrops.slice(0, maxPerType) : []).map(
        (tag: unknown, index) => toListed(id, 'Backdrop', index, tag),
      ),
    ].filter((image) => image !== undefined)
    const { ownerId } = itemTarget('', id, 'Primary', 0)
    return [{ ownerId, kind: isText(kind) ? kind : '', images }]
  })
}

/** The pictures of users as the origin lists them. */
export function readUsers(users: readonly unknown[]): readonly ListedOwner[] {
  return users.flatMap((user) => {
    if (!isObject(user) || !isText(user['Id'])) return []
    const { slot, ownerId, type, index } = userTarget('', user['Id'])
    const tag = user['PrimaryImageTag']
    const images = isText(tag) ? [{ slot, ownerId, type, index, tag }] : []
    return [{ ownerId, kind: 'User', images }]
  })
}

function toListed(
  id: string,
  typeName: string,
  number: number,
  tag: unknown,
): ListedUpstreamImage | undefined {
  const type = parseImageType(typeName)
  if (type === undefined || !isText(tag)) return undefined
  const { slot, ownerId, index } = itemTarget('', id, type, number)
  return { slot, ownerId, type, index, tag }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
