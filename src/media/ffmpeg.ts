import { constants } from 'node:fs'
import { access, open } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Bubblewrap } from '../sandbox/bubblewrap.ts'
import type { Container } from './container.ts'
import { type HdrColours, withColours } from './hdr.ts'
import { interrupted, type Reading, read, unreadable } from './reading.ts'
import { runProcess } from './run-process.ts'
import { readContainer } from './signature.ts'
import { type AttachedPicture, parseVideoFacts, type VideoFacts } from './video-facts.ts'

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

/**
 * Looks into videos by running ffprobe and ffmpeg, one process a call. Keyart opens the file and
 * says what container it is by its first bytes: the program is given the open file, and no name of
 * another one inside it is followed.
 */
export class Ffmpeg {
  readonly #programs: FfmpegPrograms
  readonly #timeout: number
  readonly #sandbox: Bubblewrap | undefined

  /** `sandbox`: in which the programs run; absent: with all that this process may do. */
  constructor(programs: FfmpegPrograms, timeout = defaultTimeout, sandbox?: Bubblewrap) {
    this.#programs = programs
    this.#timeout = timeout
    this.#sandbox = sandbox
  }

  get isSandboxed(): boolean {
    return this.#sandbox !== undefined
  }

  async probe(path: string, signal: AbortSignal): Promise<Reading<VideoFacts>> {
    const shown = ['-show_format', '-show_streams', '-show_chapters', '-of', 'json']
    const reading = await this.#run('ffprobe', path, signal, maxReportBytes, (input) => [
      '-v',
      'error',
      ...shown,
      ...input,
    ])
    if (reading.kind !== 'read') return reading
    const facts = parseVideoFacts(reading.value.toString('utf8'))
    return facts === undefined ? unreadable : read(facts)
  }

  /** The frame shown at `seconds`, as JPEG of at most 1920 pixels width and square pixels. */
  frame(path: string, seconds: number, signal: AbortSignal): Promise<Reading<Buffer>> {
    const colours = 'out_color_matrix=bt601:out_range=full'
    const asJpeg = ['-pix_fmt', 'yuvj420p', '-c:v', 'mjpeg', '-q:v', '2']
    return this.#frame(path, seconds, signal, colours, asJpeg)
  }

  /** The same of a video with HDR: a PNG of 16 bits that says what its colours are. */
  async hdrFrame(
    path: string,
    seconds: number,
    hdr: HdrColours,
    signal: AbortSignal,
  ): Promise<Reading<Buffer>> {
    const asPng = ['-pix_fmt', 'rgb48be', '-c:v', 'png', '-compression_level', '1']
    const reading = await this.#frame(path, seconds, signal, 'in_color_matrix=bt2020', asPng)
    return reading.kind === 'read' ? read(withColours(reading.value, hdr)) : reading
  }

  #frame(
    path: string,
    seconds: number,
    signal: AbortSignal,
    colours: string,
    coder: readonly string[],
  ): Promise<Reading<Buffer>> {
    const square = "scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1"
    const filter = `${square},scale=w='min(1920,iw)':h=-2:${colours}`
    const at = ['-ss', seconds.toFixed(3)]
    const first = ['-map', '0:V:0', '-frames:v', '1', ...noOtherStreams, '-vf', filter]
    return this.#picture(path, signal, (input) => [...at, ...input, ...first, ...coder, ...toPipe])
  }

  /** The bytes of a picture that the file carries, as they are. */
  attachedPicture(
    path: string,
    picture: AttachedPicture,
    signal: AbortSignal,
  ): Promise<Reading<Buffer>> {
    const { stream, form } = picture
    return this.#picture(path, signal, (input) =>
      form === 'stream'
        ? [
            ...input,
            '-map',
            `0:${stream}`,
            '-frames:v',
            '1',
            ...noOtherStreams,
            '-c',
            'copy',
            ...toPipe,
          ]
        : // An output is asked for; this one is empty.
          [`-dump_attachment:${stream}`, 'pipe:1', ...input, '-t', '0', '-f', 'null', '-'],
    )
  }

  #picture(path: string, signal: AbortSignal, args: Arguments): Promise<Reading<Buffer>> {
    const quiet = ['-nostdin', '-v', 'quiet', '-y', '-threads', '1']
    return this.#run('ffmpeg', path, signal, maxPictureBytes, (input) => [...quiet, ...args(input)])
  }

  async #run(
    program: keyof FfmpegPrograms,
    path: string,
    signal: AbortSignal,
    maxBytes: number,
    args: Arguments,
  ): Promise<Reading<Buffer>> {
    const file = await open(path).catch(() => undefined)
    // Gone, or not to be had just now: that says nothing of it.
    if (file === undefined) return interrupted
    try {
      const container = await readContainer(file)
      if (container === undefined) return unreadable
      const command = { program: this.#programs[program], args: args(inputOf(path, container)) }
      return await runProcess(command, {
        ...(this.#sandbox === undefined ? {} : { sandbox: this.#sandbox }),
        timeout: this.#timeout,
        maxBytes,
        signal,
        input: file.fd,
      })
    } catch {
      return interrupted
    } finally {
      await file.close()
    }
  }
}

/** The command line of a program, around the part that says what it reads. */
type Arguments = (input: readonly string[]) => readonly string[]

const noOtherStreams = ['-an', '-sn', '-dn']
const toPipe = ['-f', 'image2pipe', 'pipe:1']

/**
 * Nothing but the open file itself, as nothing but its container. The program has it as its
 * standard input, and opens it anew to move about in it; Windows knows no such name.
 */
function inputOf(path: string, container: Container): string[] {
  const name = process.platform === 'win32' ? path : '/dev/fd/0'
  const alone = ['-protocol_whitelist', 'file', '-format_whitelist', container, '-f', container]
  const inside = container === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : []
  return [...alone, ...inside, '-i', `file:${name}`]
}
