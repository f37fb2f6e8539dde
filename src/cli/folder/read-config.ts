import { parseCommandLine } from '../../config/command-line.ts'
import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import type { CommandContext } from '../terminal/command.ts'

/** The configuration of a verb that takes nothing but settings. */
export function readConfig({ args, environment, directory }: CommandContext): Config {
  return loadConfig(parseCommandLine(args), environment, directory)
}
