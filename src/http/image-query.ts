import { type Static, Type } from 'typebox'
import { parseAccept } from '../render/accept.ts'
import { parseColour } from '../render/colour.ts'
import { formatNames } from '../render/formats.ts'
import type { RenderRequest } from '../render/plan.ts'
import { KeyartError } from '../errors.ts'

const size = (description: string) =>
  Type.Optional(
    Type.Number({
      description: `${description} In pixels; rounded; 0 or less is the same as none.`,
    }),
  )

/** The query of every image route. */
export const imageQuery = Type.Object({
  tag: Type.Optional(
    Type.String({
      description:
        'Tag of the image as the DTO gives it. The current one makes the answer immutable; that of another image of the same item and type picks that image.',
    }),
  ),
  imageIndex: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Which of several images of the type, from 0.' }),
  ),
  width: size('Exact width. With `height` too, the picture is stretched to both.'),
  height: size('Exact height.'),
  maxWidth: size('Largest width; never enlarges.'),
  maxHeight: size('Largest height; never enlarges.'),
  fillWidth: size('Width of a box that the picture just covers, uncropped; never enlarges.'),
  fillHeight: size('Height of a box that the picture just covers, uncropped; never enlarges.'),
  quality: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 90,
    description: 'Encoder quality. From 90 on, an original that fits goes out as it is.',
  }),
  format: Type.Optional(
    Type.Enum(Object.keys(formatNames), {
      description:
        'Output format. Without it: WebP where `Accept` lists it, else JPEG, or PNG for pictures with transparency.',
    }),
  ),
  accept: Type.Optional(
    Type.String({
      description: 'Formats accepted besides those of the `Accept` header, such as `webp`.',
    }),
  ),
  backgroundColor: Type.Optional(
    Type.String({
      description: 'Colour put under a transparent picture: hex (`#000000`) or a CSS name (`red`).',
    }),
  ),
})

export type ImageQuery = Static<typeof imageQuery>

const sizeNames = ['width', 'height', 'maxWidth', 'maxHeight', 'fillWidth', 'fillHeight'] as const

/**
 * What a query and an `Accept` header ask of an image.
 *
 * @throws KeyartError QUERY_INVALID
 */
export function toRenderRequest(query: ImageQuery, accept: string | undefined): RenderRequest {
  const size: Partial<Record<(typeof sizeNames)[number], number>> = {}
  for (const name of sizeNames) {
    const value = query[name]
    // 0.4 is above 0 and asks for something; a picture has one pixel at least.
    if (value !== undefined && value > 0) size[name] = Math.max(1, Math.round(value))
  }
  const header = query.accept === undefined ? accept : `${accept ?? ''},image/${query.accept}`
  return {
    size,
    quality: query.quality,
    ...(query.format === undefined
      ? {}
      : { format: formatNames[query.format as keyof typeof formatNames] }),
    accepted: parseAccept(header),
    ...(query.backgroundColor === undefined
      ? {}
      : { background: requireColour(query.backgroundColor) }),
  }
}

function requireColour(text: string): string {
  const colour = parseColour(text)
  if (colour !== undefined) return colour
  throw new KeyartError(
    'QUERY_INVALID',
    `Expected a colour such as #000000 or red for backgroundColor but received '${text.slice(0, 60)}'`,
    { parameter: 'backgroundColor' },
  )
}
