import type { ShapeCatalog } from './shape-catalog.ts'
import { inBatches, type CatalogDatabase } from '../database/database.ts'

export function shapeWrites({ read, write }: CatalogDatabase): ShapeCatalog {
  return {
    async shapeTallies() {
      const rows = await read.selectFrom('shapes').selectAll().orderBy('shape').execute()
      return rows.map(({ images, clients, ...row }) => ({
        ...row,
        images: JSON.parse(images) as readonly string[],
        clients: JSON.parse(clients) as readonly string[],
      }))
    },

    async setShapeTallies(tallies) {
      await write.transaction().execute(async (db) => {
        await db.deleteFrom('shapes').execute()
        const rows = tallies.map((tally) => ({
          ...tally,
          images: JSON.stringify(tally.images),
          clients: JSON.stringify(tally.clients),
        }))
        await inBatches(rows, (some) => db.insertInto('shapes').values(some).execute())
      })
    },
  }
}
