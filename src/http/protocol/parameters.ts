import { Type } from 'typebox'
import { KeyartError } from '../../errors.ts'
import { parseId } from '../../library/id.ts'
import { type ImageType, imageTypes, parseImageType } from '../../library/image-type.ts'

/*
 * Parameters that several routes share. Names are the wire's; where Emby and Jellyfin differ in
 * case it does not matter, for all names are matched without it.
 */

export const idText = (description: string) =>
  Type.String({ description: `${description}: 32 hex digits, or a GUID with dashes.` })

export const imageTypeText = Type.String({
  description: 'Image type, by name (Primary, Backdrop, Chapter or ChapterImage, …) or number.',
})

export const indexText = Type.Optional(
  Type.String({ description: 'Index of the image among those of its type, from 0.' }),
)

/**
 * An id of a path or query as 32 lower-case hex digits.
 *
 * @throws KeyartError ID_INVALID
 */
export function requireId(text: string, parameter: string): string {
  const id = parseId(text)
  if (id !== undefined) return id
  throw new KeyartError(
    'ID_INVALID',
    `Expected 32 hex digits or a GUID for ${parameter} but received '${shorten(text)}'`,
    { parameter },
  )
}

/** Emby's types that no item has here, by name and number: clients of its newer servers ask for them. */
const absentTypes: ReadonlySet<string> = new Set([
  'thumbnail',
  'logolight',
  'logolightcolor',
  '13',
  '14',
])

/** @throws KeyartError IMAGE_TYPE_UNKNOWN; IMAGE_NOT_FOUND for one that only Emby has */
export function requireImageType(text: string, parameter: string): ImageType {
  const type = parseImageType(text)
  if (type !== undefined) return type
  if (absentTypes.has(text.toLowerCase()))
    throw new KeyartError('IMAGE_NOT_FOUND', 'There is no image of this type')
  throw new KeyartError(
    'IMAGE_TYPE_UNKNOWN',
    `Expected one of ${imageTypes.join(', ')} for ${parameter} but received '${shorten(text)}'`,
    { parameter },
  )
}

/**
 * An image index from the path, or from `imageIndex` where the path has none.
 *
 * @throws KeyartError QUERY_INVALID
 */
export function requireIndex(text: string | undefined, fallback: number | undefined): number {
  if (text === undefined) return fallback ?? 0
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new KeyartError(
    'QUERY_INVALID',
    `Expected an integer of at least 0 for imageIndex but received '${shorten(text)}'`,
    { parameter: 'imageIndex' },
  )
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
