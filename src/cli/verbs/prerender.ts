import { SingleBar } from 'cli-progress'
import { preflight } from '../../config/preflight.ts'
import { ConfigError } from '../../config/load.ts'
import type { Prerenderer } from '../../prerender/prerenderer.ts'
import { type Command, type CommandContext, readConfig } from '../terminal/command.ts'
import { openQuietApp } from '../folder/quiet-app.ts'
import { isStoredLibrary, requireDataFolder, takeFolder } from '../folder/existing-folder.ts'

/** Makes ahead of time without serving; a server does so by itself. */
export const prerender: Command = {
  summary: 'Creates the usual sizes of all images in advance, and exits.',
  usage: '',
  run: async (context) => {
    const config = readConfig(context)
    if (config.libraries.length === 0)
      throw new ConfigError(['Expected at least one --library KIND=FOLDER'])
    requireDataFolder(config.data)
    await preflight(config, { port: false, alone: true, mayBeMissing: isStoredLibrary(config) })
    await using _folder = await takeFolder(config, 'prerender')
    await using app = await openQuietApp(config, 'warn', context)
    const hide = showProgress(app.prerenderer, context)
    const started = performance.now()
    try {
      await app.prerenderer.run(context.signal)
    } finally {
      hide()
    }
    if (context.signal.aborted) context.out.write('Stopped. The next run continues from here.\n')
    const { images, made, failed, bytes, full } = app.prerenderer.status
    if (full)
      context.out.write(
        'The space for images created in advance is full (--prerender-max-bytes).\n',
      )
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    context.out.write(
      `${images} images, ${made} derivatives created, ${failed} images skipped, ` +
        `${(bytes / 1_000_000).toFixed(1)} MB, ${seconds} s, ` +
        `${app.prerenderer.usedSeconds.toFixed(1)} s of processor time\n`,
    )
  },
}

/** As a bar on a terminal; elsewhere nothing. The function returned takes it away. */
function showProgress(prerenderer: Prerenderer, { errors }: CommandContext): () => void {
  if (errors.isTTY !== true) return () => {}
  const bar = new SingleBar({
    stream: errors as NodeJS.WriteStream,
    format: 'Creating in advance [{bar}] {value}/{total} images{round}, {made} created',
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 100,
  })
  bar.start(0, 0, { round: '', made: 0 })
  const timer = setInterval(() => {
    const { images, done, made, round } = prerenderer.status
    bar.setTotal(images)
    bar.update(done, { made, round: round === 'avif' ? ' as AVIF' : '' })
  }, 100)
  return () => {
    clearInterval(timer)
    bar.stop()
  }
}
