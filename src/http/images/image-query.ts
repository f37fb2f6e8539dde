import { type Static, Type } from 'typebox'
import { parseAccept } from '../../render/plan/accept.ts'
import { parseColour } from '../../render/plan/colour.ts'
import type { EffectsQuery } from '../../render/plan/effects.ts'
import { formatNames, type OutputFormat } from '../../render/plan/formats.ts'
import { sizeNames } from '../../render/plan/geometry.ts'
import type { RenderRequest } from '../../render/plan/plan.ts'
import { readText } from '../../schema-text.ts'

const pixels = (description: string) => Type.Optional(Type.Number({ description }))
const size = (description: string) =>
  pixels(`${description} In pixels, rounded; 0 or less is ignored.`)
const box = (description: string) =>
  pixels(`${description} In pixels, rounded; 0 is ignored, less than 0 leaves the box out.`)

const defaultQuality = 90
const maxBlur = 100

/**
 * The query of every image route. A value that a client of another server may well send, such as a
 * format that there is not, must not cost the picture: it counts as absent, or as the nearest.
 */
export const imageQuery = Type.Object({
  tag: Type.Optional(
    Type.String({
      description:
        'Tag of the image, from `ImageTags` or `BackdropImageTags`. With the current tag, the response may be cached for a year. The tag of another image of the same item and type selects that image.',
    }),
  ),
  imageIndex: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'Index of the image among those of its type, from 0.',
    }),
  ),
  width: size('Exact width. Together with `height`, the image is stretched to that size.'),
  height: size('Exact height.'),
  maxWidth: size('Maximum width; never enlarges.'),
  maxHeight: size('Maximum height; never enlarges.'),
  fillWidth: box('Width of a box for the image to cover, without cropping; never enlarges.'),
  fillHeight: box('Height of a box for the image to cover, without cropping; never enlarges.'),
  quality: Type.Integer({
    default: defaultQuality,
    description:
      'Encoder quality, up to 100; 0 or less is ignored. From 90 on, an original that already fits the request is sent as it is.',
  }),
  format: Type.Optional(
    Type.String({
      description:
        `Output format: ${Object.keys(formatNames).join(', ')}; anything else is ignored. ` +
        'Default: the best that `Accept` lists and that exists, of AVIF (see the setting `formats.avif`), WebP, and JPEG, or PNG for images with transparency. If none exists, JPEG if the image is opaque (see `formats.quickFirst`), otherwise WebP if `Accept` lists it.',
    }),
  ),
  accept: Type.Optional(
    Type.String({
      description: 'Formats to accept in addition to those in the `Accept` header, such as `webp`.',
    }),
  ),
  backgroundColor: Type.Optional(
    Type.String({
      description:
        'Background colour for a transparent image: hex (`#000000`) or a CSS name (`red`); any other is ignored.',
    }),
  ),
  blur: Type.Optional(
    Type.Number({
      description: `Gaussian blur: sigma, in output pixels, up to ${maxBlur}. 0 or less is ignored.`,
    }),
  ),
  foregroundLayer: Type.Optional(
    Type.String({
      description:
        'Darkens the image with a black overlay: how much of the image remains visible, from 0 to 1, such as `0.7`. Anything that is not a number means 0.4.',
    }),
  ),
  percentPlayed: Type.Optional(
    Type.Number({
      description:
        'Draws a progress bar at the lower edge, filled to this percentage. 0 or less and 100 or more are ignored; any other value replaces `unplayedCount`.',
    }),
  ),
  unplayedCount: Type.Optional(
    Type.Integer({
      description:
        'Draws this number in a circle at the upper right. 0 or less is ignored; numbers above 9999 are drawn as 9999.',
    }),
  ),
  addPlayedIndicator: Type.Optional(
    Type.Boolean({
      description: 'Draws a tick in the circle instead of `unplayedCount`. Default: false.',
    }),
  ),
  cropWhitespace: Type.Optional(
    Type.Boolean({
      description:
        'Trims a fully transparent margin, or a pure white one around an opaque image, before resizing. Default: false.',
    }),
  ),
  autoOrient: Type.Optional(
    Type.Boolean({
      description:
        'Rotates the image according to its EXIF orientation. Default: true. With false, the image and the requested size are as stored.',
    }),
  ),
  keepAnimation: Type.Optional(
    Type.Boolean({
      description:
        'Keeps an animation if the output format supports it and nothing is cropped or drawn. Default: true. With false, only the first frame is sent.',
    }),
  ),
  enableImageEnhancers: Type.Optional(
    Type.Boolean({ description: 'Accepted for compatibility; has no effect.' }),
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
  // Jellyfin covers no box that has a negative side, whatever the other one is.
  if ((query.fillWidth ?? 0) < 0 || (query.fillHeight ?? 0) < 0) {
    delete size.fillWidth
    delete size.fillHeight
  }
  const named = query.accept
    ?.split(',')
    .map((name) => `image/${name.trim().replace(/^image\//i, '')}`)
  const effects = toEffectsQuery(query)
  const format = parseFormat(query.format)
  // One that is unknown counts as absent, as formats do: it costs no client its picture.
  const background = parseColour(query.backgroundColor ?? '')
  return {
    size,
    quality: query.quality > 0 ? Math.min(query.quality, 100) : defaultQuality,
    ...(format === undefined ? {} : { format }),
    // No header at all means anything goes, with a name beside it or not.
    accepted: parseAccept(named === undefined ? accept : [accept ?? '*/*', ...named].join()),
    ...(background === undefined ? {} : { background }),
    ...(query.autoOrient === false ? { asStored: true } : {}),
    ...(query.cropWhitespace === true ? { crop: true } : {}),
    ...(query.keepAnimation === false ? { still: true } : {}),
    ...(Object.keys(effects).length === 0 ? {} : { effects }),
  }
}

function toEffectsQuery(query: ImageQuery): EffectsQuery {
  const { blur, foregroundLayer, percentPlayed, unplayedCount, addPlayedIndicator } = query
  return {
    ...(blur === undefined ? {} : { blur: Math.min(blur, maxBlur) }),
    ...(foregroundLayer === undefined ? {} : { foreground: parseForeground(foregroundLayer) }),
    ...(percentPlayed === undefined ? {} : { percentPlayed }),
    ...(unplayedCount === undefined ? {} : { unplayedCount }),
    ...(addPlayedIndicator === undefined ? {} : { playedIndicator: addPlayedIndicator }),
  }
}

/** Absent for what is none: jellyfin-kodi names `original` in every URL. */
function parseFormat(text = ''): OutputFormat | undefined {
  const name = text.toLowerCase()
  return Object.hasOwn(formatNames, name)
    ? formatNames[name as keyof typeof formatNames]
    : undefined
}

/** Jellyfin reads this by the server's own language; here a point is a point everywhere. */
function parseForeground(text: string): number {
  const result = readText({ type: 'number' }, text)
  return result.ok ? (result.value as number) : 0.4
}
