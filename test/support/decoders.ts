import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { mapSome } from './ask.ts'
import { temporaryFolder } from './temporary.ts'

/** What a decoder makes of a picture; a text says why it cannot be decoded. */
export type Decoded = { readonly width: number; readonly height: number } | string

/** A program that decodes pictures to the last pixel. */
export interface Decoder {
  readonly name: string
  /** In the order of `pictures`. */
  decode(pictures: readonly Buffer[]): Promise<Decoded[]>
}

/**
 * A decoder that is not the one that made the pictures: ImageMagick, FFmpeg or Chromium.
 * `undefined` where none is installed.
 */
export async function findOtherDecoder(): Promise<Decoder | undefined> {
  for (const command of [['magick', 'identify'], ['identify']])
    if (await runs(...command, '-version')) return imageMagick(command)
  if (await runs('ffprobe', '-version')) return ffprobe
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])
    if (await runs(path, '--version')) return browser(path)
  return undefined
}

/** The next best thing where nothing else is installed. */
export const ownDecoder: Decoder = {
  name: 'sharp',
  decode: (pictures) =>
    mapSome(pictures, 4, async (bytes) => {
      try {
        const { info } = await sharp(bytes, { failOn: 'warning' })
          .raw()
          .toBuffer({ resolveWithObject: true })
        return { width: info.width, height: info.height }
      } catch (error) {
        return String(error)
      }
    }),
}

function imageMagick(command: readonly string[]): Decoder {
  const [program = '', ...first] = command
  const options = ['-regard-warnings', '-format', '%w %h\\n']
  const one = async (path: string): Promise<Decoded> => {
    const { out, errors } = await run(program, [...first, ...options, `${path}[0]`])
    return parseSize(out.split('\n')[0] ?? '', errors)
  }
  const some = async (paths: readonly string[]): Promise<Decoded[]> => {
    const names = paths.map((path) => `${path}[0]`)
    const { out, failed, errors } = await run(program, [...first, ...options, ...names])
    const lines = out.trim().split('\n')
    if (!failed && lines.length === paths.length)
      return lines.map((line) => parseSize(line, errors))
    return await mapSome(paths, 1, one)
  }
  return { name: command.join(' '), decode: (pictures) => inFiles(pictures, some) }
}

const ffprobe: Decoder = {
  name: 'ffprobe',
  decode: (pictures) =>
    inFiles(pictures, (paths) =>
      mapSome(paths, 2, async (path) => {
        const first = '-v error -select_streams v:0 -show_frames -read_intervals %+#1'
        const sizes = '-show_entries frame=width,height -of csv=p=0'
        const { out, errors } = await run('ffprobe', [...`${first} ${sizes}`.split(' '), path])
        return parseSize(out.split('\n')[0]?.replace(',', ' ') ?? '', errors)
      }),
    ),
}

function browser(executablePath: string): Decoder {
  return {
    name: 'chromium',
    decode: async (pictures) => {
      const running = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
      try {
        const page = await running.newPage()
        return await mapSome(pictures, 4, async (bytes) => {
          const source = `(async (text) => {
            try {
              const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
              const { width, height } = await createImageBitmap(new Blob([bytes]))
              return { width, height }
            } catch (error) {
              return String(error)
            }
          })('${bytes.toString('base64')}')`
          return await page.evaluate<Decoded>(source)
        })
      } finally {
        await running.close()
      }
    },
  }
}

/** Hands pictures over as files, in batches that a command line can hold. */
async function inFiles(
  pictures: readonly Buffer[],
  decode: (paths: readonly string[]) => Promise<Decoded[]>,
): Promise<Decoded[]> {
  await using folder = await temporaryFolder()
  const paths = await mapSome(pictures, 8, async (bytes, index) => {
    const path = join(folder.path, String(index))
    await writeFile(path, bytes)
    return path
  })
  const batches: string[][] = []
  for (let at = 0; at < paths.length; at += 100) batches.push(paths.slice(at, at + 100))
  return (await mapSome(batches, availableParallelism(), decode)).flat()
}

function parseSize(text: string, errors: string): Decoded {
  const match = /^(\d+) (\d+)$/.exec(text.trim())
  if (match === null || errors.trim() !== '') return `${text} ${errors}`.trim().slice(0, 300)
  return { width: Number(match[1]), height: Number(match[2]) }
}

function run(
  program: string,
  args: readonly string[],
): Promise<{ out: string; errors: string; failed: boolean }> {
  return new Promise((resolve) =>
    execFile(program, args, { maxBuffer: 2 ** 24 }, (error, out, errors) =>
      resolve({ out, errors, failed: error !== null }),
    ),
  )
}

async function runs(...command: readonly string[]): Promise<boolean> {
  const [program = '', ...args] = command
  return !(await run(program, args)).failed
}
