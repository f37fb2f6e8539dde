import { once } from 'node:events'
import { join } from 'node:path'
import type { SetUp } from '../../access/set-up.ts'
import { type App, openApp } from '../../app.ts'
import { preflight } from '../../config/preflight.ts'
import { listen } from '../../http/listen.ts'
import { isLoopback } from '../../http/access/nearness.ts'
import type { StoredLibrary } from '../../library/library.ts'
import { Watchdog } from '../../metrics/watchdog.ts'
import { keepScanning } from '../../scan/keep-scanning.ts'
import { type Command, type CommandContext, readConfig } from '../terminal/command.ts'
import { toDependencies } from '../server/dependencies.ts'
import { IdleMemory } from '../server/idle-memory.ts'
import { idleMemoryOf } from '../server/idle-memory-of.ts'
import { explainListening } from '../front/explain-listening.ts'
import { createLog } from '../terminal/log.ts'
import { showProgress } from '../terminal/progress.ts'
import { DemoDrawing } from './demo-drawing.ts'
import { isStoredLibrary, takeFolder } from '../folder/existing-folder.ts'

/** Milliseconds from being asked to stop; service managers and containers give 30 seconds in all. */
const maxRenderWait = 15_000

/** Serves the libraries (the demo library where none is configured) until asked to stop. */
export const serve: Command = {
  summary: 'Serves the libraries, or a demo library if there are none.',
  usage: '[options]',
  run: async (context) => {
    const requested = readConfig(context)
    if (requested.upstream.url !== '') {
      // Others do not wait for it to be loaded.
      const { serveInFront } = await import('../front/serve-in-front.ts')
      return await serveInFront(requested, context)
    }
    await preflight(requested, {
      port: true,
      alone: true,
      mayBeMissing: isStoredLibrary(requested),
    })
    await using _folder = await takeFolder(requested, 'serve')
    const demo = requested.libraries.length > 0 ? undefined : await openDemo(context)
    const config = demo === undefined ? requested : { ...requested, libraries: demo.settings }
    if (context.signal.aborted) return

    const log = await createLog(config, context.out, context.environment)
    await using app = await openApp(config, log)
    await app.catalog.setLibraries(app.libraries)
    // Before anything is rendered from what is removed.
    await app.editor.prune().catch((err: unknown) => {
      log.warn({ err }, 'Could not remove unreferenced uploads')
    })
    const unnamed = await findUnnamed(app)
    if (unnamed.length > 0) log.warn(notNamed(unnamed))
    // Of the others there is no folder to read from.
    const servedIds = unnamed.length === 0 ? undefined : app.libraries.map(({ id }) => id)
    const { tokenDays } = config.access
    if (tokenDays > 0) await app.catalog.removeIdleSessions(Date.now() - tokenDays * 24 * 3600_000)
    await using watchdog =
      config.watchdogSeconds === 0
        ? undefined
        : new Watchdog({
            limitSeconds: config.watchdogSeconds,
            onStall: (stall) =>
              log.error({ ...stall, latestRequest: deps.traffic.latest }, 'The server hung'),
          })
    await using drawing = new DemoDrawing()
    const deps = toDependencies(app, {
      drawing,
      ...(servedIds === undefined ? {} : { servedIds }),
      ...(watchdog === undefined ? {} : { stalls: watchdog }),
    })
    await using server = await explainListening(listen(deps, config), config)
    await inviteFirstAdmin(deps.setUp, server.url, app)

    const hide = await showProgress(app.scanner, context)
    app.scanner.subscribe((event) => {
      if (event.kind !== 'finished' || event.aborted) return
      const { items, images, problems, imagesProbed } = event.status
      log.info({ items, images, problems, opened: imagesProbed }, 'Scan finished')
    })
    app.scanner.subscribe((event) => {
      if (event.kind !== 'library') return
      const library = app.libraries.find(({ id }) => id === event.libraryId)?.name
      if (event.trouble === undefined)
        log.info({ library }, 'The folder of a library is available again')
      else log.warn({ library, reason: event.trouble }, 'The folder of a library cannot be read')
    })
    await using upToDate = await keepScanning(app.scanner, app.libraries, {
      ...config.scan,
      log: (message) => log.warn(message),
    })
    if (demo !== undefined) drawing.start(demo, app)
    // After the scan has begun: what it finds comes first.
    if (config.prerender.enabled) app.prerenderer.start()
    using _idle = new IdleMemory(idleMemoryOf(app, deps))
    if (!context.signal.aborted) await once(context.signal, 'abort')
    hide()
    log.info('Stopping')
    // What is being made is finished, but for this long at most; then it fails.
    setTimeout(() => void app.renderer[Symbol.asyncDispose](), maxRenderWait).unref()
    await Promise.all([server, upToDate].map((edge) => edge[Symbol.asyncDispose]()))
  },
}

/** The demo library where people start Keyart, which is drawn behind the running server. */
async function openDemo({ directory }: CommandContext) {
  const { openServedDemo } = await import('./demo.ts')
  return await openServedDemo(join(directory, 'demo-library'))
}

/** Libraries that were served before, and that this start does not name. */
async function findUnnamed({ catalog, libraries }: App): Promise<readonly StoredLibrary[]> {
  const named = new Set(libraries.map(({ id }) => id))
  return (await catalog.storedLibraries()).filter(({ id }) => !named.has(id))
}

function notNamed(libraries: readonly StoredLibrary[]): string {
  const names = libraries.map(({ kind, name }) => `${kind}:${name}`).join(', ')
  return `No longer configured: ${names}. These libraries are not shown, but nothing about them is lost. Configure them again, or remove them with: keyart library forget NAME`
}

/** Without an account no one can sign in: the link in the log creates the first admin. */
async function inviteFirstAdmin(setUp: SetUp, url: string, { log, config }: App): Promise<void> {
  const code = await setUp.open()
  if (code === undefined) return
  if (config.access.withoutAccounts === 'open')
    log.warn('There is no account: everyone who can reach this address sees everything')
  else if (config.host !== 'localhost' && !isLoopback(config.host))
    log.warn(
      'There is no account: other machines only get the page that creates one (access.withoutAccounts)',
    )
  // Every address of the machine is none to type into a browser.
  const place = url.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:)/, '//localhost')
  log.info(
    `Nobody can sign in yet. Create the first admin (the link works once): ${place}/keyart/setup?code=${code}`,
  )
}
