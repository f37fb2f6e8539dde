import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { mapSome } from './ask.ts'
import { type Program, requireProgram } from './programs.ts'
import { temporaryFolder } from './temporary.ts'

/** What a decoder makes of a picture; a text says why it cannot be decoded. */
export type Decoded = { readonly width: number; readonly height: number } | string

/** A program that decodes pictures to the last pixel. */
export interface Decoder {
  readonly name: string
  /** In the order of `pictures`. */
  decode(pictures: readonly Buffer[]): Promise<Decoded[]>
}

/** The programs that `otherDecoder` runs. */
export const decoderPrograms = ['avifdec', 'ffprobe'] as const satisfies readonly Program[]

/**
 * Decoders that are not the one that made the pictures. Which one is a matter of the format alone,
 * so that a test means the same on every machine: FFmpeg's, but libavif for AVIF, because the
 * FFmpeg of Debian 12 (5.1) mistakes the order of boxes that libheif writes.
 */
export const otherDecoder: Decoder = {
  name: 'avifdec and ffprobe',
  decode: (pictures) =>
    inFiles(pictures, (paths) =>
      mapSome(paths, availableParallelism(), async (path, index) =>
        isAvif(pictures[index]!) ? await byAvifdec(path) : await byFfprobe(path),
      ),
    ),
}

/** The one that made the pictures, for trials that need no other program. */
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

/** ISO 23008-12 and AVIF 1.1: a `ftyp` box whose brand is `avif`, or `avis` for a sequence. */
function isAvif(bytes: Buffer): boolean {
  return /^ftypavi[fs]$/.test(bytes.toString('latin1', 4, 12))
}

/** With `--info` every frame is decoded, and nothing written. */
async function byAvifdec(path: string): Promise<Decoded> {
  const { out, errors, failed } = await run(requireProgram('avifdec'), ['--info', path])
  const size = /^ \* Resolution {5}: (\d+)x(\d+)$/m.exec(out)
  if (failed || size === null) return `${out} ${errors}`.trim().slice(-300)
  return { width: Number(size[1]), height: Number(size[2]) }
}

async function byFfprobe(path: string): Promise<Decoded> {
  const first = '-v error -select_streams v:0 -show_frames -read_intervals %+#1'
  const sizes = '-show_entries frame=width,height -of csv=p=0'
  const { out, errors } = await run(requireProgram('ffprobe'), [
    ...`${first} ${sizes}`.split(' '),
    path,
  ])
  const size = /^(\d+),(\d+)/.exec(out)
  if (size === null || errors.trim() !== '') return `${out} ${errors}`.trim().slice(0, 300)
  return { width: Number(size[1]), height: Number(size[2]) }
}

/** Hands pictures over as files. */
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
  return await decode(paths)
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
