import type { Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import { KeyartError } from '../errors.ts'
import { Ffmpeg, findFfmpeg } from '../media/ffmpeg.ts'
import type { Bubblewrap } from '../sandbox/bubblewrap.ts'
import { faultOf, findSandbox } from '../sandbox/find-sandbox.ts'

/** `undefined` where there is no ffmpeg, or the setting says so. */
export async function openFfmpeg(
  { media, sandbox }: Config,
  log: Logger,
  bubblewrap: Bubblewrap | undefined,
): Promise<Ffmpeg | undefined> {
  const programs = await findFfmpeg(media.ffmpeg, process.env['PATH'])
  if (programs === undefined) {
    if (media.ffmpeg !== 'off')
      log.warn(
        'ffmpeg and ffprobe were not found: no chapter images, frames or attached pictures from videos',
      )
    return undefined
  }
  if (bubblewrap === undefined) return new Ffmpeg(programs)
  const trial = { program: programs.ffprobe, args: ['-version'] }
  const fault = await faultOf(bubblewrap, trial, { read: [] })
  if (fault === undefined) return new Ffmpeg(programs, undefined, bubblewrap)
  // Libraries of its own that lie elsewhere, say.
  if (sandbox === 'required') throw noSandbox(`ffmpeg does not run in it: ${fault}`)
  log.warn({ reason: fault }, 'ffmpeg does not work in the sandbox, so it runs without')
  return new Ffmpeg(programs)
}

/** What images and videos are decoded in; `undefined`: nothing but the permissions of Node. */
export async function openSandbox(
  { sandbox }: Config,
  log: Logger,
): Promise<Bubblewrap | undefined> {
  if (sandbox === 'off') {
    log.warn('Images and videos are decoded without a sandbox (setting sandbox)')
    return undefined
  }
  const found = await findSandbox()
  if (found.kind === 'usable') {
    log.info('Images and videos are decoded in a sandbox (bubblewrap)')
    return found.sandbox
  }
  if (sandbox === 'required') throw noSandbox(found.reason)
  log.info(
    { reason: found.reason },
    'Images and videos are decoded without bubblewrap; only Node’s permissions apply',
  )
  return undefined
}

function noSandbox(reason: string): KeyartError {
  return new KeyartError('CONFIG_INVALID', `Expected a sandbox (sandbox=required): ${reason}`)
}
