import type { Catalog } from './catalog.ts'
import type { CatalogDatabase } from './database.ts'
import { KeptLists } from './kept-lists.ts'
import { KnownItems } from './known-items.ts'
import { imageReads } from './images.ts'
import { itemReads } from './items.ts'
import { layoutWrites } from './layouts.ts'
import { libraryWrites } from './libraries.ts'
import { memberReads } from './members.ts'
import { nameReads } from './names.ts'
import { originalWrites } from './originals.ts'
import { shapeWrites } from './shapes.ts'
import { tokenWrites } from './tokens.ts'
import { unitWrites } from './units.ts'
import { userItemWrites } from './user-items.ts'
import { userSettingWrites } from './user-settings.ts'
import { userWrites } from './users.ts'

/** The catalog over a database whose tables are there. It closes the database with itself. */
export function createCatalog(database: CatalogDatabase): Catalog {
  const kept = new KeptLists()
  const items = new KnownItems(database)
  database.onChange(() => kept.changed())
  return {
    ids: database.ids,
    get generation() {
      return database.generation()
    },
    ...itemReads(database, kept, items),
    ...imageReads(database),
    ...nameReads(database, kept),
    ...memberReads(database, kept),
    ...libraryWrites(database),
    ...unitWrites(database),
    ...originalWrites(database),
    ...shapeWrites(database),
    ...userWrites(database),
    ...userItemWrites(database, kept, items),
    ...userSettingWrites(database),
    ...layoutWrites(database),
    ...tokenWrites(database),
    [Symbol.asyncDispose]: () => {
      kept.close()
      return database.close()
    },
  }
}
