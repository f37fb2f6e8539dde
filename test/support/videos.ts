import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import type { FfmpegPrograms } from '../../src/media/ffmpeg.ts'
import { needsPrograms, requireProgram } from './programs.ts'

/** Tiny media files whose every frame is known, made by ffmpeg. */

const run = promisify(execFile)

export const colours = {
  red: [255, 0, 0, 255],
  lime: [0, 255, 0, 255],
  blue: [0, 0, 255, 255],
  yellow: [255, 255, 0, 255],
} as const
export type Colour = keyof typeof colours

export function needsFfmpeg(context: TestContext): boolean {
  return needsPrograms(context, 'ffmpeg', 'ffprobe')
}

export async function ffmpeg(...args: readonly string[]): Promise<void> {
  await run(requireProgram('ffmpeg'), ['-nostdin', '-v', 'error', '-y', ...args])
}

/** One second of each colour in turn; each is a chapter when `chapters` names them. */
export async function makeVideo(
  path: string,
  fields: readonly Colour[],
  options: { readonly chapters?: readonly string[]; readonly more?: readonly string[] } = {},
): Promise<string> {
  const { chapters = [], more = [] } = options
  const inputs = fields.flatMap((colour) => [
    '-f',
    'lavfi',
    '-i',
    `color=c=${colour}:s=160x90:r=10:d=1`,
  ])
  const filter = `${fields.map((_, index) => `[${index}:v]`).join('')}concat=n=${fields.length}[v]`
  const metadata = chapters
    .map((title, index) => {
      const [start, end] = [index * 1000, (index + 1) * 1000]
      return `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${end}\ntitle=${title}\n`
    })
    .join('')
  const notes = `${path}.ffmetadata.txt`
  await writeFile(notes, `;FFMETADATA1\n${metadata}`)
  const about = ['-f', 'ffmetadata', '-i', notes, '-map_metadata', String(fields.length)]
  const coded = ['-map', '[v]', '-c:v', 'mpeg4', '-q:v', '2', '-g', '10']
  await ffmpeg(...inputs, ...about, '-filter_complex', filter, ...coded, ...more, path)
  return path
}

/** A picture of one colour; `side` makes it known by its size. */
export async function makePicture(path: string, colour: Colour, side = 64): Promise<string> {
  await ffmpeg('-f', 'lavfi', '-i', `color=c=${colour}:s=${side}x${side}`, '-frames:v', '1', path)
  return path
}

/** A short tone; with the picture inside when one is given. */
export async function makeSong(
  path: string,
  picture?: string,
  tags: Readonly<Record<string, string>> = {},
): Promise<string> {
  const cover =
    picture === undefined
      ? []
      : [
          '-i',
          picture,
          '-map',
          '0:a',
          '-map',
          '1:v',
          '-c:v',
          'copy',
          '-disposition:v',
          'attached_pic',
        ]
  const told = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])
  await ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.3', ...cover, ...told, path)
  return path
}

/** A video of one colour that has files attached. */
export async function makeVideoWith(
  path: string,
  attached: readonly { readonly file: string; readonly name: string; readonly mime: string }[],
): Promise<string> {
  const more = attached.flatMap(({ file, name, mime }, index) => {
    const about = `-metadata:s:${index + 1}`
    return ['-attach', file, about, `mimetype=${mime}`, about, `filename=${name}`]
  })
  return await makeVideo(path, ['red'], { more })
}

/** Scripts that stand in for ffmpeg and ffprobe. */
export async function fakeFfmpeg(folder: string, script: string): Promise<FfmpegPrograms> {
  for (const name of ['ffmpeg', 'ffprobe'])
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { ffmpeg: join(folder, 'ffmpeg'), ffprobe: join(folder, 'ffprobe') }
}

/** The real programs, each run of which adds a line to the file `runs`. */
export async function countedFfmpeg(folder: string, runs: string): Promise<FfmpegPrograms> {
  const real = `case $0 in *probe) exec '${requireProgram('ffprobe')}' "$@";; *) exec '${requireProgram('ffmpeg')}' "$@";; esac`
  return await fakeFfmpeg(folder, `echo "$0" >> '${runs}'\n${real}`)
}
