import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'

/*
 * What items mentioned when 0005 was released, by the rules of that day. Today's rules
 * (`library/mentions.ts`) may change; what a released migration makes of a catalog may not.
 */

/** What 0005 reads of an item's JSON. */
export interface MentioningItem {
  readonly id: string
  readonly libraryId: string
  readonly kind: string
  readonly name: string
  readonly year?: number
  readonly genres: readonly string[]
  readonly studios: readonly string[]
  readonly people: readonly { readonly name: string; readonly kind: string }[]
  readonly artists: readonly string[]
}

interface Name {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly name_key: string
}

interface Mention {
  readonly item_id: string
  readonly name_id: string
  readonly role: string
  readonly library_id: string
  readonly item_kind: string
}

export interface MentionTables {
  items: { id: string; json: string }
  names: Name
  mentions: Mention
}

/** Rows of an INSERT: SQLite bounds the parameters of a statement. */
const ROWS = 100

/** Adds what `items` mention. Of two spellings of a name the first one stays. */
export async function fillMentions(
  db: Kysely<MentionTables>,
  items: readonly MentioningItem[],
): Promise<void> {
  // Within an item the last spelling counts.
  const found = items.flatMap((item) => [
    ...new Map([...mentionsOf(item)].map((one) => [keyOf(one.mention), one])).values(),
  ])
  // Backwards, so that the first one's spelling is left.
  const names = new Map(found.toReversed().map(({ name }) => [name.id, name]))
  for (const some of inSlices([...names.values()]))
    await db
      .insertInto('names')
      .values(some)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  for (const some of inSlices(found.map(({ mention }) => mention)))
    await db.insertInto('mentions').values(some).execute()
}

function* mentionsOf(
  item: MentioningItem,
): Iterable<{ readonly name: Name; readonly mention: Mention }> {
  const { id, libraryId, kind, year } = item
  const said: readonly (readonly [kind: string, name: string, role: string])[] = [
    ...item.people.map((person) => ['person', person.name, person.kind] as const),
    ...item.genres.map((name) => ['genre', name, ''] as const),
    ...item.studios.map((name) => ['studio', name, ''] as const),
    ...(kind === 'MusicArtist' ? [item.name] : item.artists).map(
      (name) => ['artist', name, ''] as const,
    ),
    ...(year === undefined ? [] : [['year', String(year), ''] as const]),
  ]
  for (const [nameKind, name, role] of said) {
    if (name.trim() === '') continue
    const nameId = idOf(nameKind, name.toLowerCase())
    yield {
      name: { id: nameId, kind: nameKind, name, name_key: fold(name) },
      mention: { item_id: id, name_id: nameId, role, library_id: libraryId, item_kind: kind },
    }
  }
}

function keyOf({ name_id, role }: Mention): string {
  return `${name_id} ${role}`
}

function idOf(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`)
  return hash.digest('hex').slice(0, 32)
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mn}/gu, '')
}

function* inSlices<T>(rows: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < rows.length; start += ROWS) yield rows.slice(start, start + ROWS)
}
