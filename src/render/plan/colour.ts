import cssNames from 'color-name'

/** The named colours of CSS Color Module Level 4, section 6.1, as `#rrggbb`. */
const named = new Map(
  Object.entries(cssNames).map(([name, rgb]) => [
    name,
    `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`,
  ]),
)

/**
 * A colour as `#rrggbb`: hex of 3, 4, 6 or 8 digits with or without `#` (an alpha part is passed
 * over, for what lies under a picture is opaque), or a CSS name. `undefined` for anything else.
 * Jellyfin takes hex only; Emby documents the names.
 */
export function parseColour(text: string): string | undefined {
  const colour = named.get(text.trim().toLowerCase())
  if (colour !== undefined) return colour
  const hex = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (hex === undefined) return undefined
  // SkiaSharp, and so Jellyfin, has the alpha part first: #argb and #aarrggbb.
  const digits = hex.length === 4 ? hex.slice(1) : hex.length === 8 ? hex.slice(2) : hex
  return digits.length === 3 ? `#${digits.replaceAll(/./g, '$&$&')}` : `#${digits}`
}
