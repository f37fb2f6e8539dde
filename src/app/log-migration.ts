import type { Logger } from 'pino'
import type { MigrationEvent } from '../catalog/sqlite/sqlite.ts'

/** Says what a new version does to the catalog of an older one, and where that one still is. */
export function logMigration(log: Logger, event: MigrationEvent): void {
  const span = `from version ${event.from} to ${event.to}`
  if (event.kind === 'begins')
    log.info(`Migrating the catalog ${span}; a large one can take a minute`)
  else
    log.info(
      { migrations: event.steps },
      `Migrated the catalog ${span} in ${event.seconds.toFixed(1)} s; ` +
        `the data folder has a copy of the old one: ${event.copy}`,
    )
}
