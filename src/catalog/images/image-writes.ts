import type { OriginalRef } from '../../library/image.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { ImageCandidate } from './image-catalog.ts'
import { inBatches, inLists, type Writing } from '../database/database.ts'
import type { ImageRow } from '../database/tables.ts'

/** Where images come from: a unit of a library, or (both `''`) uploads. */
export interface ImageOrigin {
  readonly libraryId: string
  readonly unit: string
}

/** One owner's images of one type. */
interface Family {
  readonly ownerId: string
  readonly type: string
}

/** Rows of the candidates, numbered within each owner and type. */
export function toImageRows(
  origin: ImageOrigin,
  candidates: readonly ImageCandidate[],
): ImageRow[] {
  const positions = new Map<string, number>()
  return candidates.map(({ ownerId, type, original }) => {
    const family = `${ownerId} ${type}`
    const position = positions.get(family) ?? 0
    positions.set(family, position + 1)
    return {
      library_id: origin.libraryId,
      unit: origin.unit,
      owner_id: ownerId,
      type,
      position,
      source: original.source,
      key: original.key,
    }
  })
}

/**
 * Makes the images of this origin exactly `rows`; only families that differ are written. Resolves
 * to their owners, each once.
 */
export async function replaceImages(
  db: Writing,
  origin: ImageOrigin,
  rows: readonly ImageRow[],
  now: number,
): Promise<readonly string[]> {
  const before = await db
    .selectFrom('images')
    .selectAll()
    .where('library_id', '=', origin.libraryId)
    .where('unit', '=', origin.unit)
    .execute()
  const was = familiesOf(before)
  const is = familiesOf(rows)
  const changed = [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => ({ was: was.get(key) ?? [], is: is.get(key) ?? [] }))
    .filter((family) => !sameOriginals(family.was, family.is))
  const families = changed.flatMap((family) => familyOf(family.was[0] ?? family.is[0]))
  await markChanged(db, families, now)
  await removeFamilies(
    db,
    origin,
    changed.flatMap((family) => familyOf(family.was[0])),
  )
  const added = changed.flatMap((family) => family.is)
  await inBatches(added, (some) => db.insertInto('images').values(some).execute())
  return [...new Set(families.map(({ ownerId }) => ownerId))]
}

function familyOf(row: ImageRow | undefined): Family[] {
  return row === undefined ? [] : [{ ownerId: row.owner_id, type: row.type }]
}

function familiesOf(rows: readonly ImageRow[]): Map<string, ImageRow[]> {
  return Map.groupBy(rows, (row) => `${row.owner_id} ${row.type}`)
}

function sameOriginals(some: readonly ImageRow[], others: readonly ImageRow[]): boolean {
  if (some.length !== others.length) return false
  const byPosition = new Map(others.map((row) => [row.position, row]))
  return some.every((row) => {
    const other = byPosition.get(row.position)
    return other?.source === row.source && other.key === row.key
  })
}

/**
 * Remembers that the images of these families change now. Those that never had any are left out:
 * they are seen for the first time. To be called before the change, while the old rows stand.
 */
export async function markChanged(
  db: Writing,
  families: readonly Family[],
  now: number,
): Promise<void> {
  const existing = await inLists(
    families.map((family) => family.ownerId),
    (ids) => familiesIn(db).where('owner_id', 'in', ids).execute(),
  )
  const had = new Set(existing.map(({ ownerId, type }) => `${ownerId} ${type}`))
  const changed = new Map(families.map((family) => [`${family.ownerId} ${family.type}`, family]))
  const rows = [...changed]
    .filter(([key]) => had.has(key))
    .map(([, { ownerId, type }]) => ({ owner_id: ownerId, type, since: now }))
  await inBatches(rows, (some) =>
    db
      .insertInto('image_changes')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['owner_id', 'type'])
          .doUpdateSet((eb) => ({ since: eb.ref('excluded.since') }))
          // A clock that was set back must not take the time back.
          .whereRef('excluded.since', '>', 'image_changes.since'),
      )
      .execute(),
  )
}

async function removeFamilies(
  db: Writing,
  origin: ImageOrigin,
  families: readonly Family[],
): Promise<void> {
  for (const [type, some] of Map.groupBy(families, (family) => family.type))
    await inBatches(
      some.map((family) => family.ownerId),
      (ids) =>
        db
          .deleteFrom('images')
          .where('library_id', '=', origin.libraryId)
          .where('unit', '=', origin.unit)
          .where('type', '=', type)
          .where('owner_id', 'in', ids)
          .execute(),
    )
}

/** Families of the images that are named by what is added to the query. */
function familiesIn(db: Writing) {
  return db.selectFrom('images').select(['owner_id as ownerId', 'type']).distinct()
}

/** Removes all that a library's units gave. */
export async function removeImagesOfLibrary(
  db: Writing,
  libraryId: string,
  now: number,
): Promise<void> {
  const families = await familiesIn(db).where('library_id', '=', libraryId).execute()
  await markChanged(db, families, now)
  await db.deleteFrom('images').where('library_id', '=', libraryId).execute()
}

/** Removes all images of an owner, of every origin, and their layout; of one type or of all. */
export async function removeImagesOfOwner(
  db: Writing,
  ownerId: string,
  type: ImageType | undefined,
  now: number,
): Promise<void> {
  const families = await familiesIn(db)
    .where('owner_id', '=', ownerId)
    .$if(type !== undefined, (images) => images.where('type', '=', type ?? ''))
    .execute()
  await markChanged(db, families, now)
  for (const table of ['images', 'image_places', 'image_hidden'] as const)
    for (const family of families)
      await db
        .deleteFrom(table)
        .where('owner_id', '=', ownerId)
        .where('type', '=', family.type)
        .execute()
}

/** Makes what was given to Keyart for an owner and type exactly `uploads`. */
export async function replaceUploads(
  db: Writing,
  { ownerId, type }: { readonly ownerId: string; readonly type: ImageType },
  uploads: readonly OriginalRef[],
): Promise<void> {
  const origin: ImageOrigin = { libraryId: '', unit: '' }
  await removeFamilies(db, origin, [{ ownerId, type }])
  const rows = toImageRows(
    origin,
    uploads.map((original) => ({ ownerId, type, original })),
  )
  await inBatches(rows, (some) => db.insertInto('images').values(some).execute())
}
