import { rm } from 'node:fs/promises'
import { dataPaths } from '../../app/data-folder.ts'
import { preflight } from '../../config/preflight.ts'
import { type Command, readConfig } from '../terminal/command.ts'
import { openQuietApp } from '../folder/quiet-app.ts'
import { requireDataFolder, takeFolder } from '../folder/existing-folder.ts'

/** Takes away everything that can be made again. */
export const prune: Command = {
  summary: 'Deletes all derivatives and everything that is no longer referenced.',
  usage: '',
  run: async (context) => {
    const config = readConfig(context)
    requireDataFolder(config.data)
    await preflight({ ...config, libraries: [] }, { port: false, alone: true })
    await using _folder = await takeFolder(config, 'prune')
    await rm(dataPaths(config.data).derivatives, { recursive: true, force: true })
    await using app = await openQuietApp(config, 'error', context)
    await app.scanner.sweep()
    await app.editor.prune()
    context.out.write('Deleted all derivatives. They are created again when they are requested.\n')
  },
}
