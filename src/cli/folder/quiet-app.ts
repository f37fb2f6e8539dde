import { type App, openApp } from '../../app.ts'
import type { Config } from '../../config/schema.ts'
import { isToBeMigrated } from '../../upkeep/stored-libraries.ts'
import type { CommandContext } from '../terminal/command.ts'
import { folderOf, takeFolder } from './existing-folder.ts'
import { createLog } from '../terminal/log.ts'

/** For a verb that says itself what it did: the log adds only what is worse, to the errors. */
export async function openQuietApp(
  config: Config,
  logLevel: 'warn' | 'error',
  { errors, environment }: CommandContext,
): Promise<App> {
  const log = await createLog({ ...config, logLevel }, errors, environment)
  return await openApp(config, log)
}

/**
 * As `openQuietApp`, for a verb that works beside a server. Only where the catalog is to be made or
 * migrated nobody else may have the folder meanwhile: a server would go on with tables that it does
 * not know.
 */
export async function openBeside(config: Config, context: CommandContext): Promise<App> {
  const isToChange = isToBeMigrated(folderOf(config.data))
  await using _folder = isToChange ? await takeFolder(config, 'migrate') : undefined
  return await openQuietApp(config, 'error', context)
}
