import type { Item } from './item.ts'

/** What items mention by its name alone. */
export const nameKinds = ['person', 'genre', 'studio', 'artist', 'year'] as const
export type NameKind = (typeof nameKinds)[number]

/** A name that an item mentions. */
export interface Mention {
  readonly kind: NameKind
  /** As the item has it. */
  readonly name: string
  /** What a person does there; `''` for all else. */
  readonly role: string
}

/** The names that an item mentions, each once. A folder of an artist mentions the artist. */
export function mentionsOf(item: Item): readonly Mention[] {
  const plain = (kind: NameKind, names: readonly string[]) =>
    names.map((name): Mention => ({ kind, name, role: '' }))
  const all: readonly Mention[] = [
    ...item.people.map(({ name, kind }): Mention => ({ kind: 'person', name, role: kind })),
    ...plain('genre', item.genres),
    ...plain('studio', item.studios),
    ...plain('artist', artistsOf(item)),
    ...plain('year', item.year === undefined ? [] : [String(item.year)]),
  ]
  const named = all.filter(({ name }) => name.trim() !== '')
  const key = ({ kind, name, role }: Mention) => `${kind}\0${name.toLowerCase()}\0${role}`
  return [...new Map(named.map((mention) => [key(mention), mention])).values()]
}

function artistsOf({ kind, name, artists, albumArtists = [] }: Item): readonly string[] {
  return kind === 'MusicArtist' ? [name] : [...artists, ...albumArtists]
}
