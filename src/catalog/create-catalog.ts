import type { Catalog } from './catalog.ts'
import type { CatalogDatabase } from './database/database.ts'
import { QueryCache } from './cache/query-cache.ts'
import { ItemCache } from './items/item-cache.ts'
import { imageReads } from './images/images.ts'
import { itemReads } from './items/items.ts'
import { layoutWrites } from './images/layouts.ts'
import { libraryWrites } from './scan/libraries.ts'
import { memberReads } from './images/members.ts'
import { nameReads } from './items/names.ts'
import { originalWrites } from './images/originals.ts'
import { problemReads } from './images/problems.ts'
import { presetWrites } from './images/size-presets.ts'
import { tokenWrites } from './accounts/tokens.ts'
import { unitWrites } from './scan/units.ts'
import { upstreamReads } from './upstream/upstream-reads.ts'
import { upstreamWrites } from './upstream/upstream-writes.ts'
import { userItemWrites } from './items/user-items.ts'
import { userSettingWrites } from './accounts/user-settings.ts'
import { userWrites } from './accounts/users.ts'

/** The catalog over a database whose tables are there. It closes the database with itself. */
export function createCatalog(database: CatalogDatabase): Catalog {
  const cache = new QueryCache()
  const items = new ItemCache(database)
  database.onChange(() => cache.changed())
  return {
    ids: database.ids,
    releaseMemory: () => {
      items.clear()
      database.releaseMemory()
    },
    get generation() {
      return database.generation()
    },
    get generationWithPlays() {
      return database.generationWithPlays()
    },
    ...itemReads(database, cache, items),
    ...imageReads(database),
    ...nameReads(database, cache),
    ...memberReads(database, cache),
    ...libraryWrites(database),
    ...unitWrites(database),
    ...originalWrites(database),
    ...presetWrites(database),
    ...problemReads(database),
    ...userWrites(database),
    ...userItemWrites(database, cache, items),
    ...userSettingWrites(database),
    ...layoutWrites(database),
    ...tokenWrites(database),
    upstream: { ...upstreamReads(database), ...upstreamWrites(database) },
    [Symbol.asyncDispose]: () => {
      cache.close()
      return database.close()
    },
  }
}
