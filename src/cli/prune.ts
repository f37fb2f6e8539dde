import { rm } from 'node:fs/promises'
import { openApp, dataPaths } from '../app.ts'
import { parseCommandLine } from '../config/command-line.ts'
import { checkGround } from '../config/ground.ts'
import { loadConfig } from '../config/load.ts'
import type { Command } from './command.ts'
import { createLog } from './log.ts'

/** Takes away everything that can be made again. */
export const prune: Command = {
  summary: 'throws away all kept derivatives and forgets files that nothing refers to',
  usage: '',
  run: async (context) => {
    const config = loadConfig(
      parseCommandLine(context.args),
      context.environment,
      context.directory,
    )
    await checkGround({ ...config, libraries: [] }, { port: false })
    await rm(dataPaths(config.data).derivatives, { recursive: true, force: true })
    await using app = await openApp(
      config,
      await createLog({ ...config, logLevel: 'error' }, context.errors),
    )
    await app.scanner.sweep()
    await app.editor.prune()
    context.out.write('Pruned. Derivatives are made again as they are asked for.\n')
  },
}
