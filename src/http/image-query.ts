import { type Static, Type } from 'typebox'
import { parseAccept } from '../render/accept.ts'
import { parseColour } from '../render/colour.ts'
import type { EffectsQuery } from '../render/effects.ts'
import { formatNames } from '../render/formats.ts'
import { sizeNames } from '../render/geometry.ts'
import type { RenderRequest } from '../render/plan.ts'
import { KeyartError } from '../errors.ts'
import { readText } from '../schema-text.ts'

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
        'Output format. Without it: AVIF where `Accept` lists it and it is made already (setting `formats.avif`), WebP where `Accept` lists it, else JPEG, or PNG for pictures with transparency.',
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
  blur: Type.Optional(
    Type.Number({
      maximum: 100,
      description: 'Gaussian blur: sigma in pixels of the output. 0 or less is the same as none.',
    }),
  ),
  foregroundLayer: Type.Optional(
    Type.String({
      description:
        'Lays black over the picture: how much of the picture is left, from 0 to 1, such as `0.7`. What is not a number means 0.4.',
    }),
  ),
  percentPlayed: Type.Optional(
    Type.Number({
      description:
        'Draws a bar at the lower edge that is filled so far. 0 or less and 100 or more are the same as none; any other takes the place of `unplayedCount`.',
    }),
  ),
  unplayedCount: Type.Optional(
    Type.Integer({
      description:
        'Draws a number in a circle at the upper right. 0 or less is the same as none; more than 9999 is drawn as 9999.',
    }),
  ),
  addPlayedIndicator: Type.Optional(
    Type.Boolean({
      description: 'Draws a tick in the circle, in place of `unplayedCount`. Default false.',
    }),
  ),
  cropWhitespace: Type.Optional(
    Type.Boolean({
      description:
        'Cuts off a margin that is fully transparent, or pure white around an opaque picture, before sizes are looked at. Default false.',
    }),
  ),
  autoOrient: Type.Optional(
    Type.Boolean({
      description:
        'Turns the picture upright as EXIF says. Default true; false leaves it as stored, and sizes are those as stored.',
    }),
  ),
  keepAnimation: Type.Optional(
    Type.Boolean({
      description:
        'Keeps an animation where the output format can hold one and nothing is cropped or drawn on it. Default true; false gives its first frame.',
    }),
  ),
  enableImageEnhancers: Type.Optional(
    Type.Boolean({ description: 'Taken for the sake of old clients; changes nothing.' }),
  ),
})

export type ImageQuery = Static<typeof imageQuery>

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
  const named = query.accept
    ?.split(',')
    .map((name) => `image/${name.trim().replace(/^image\//i, '')}`)
  const effects = toEffectsQuery(query)
  return {
    size,
    quality: query.quality,
    ...(query.format === undefined
      ? {}
      : { format: formatNames[query.format as keyof typeof formatNames] }),
    // No header at all means anything goes, with a name beside it or not.
    accepted: parseAccept(named === undefined ? accept : [accept ?? '*/*', ...named].join()),
    ...(query.backgroundColor === undefined
      ? {}
      : { background: requireColour(query.backgroundColor) }),
    ...(query.autoOrient === false ? { asStored: true } : {}),
    ...(query.cropWhitespace === true ? { crop: true } : {}),
    ...(query.keepAnimation === false ? { still: true } : {}),
    ...(Object.keys(effects).length === 0 ? {} : { effects }),
  }
}

function toEffectsQuery(query: ImageQuery): EffectsQuery {
  const { blur, foregroundLayer, percentPlayed, unplayedCount, addPlayedIndicator } = query
  return {
    ...(blur === undefined ? {} : { blur }),
    ...(foregroundLayer === undefined ? {} : { foreground: parseForeground(foregroundLayer) }),
    ...(percentPlayed === undefined ? {} : { percentPlayed }),
    ...(unplayedCount === undefined ? {} : { unplayedCount }),
    ...(addPlayedIndicator === undefined ? {} : { playedIndicator: addPlayedIndicator }),
  }
}

/** Jellyfin reads this by the server's own language; here a point is a point everywhere. */
function parseForeground(text: string): number {
  const result = readText({ type: 'number' }, text)
  return result.ok ? (result.value as number) : 0.4
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
