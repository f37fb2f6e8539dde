import { planSize, type Size, type SizeQuery } from '../../src/render/plan/geometry.ts'
import { type Announced, pathOf } from './announced.ts'
import type { Seeded } from './seeded.ts'

/** A request of an announced image, and what must come back. */
export interface MixedRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly expected: Size
  /** Media type, where the request leaves no choice. */
  readonly mime: string | undefined
}

/** Combinations of size parameters that clients send, each with what it is asked of. */
const shapes: readonly (readonly (keyof SizeQuery)[])[] = [
  [],
  ['width'],
  ['height'],
  ['width', 'height'],
  ['maxWidth'],
  ['maxHeight'],
  ['maxWidth', 'maxHeight'],
  ['fillWidth'],
  ['fillHeight'],
  ['fillWidth', 'fillHeight'],
  ['width', 'maxHeight'],
  ['height', 'maxWidth'],
  ['width', 'height', 'maxWidth'],
  ['width', 'height', 'maxWidth', 'maxHeight'],
  ['maxWidth', 'fillWidth', 'fillHeight'],
  ['width', 'fillHeight'],
]

const formats = {
  jpg: 'image/jpeg',
  JPG: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
} as const

const accepts = ['*/*', 'image/webp,*/*', 'image/avif,image/webp,image/*;q=0.8', 'image/jpeg']

/** `number`: which one of a row; rows of 16 have every combination of size parameters. */
export function mixedRequest(
  image: Announced,
  original: Size,
  random: Seeded,
  number: number,
): MixedRequest {
  const query = new URLSearchParams()
  const size: Partial<Record<keyof SizeQuery, number>> = {}
  let isBoxLeftOut = false
  for (const name of shapes[number % shapes.length]!) {
    const side = name.toLowerCase().endsWith('width') ? original.width : original.height
    const value = Math.max(1, Math.round(side * (0.2 + 1.4 * random.next())))
    // Sizes need not be whole, names have no case, and 0 or less is as good as none.
    const kind = random.whole(0, 9)
    if (kind === 0) {
      const none = random.pick(['0', '-7'])
      query.set(name, none)
      isBoxLeftOut ||= none === '-7' && name.startsWith('fill')
    } else {
      size[name] = value
      const text = kind === 1 ? String(value + random.pick([0.25, -0.25])) : String(value)
      query.set(random.pick([name, name.toUpperCase(), name.toLowerCase()]), text)
    }
  }
  // A negative side leaves out the whole box.
  if (isBoxLeftOut) {
    delete size.fillWidth
    delete size.fillHeight
  }
  // AVIF is slow to make: seldom.
  const format = random.chance(0.5)
    ? random.pick<keyof typeof formats>(
        random.chance(0.1) ? ['avif'] : ['jpg', 'JPG', 'png', 'webp', 'webp', 'gif'],
      )
    : undefined
  if (format !== undefined) query.set('format', format)
  if (random.chance(0.4)) query.set('quality', String(random.whole(1, 100)))
  if (random.chance(0.2)) query.set('backgroundColor', random.pick(['red', '#00ff00', '123456']))
  if (random.chance(0.8)) query.set('tag', image.tag)
  const path = pathOf(image)
  const prefix = random.pick(['', '', '/emby', '/MediaBrowser', '/Emby'])
  const cased = random.chance(0.2) ? path.toLowerCase() : path
  const search = query.toString()
  return {
    path: `${prefix}${cased}${search === '' ? '' : `?${search}`}`,
    headers: random.chance(0.9) ? { accept: random.pick(accepts) } : {},
    expected: planSize(original, size),
    mime: format === undefined ? undefined : formats[format],
  }
}
