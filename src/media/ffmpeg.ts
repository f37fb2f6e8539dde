import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type Reading, read, unreadable } from './reading.ts'
import { runProcess } from './run-process.ts'
import { type CarriedPicture, parseVideoFacts, type VideoFacts } from './video-facts.ts'

export interface FfmpegPrograms {
  readonly ffmpeg: string
  readonly ffprobe: string
}

/** Longest time of one process, in milliseconds. */
const defaultTimeout = 20_000
const maxReportBytes = 8_000_000
const maxPictureBytes = 64_000_000

/**
 * Both programs, if they are there. `setting`: `auto` looks on the PATH, `off` nowhere, anything
 * else is the folder that they lie in.
 */
export async function findFfmpeg(
  setting: string,
  path: string | undefined,
): Promise<FfmpegPrograms | undefined> {
  if (setting === 'off') return undefined
  const folders = setting === 'auto' ? (path ?? '').split(delimiter) : [setting]
  for (const folder of folders) {
    if (folder === '') continue
    const [ffmpeg, ffprobe] = await Promise.all([
      findProgram(folder, 'ffmpeg'),
      findProgram(folder, 'ffprobe'),
    ])
    if (ffmpeg !== undefined && ffprobe !== undefined) return { ffmpeg, ffprobe }
  }
  return undefined
}

async function findProgram(folder: string, name: string): Promise<string | undefined> {
  const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
  try {
    await access(program, constants.X_OK)
    return program
  } catch {
    return undefined
  }
}

/** Looks into videos by running ffprobe and ffmpeg, one process a call. */
export class Ffmpeg {
  readonly #programs: FfmpegPrograms
  readonly #timeout: number

  constructor(programs: FfmpegPrograms, timeout = defaultTimeout) {
    this.#programs = programs
    this.#timeout = timeout
  }

  async probe(path: string, signal: AbortSignal): Promise<Reading<VideoFacts>> {
    const shown = ['-show_format', '-show_streams', '-show_chapters', '-of', 'json']
    const { ffprobe } = this.#programs
    const reading = await runProcess(ffprobe, ['-v', 'error', ...shown, ...input(path)], {
      timeout: this.#timeout,
      maxBytes: maxReportBytes,
      signal,
    })
    if (reading.kind !== 'read') return reading
    const facts = parseVideoFacts(reading.value.toString('utf8'))
    return facts === undefined ? unreadable : read(facts)
  }

  /** The frame shown at `seconds`, as JPEG of at most 1920 pixels width and square pixels. */
  frame(path: string, seconds: number, signal: AbortSignal): Promise<Reading<Buffer>> {
    const square = "scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1"
    const filter = `${square},scale=w='min(1920,iw)':h=-2:out_color_matrix=bt601:out_range=full`
    return this.#picture(
      ['-ss', seconds.toFixed(3), ...input(path), '-map', '0:V:0', '-frames:v', '1'],
      ['-vf', filter, '-pix_fmt', 'yuvj420p', '-c:v', 'mjpeg', '-q:v', '2'],
      signal,
    )
  }

  /** The bytes of a picture that the file carries, as they are. */
  carried(path: string, picture: CarriedPicture, signal: AbortSignal): Promise<Reading<Buffer>> {
    const { stream, form } = picture
    return form === 'stream'
      ? this.#picture(
          [...input(path), '-map', `0:${stream}`, '-frames:v', '1'],
          ['-c', 'copy'],
          signal,
        )
      : this.#attachment(path, stream, signal)
  }

  #picture(
    what: readonly string[],
    how: readonly string[],
    signal: AbortSignal,
  ): Promise<Reading<Buffer>> {
    return this.#run([...what, '-an', '-sn', '-dn', ...how, '-f', 'image2pipe', 'pipe:1'], signal)
  }

  #attachment(path: string, stream: number, signal: AbortSignal): Promise<Reading<Buffer>> {
    const dump = [`-dump_attachment:${stream}`, 'pipe:1']
    // An output is asked for; this one is empty.
    return this.#run([...dump, ...input(path), '-t', '0', '-f', 'null', '-'], signal)
  }

  #run(args: readonly string[], signal: AbortSignal): Promise<Reading<Buffer>> {
    const quiet = ['-nostdin', '-v', 'quiet', '-y', '-threads', '1']
    return runProcess(this.#programs.ffmpeg, [...quiet, ...args], {
      timeout: this.#timeout,
      maxBytes: maxPictureBytes,
      signal,
    })
  }
}

/** Nothing but the file itself: what it names elsewhere is not fetched. */
function input(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', `file:${path}`]
}
