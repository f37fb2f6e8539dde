import { preflight } from '../../config/preflight.ts'
import { ConfigError } from '../../config/load.ts'
import { type Command, readConfig } from '../terminal/command.ts'
import { showProgress } from '../terminal/progress.ts'
import { openQuietApp } from '../folder/quiet-app.ts'
import { isStoredLibrary, takeFolder } from '../folder/existing-folder.ts'
import { shown } from '../terminal/shown.ts'

/** One scan without serving, for scripts and for the list of problems. */
export const scan: Command = {
  summary: 'Scans the libraries, prints the problems found, and exits.',
  usage: '',
  run: async (context) => {
    const config = readConfig(context)
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
    if (context.signal.aborted) context.out.write('Stopped. The next scan continues from here.\n')
    const { items, images, problems } = await app.catalog.counts()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    for (const { libraryId, path, reason } of await app.catalog.problems()) {
      const name = app.libraries.find(({ id }) => id === libraryId)?.name ?? libraryId
      const line = `${name}: ${path === '' ? '' : `${path}: `}${reason}`
      context.out.write(`${shown(line)}\n`)
    }
    context.out.write(`${items} items, ${images} images, ${problems} problems, ${seconds} s\n`)
  },
}
