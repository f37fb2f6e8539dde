import type { Catalog } from './catalog.ts'
import type { CatalogDatabase } from './database/database.ts'
import { KeptLists } from './cache/kept-lists.ts'
import { KnownItems } from './items/known-items.ts'
import { imageReads } from './images/images.ts'
import { itemReads } from './items/items.ts'
import { layoutWrites } from './images/layouts.ts'
import { libraryWrites } from './scan/libraries.ts'
import { memberReads } from './images/members.ts'
import { nameReads } from './items/names.ts'
import { originalWrites } from './images/originals.ts'
import { shapeWrites } from './images/shapes.ts'
import { tokenWrites } from './accounts/tokens.ts'
import { unitWrites } from './scan/units.ts'
import { userItemWrites } from './items/user-items.ts'
import { userSettingWrites } from './accounts/user-settings.ts'
import { userWrites } from './accounts/users.ts'

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
