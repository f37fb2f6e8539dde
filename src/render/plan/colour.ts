import { cssColours } from './css-colours.ts'

const cssNames = new Map(Object.entries(cssColours))

/**
 * A colour as `#rrggbb`: hex of 3, 4, 6 or 8 digits with or without `#` (an alpha part is passed
 * over, for what lies under a picture is opaque), or a CSS name. `undefined` for anything else.
 * Jellyfin takes hex only; Emby documents the names.
 */
export function parseColour(text: string): string | undefined {
  const name = cssNames.get(text.trim().toLowerCase())
  if (name !== undefined) return `#${name}`
  const hex = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (hex === undefined) return undefined
  // SkiaSharp, and so Jellyfin, has the alpha part first: #argb and #aarrggbb.
  const colour = hex.length === 4 ? hex.slice(1) : hex.length === 8 ? hex.slice(2) : hex
  return colour.length === 3 ? `#${colour.replaceAll(/./g, '$&$&')}` : `#${colour}`
}
