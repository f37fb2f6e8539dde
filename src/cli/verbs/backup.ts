import { resolve } from 'node:path'
import { parseCommandLine } from '../../config/command-line.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import { KeyartError } from '../../errors.ts'
import { backUp } from '../../upkeep/backup.ts'
import type { Command } from '../terminal/command.ts'
import { orSayWhy, requireDataFolder } from '../folder/existing-folder.ts'

/** Keeps in one file what cannot be made again. */
export const backup: Command = {
  summary: 'Backs up catalog, users and uploads to a tar file, even while the server runs.',
  usage: 'FILE',
  run: async (context) => {
    const line = parseCommandLine(context.args, {}, 1)
    const mistakes = [...line.mistakes]
    const [file] = line.words
    if (file === undefined) mistakes.push('Expected a file to write the backup to')
    const config = loadConfig({ ...line, mistakes }, context.environment, context.directory)
    const folder = requireDataFolder(config.data)
    if (file === undefined) throw new ConfigError(mistakes)
    const path = resolve(context.directory, file)
    const { files, missing } = await orSayWhy(backUp(folder, path, Date.now()))
    const bytes = files.reduce((sum, entry) => sum + entry.bytes, 0)
    const uploads = files.length - 2
    context.out.write(`Backed up ${uploads} uploads and the catalog, ${megabytes(bytes)}\n`)
    if (missing.length > 0)
      throw new KeyartError(
        'DATA_DAMAGED',
        `${missing.length} uploads in the catalog are missing or damaged and are not in the backup: ${missing.join(', ')}`,
      )
  },
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
