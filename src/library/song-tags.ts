/** What a song says of itself, as far as it does. */
export interface SongTags {
  readonly title?: string
  readonly album?: string
  readonly artists: readonly string[]
  readonly albumArtists: readonly string[]
  readonly genres: readonly string[]
  readonly track?: number
  readonly disc?: number
  readonly year?: number
}

/** By path below the library's folder; a song that was not read, or says nothing, is not there. */
export type TagsByPath = ReadonlyMap<string, SongTags>

/** What all say that say anything; `undefined` when two differ. */
export function agreed<T>(values: readonly (T | undefined)[]): T | undefined {
  const [first, ...others] = new Set(values.filter((value) => value !== undefined))
  return others.length === 0 ? first : undefined
}

/** Names as they are compared between tags and folders: `Rivers, The` is `The Rivers`. */
export function nameKey(name: string): string {
  const turned = /^(.{1,200}), (the|a|an|die|der|das|les|los)$/i.exec(name.trim())
  return (turned === null ? name : `${turned[2]} ${turned[1]}`)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
}
