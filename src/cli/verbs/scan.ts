import { preflight } from '../../config/preflight.ts'
import { parseCommandLine } from '../../config/command-line.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import type { Command } from '../terminal/command.ts'
import { showProgress } from '../terminal/progress.ts'
import { openQuietApp } from '../folder/quiet-app.ts'
import { isStoredLibrary, takeFolder } from '../folder/existing-folder.ts'
import { shown, shownJson } from '../terminal/shown.ts'

/** One scan without serving, for scripts and for the list of problems. */
export const scan: Command = {
  summary: 'Scans the libraries, prints the problems found, and exits.',
  usage: '[--json]',
  options: { json: 'Print the result as JSON.' },
  run: async (context) => {
    const line = parseCommandLine(context.args, { json: 'switch' })
    const config = loadConfig(line, context.environment, context.directory)
    if (config.libraries.length === 0)
      throw new ConfigError(['Expected at least one --library KIND=FOLDER to scan'])
    await preflight(config, { port: false, alone: true, mayBeMissing: isStoredLibrary(config) })
    await using _folder = await takeFolder(config, 'scan')
    await using app = await openQuietApp(config, 'warn', context)
    await app.catalog.setLibraries(app.libraries)
    const hide = await showProgress(app.scanner, context)
    const started = performance.now()
    try {
      await app.scanner.scanAll(context.signal)
    } finally {
      hide()
    }
    const isStopped = context.signal.aborted
    const { items, images, problems } = await app.catalog.counts()
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1))
    const found = (await app.catalog.problems()).map(({ libraryId, path, reason }) => ({
      library: app.libraries.find(({ id }) => id === libraryId)?.name ?? libraryId,
      path,
      reason,
    }))
    if (line.flags.get('json')?.at(-1) === 'true') {
      const report = { items, images, problems: found, seconds, isStopped }
      context.out.write(`${shownJson(JSON.stringify(report, undefined, 2))}\n`)
    } else {
      if (isStopped) context.out.write('Stopped. The next scan continues from here.\n')
      for (const { library, path, reason } of found)
        context.out.write(`${shown(`${library}: ${path === '' ? '' : `${path}: `}${reason}`)}\n`)
      context.out.write(
        `${items} items, ${images} images, ${problems} problems, ${seconds.toFixed(1)} s\n`,
      )
    }
    return problems > 0 ? 'problems' : undefined
  },
}
