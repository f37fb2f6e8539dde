import type { Encoding, Look, PictureSpec } from './picture.ts'

/** How large: `small` has the same variety of names and kinds, few items and small pictures. */
export type Scale = 'full' | 'small'

/** One file of the demo; `path` is relative to its folder, `/` between segments. */
export type PlannedFile =
  | { readonly kind: 'picture'; readonly path: string; readonly picture: PictureSpec }
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  /** A file of zeros: a media file is recognised by its name. */
  | { readonly kind: 'blank'; readonly path: string; readonly bytes: number }

/** Sizes in pixels as full; a small library has a fifth or, of the largest, a tenth. */
export function sized(
  scale: Scale,
  width: number,
  height: number,
): { width: number; height: number } {
  const part = scale === 'full' ? 1 : Math.max(width, height) > 2500 ? 10 : 5
  return { width: Math.round(width / part), height: Math.round(height / part) }
}

export function media(path: string): PlannedFile {
  return { kind: 'blank', path, bytes: 1024 }
}

/** The same place from another point of view. */
export function otherView(look: Look, view: number | string): Look {
  return { ...look, seed: `${look.seed} ${view}` }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

type Field = readonly [name: string, value: string | number | readonly Field[]]

function element([name, value]: Field, indent: string): string {
  if (typeof value === 'string' || typeof value === 'number')
    return `${indent}<${name}>${escapeXml(String(value))}</${name}>\n`
  const inner = value.map((field) => element(field, `${indent}  `)).join('')
  return `${indent}<${name}>\n${inner}${indent}</${name}>\n`
}

/** A Kodi `.nfo`: fields in order, a name may come several times. */
export function nfo(path: string, root: string, fields: readonly Field[]): PlannedFile {
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  return { kind: 'text', path, text: xml + element([root, fields], '') }
}

export function extensionOf(encoding: Encoding): string {
  return encoding === 'jpeg' || encoding === 'progressive-jpeg' ? 'jpg' : encoding
}

export function picture(path: string, spec: PictureSpec): PlannedFile {
  return { kind: 'picture', path: `${path}.${extensionOf(spec.encoding)}`, picture: spec }
}
