import { type App, openApp } from '../app.ts'
import type { Config } from '../config/schema.ts'
import type { CommandContext } from './command.ts'
import { createLog } from './log.ts'

/** For a verb that says itself what it did: the log adds only what is worse, to the errors. */
export async function openQuietApp(
  config: Config,
  logLevel: 'warn' | 'error',
  { errors }: CommandContext,
): Promise<App> {
  return await openApp(config, await createLog({ ...config, logLevel }, errors))
}
