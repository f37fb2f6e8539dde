import type { Scanner } from '../../scan/scan.ts'
import type { CommandContext } from './command.ts'

/**
 * Shows a running scan as a bar on a terminal; elsewhere nothing. What is returned takes it away.
 */
export async function showProgress(
  scanner: Scanner,
  { errors }: CommandContext,
): Promise<() => void> {
  if (errors.isTTY !== true) return () => {}
  const { SingleBar } = await import('cli-progress')
  const bar = new SingleBar({
    stream: errors as NodeJS.WriteStream,
    format: 'Scanning [{bar}] {value}/{total} images, {files} files, {rate}/s',
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 100,
  })
  let started = false
  const update = () => {
    const { state, imagesToProbe, imagesProbed, filesSeen, startedAt } = scanner.status
    if (state === 'idle') {
      if (started) bar.stop()
      started = false
      return
    }
    const seconds = Math.max(0.001, (Date.now() - (startedAt ?? Date.now())) / 1000)
    const payload = { files: filesSeen, rate: Math.round(imagesProbed / seconds) }
    if (!started) bar.start(imagesToProbe, imagesProbed, payload)
    started = true
    bar.setTotal(imagesToProbe)
    bar.update(imagesProbed, payload)
  }
  const unsubscribe = scanner.subscribe(update)
  return () => {
    unsubscribe()
    if (started) bar.stop()
  }
}
