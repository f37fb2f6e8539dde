import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseCommandLine } from '../../config/command-line.ts'
import { preflight } from '../../config/preflight.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import { restore as putBack } from '../../upkeep/restore.ts'
import { closeFolder } from '../../data-folder/privacy.ts'
import type { Command } from '../terminal/command.ts'
import { folderOf, inUse, orSayWhy, takeFolder } from '../folder/existing-folder.ts'
import { shown } from '../terminal/shown.ts'

/** Makes a data folder what a backup holds. */
export const restore: Command = {
  summary: 'Restores the data folder from a backup.',
  usage: 'FILE [--force]',
  options: { force: 'Replace what the data folder contains.' },
  run: async (context) => {
    const line = parseCommandLine(context.args, { force: 'switch' }, 1)
    const mistakes = [...line.mistakes]
    const file = line.words[0] === undefined ? '' : resolve(context.directory, line.words[0])
    if (!existsSync(file)) mistakes.push(`Expected a backup to restore but received '${file}'`)
    const config = loadConfig({ ...line, mistakes }, context.environment, context.directory)
    await preflight({ ...config, libraries: [] }, { port: false, alone: true })
    await using _folder = await takeFolder(config, 'restore')
    const { rest } = await closeFolder(config.data, Object.values(folderOf(config.data)))
    await rest(context.signal)
    const force = line.flags.get('force')?.at(-1) === 'true'
    const options = { force, now: Date.now() }
    const restored = await orSayWhy(putBack(folderOf(config.data), file, options))
    if (restored === 'in use') throw new ConfigError([inUse])
    if (restored === 'not empty')
      throw new ConfigError([
        `Expected an empty data folder but ${config.data} is not empty: --force moves its contents into a subfolder`,
      ])
    const { createdAt, files, missing } = restored
    context.out.write(
      `Restored ${files.length - 2} uploads and the catalog of ${shown(createdAt)}\n`,
    )
    if (missing.length > 0)
      context.out.write(
        `${missing.length} uploads were already missing when the backup was made: keyart verify --repair removes their records\n`,
      )
  },
}
