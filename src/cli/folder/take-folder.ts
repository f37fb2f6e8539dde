import { holderMistake, makeDataFolder } from '../../config/ground.ts'
import { ConfigError } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { holdFolder } from '../../data-folder/hold.ts'

/**
 * Takes the data folder for a verb alone, until disposed of: of two that write there one would undo
 * what the other does.
 * @throws ConfigError that names the process that has it
 */
export async function takeFolder(config: Config, verb: string): Promise<AsyncDisposable> {
  await makeDataFolder(config.data)
  const held = await holdFolder(config.data, verb)
  if (held.kind === 'taken') throw new ConfigError([holderMistake(config, held)])
  return held
}
