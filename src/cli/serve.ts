import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Passwords } from '../access/passwords.ts'
import { SetUp } from '../access/set-up.ts'
import { SlowDown } from '../access/slow-down.ts'
import { type App, openApp } from '../app.ts'
import { parseCommandLine } from '../config/command-line.ts'
import { checkGround, listenMistake } from '../config/ground.ts'
import { ConfigError, loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { listen } from '../http/listen.ts'
import type { ScanFeed } from '../http/routes/scan.ts'
import type { Scanner } from '../scan/scan.ts'
import type { Command, CommandContext } from './command.ts'
import { requireDemo } from './demo.ts'
import { createLog } from './log.ts'
import { showProgress } from './progress.ts'

/** The built page, beside the sources. */
const pageFolder = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** Serves the libraries (the demo library where none is configured) until asked to stop. */
export const serve: Command = {
  summary: 'serves the libraries, or a demo library where none is named',
  usage: '[options]',
  run: async (context) => {
    const asked = loadConfig(parseCommandLine(context.args), context.environment, context.directory)
    await checkGround(asked, { port: true })
    const config = asked.libraries.length > 0 ? asked : await withDemo(asked, context)
    if (context.signal.aborted) return

    const log = createLog(config.logLevel, context)
    await using app = await openApp(config, log)
    await app.catalog.setLibraries(app.libraries)
    const passwords = new Passwords()
    const setUp = new SetUp(app.catalog, passwords)
    await using server = await listenOrExplain(app, { passwords, setUp })
    await inviteFirstAdmin(setUp, server.url, app)

    const hide = showProgress(app.scanner, context)
    app.scanner.subscribe((event) => {
      if (event.kind !== 'finished' || event.aborted) return
      const { items, images, problems, imagesProbed } = event.status
      log.info({ items, images, problems, opened: imagesProbed }, 'Scan finished')
    })
    await using _upToDate = await app.scanner.start({
      ...config.scan,
      log: (message) => log.warn(message),
    })
    if (!context.signal.aborted) await once(context.signal, 'abort')
    hide()
    log.info('Stopping')
  },
}

async function withDemo(config: Config, context: CommandContext): Promise<Config> {
  const libraries = await requireDemo(join(context.directory, 'demo-library'), context)
  return { ...config, libraries }
}

async function listenOrExplain(
  app: App,
  access: { readonly passwords: Passwords; readonly setUp: SetUp },
) {
  const { config, scanner } = app
  try {
    return await listen(
      {
        ...app,
        ...access,
        slowDown: new SlowDown(),
        imageAccess: config.access.images,
        limits: config.limits,
        serverName: config.serverName,
        rescanOriginal: (ref) => scanner.rescanOriginal(ref),
        pageFolder,
        scanFeed: scanFeed(scanner),
      },
      config,
    )
  } catch (error) {
    // Taken between the check and now.
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined || !('syscall' in (error as object))) throw error
    throw new ConfigError([listenMistake(config, code)])
  }
}

/** Without a user there is nothing to sign in with: whoever reads the log may make the first. */
async function inviteFirstAdmin(setUp: SetUp, url: string, { log }: App): Promise<void> {
  const code = await setUp.open()
  if (code === undefined) return
  // Every address of the machine is none to type into a browser.
  const place = url.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:)/, '//localhost')
  log.info(`There is no user yet. Make the first admin, once: ${place}/keyart/setup?code=${code}`)
}

function scanFeed(scanner: Scanner): ScanFeed {
  const iso = (time: number | undefined) =>
    time === undefined ? undefined : new Date(time).toISOString()
  return {
    report: () => {
      const { startedAt, finishedAt, ...status } = scanner.status
      return { ...status, startedAt: iso(startedAt), finishedAt: iso(finishedAt) }
    },
    subscribe: (listener) => scanner.subscribe(listener),
  }
}
