import type { PresetCatalog } from './preset-catalog.ts'
import { inBatches, type CatalogDatabase } from '../database/database.ts'

export function presetWrites({ read, write }: CatalogDatabase): PresetCatalog {
  return {
    async presetTallies() {
      const rows = await read.selectFrom('shapes').selectAll().orderBy('shape').execute()
      return rows.map(({ shape: preset, images, clients, ...row }) => ({
        preset,
        ...row,
        images: JSON.parse(images) as readonly string[],
        clients: JSON.parse(clients) as readonly string[],
      }))
    },

    async setPresetTallies(tallies) {
      await write.transaction().execute(async (db) => {
        await db.deleteFrom('shapes').execute()
        const rows = tallies.map(({ preset, images, clients, ...tally }) => ({
          ...tally,
          shape: preset,
          images: JSON.stringify(images),
          clients: JSON.stringify(clients),
        }))
        await inBatches(rows, (some) => db.insertInto('shapes').values(some).execute())
      })
    },
  }
}
