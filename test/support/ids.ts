import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { contentId } from '../../src/library/id.ts'
import { Ids } from '../../src/library/ids.ts'
import type { ItemKind } from '../../src/library/item.ts'
import type { Library, LibraryKind } from '../../src/library/library.ts'
import type { NameKind } from '../../src/library/mentions.ts'

/** Of what is in no catalog, or in one that does not ask. */
export const testIds = new Ids('the secret of the tests')

/** The secret of the catalog in a data folder. */
export function secretOf(data: string): string {
  const database = new DatabaseSync(join(data, 'catalog.sqlite'), { readOnly: true })
  try {
    const row = database.prepare(`select value from secrets where name = 'ids'`).get()
    return String(row?.['value'])
  } finally {
    database.close()
  }
}

export function idsOf(data: string): Ids {
  return new Ids(secretOf(data))
}

/** What ids were before there was a secret: anyone can work them out who knows the words. */
export function oldLibraryId(kind: LibraryKind, name: string): string {
  return contentId('library', kind, name)
}

export function oldItemId(
  library: Pick<Library, 'kind' | 'name'>,
  kind: ItemKind,
  path: string,
): string {
  const libraryId = oldLibraryId(library.kind, library.name)
  return kind === 'CollectionFolder' ? libraryId : contentId(libraryId, kind, path)
}

export function oldNameId(kind: NameKind, name: string): string {
  return contentId(kind, name.toLowerCase())
}
