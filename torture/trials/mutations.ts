import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { readdir } from 'node:fs/promises'
import { type RendererEvent, SharpRenderer } from '../../src/render/sharp/sharp-renderer.ts'
import { mutants } from '../../test/support/corpus/mutants.ts'
import { throughHttp } from '../../test/support/corpus/through-http.ts'
import { throughRenderer } from '../../test/support/corpus/through-renderer.ts'
import { openFiles } from '../../test/support/descriptors.ts'
import { atMost, type Figure, none, tried, type Trial } from '../trial.ts'

/** How many go straight through the renderer, and both ways in through the whole server. */
const extents = {
  short: { direct: 1500, files: 60, uploads: 60 },
  full: { direct: 20_000, files: 600, uploads: 600 },
} as const

/** Longest time of one call, in milliseconds. */
const timeout = 10_000

export const trial: Trial = {
  name: 'mutations',
  title: 'Damaged originals',
  method: `A seeded generator truncates, flips, splices and overwrites small images of every format and
variant. Most go directly to the renderer, which probes them and creates images from those that
can still be decoded. The others are put beside media or uploaded, and requested from a real server
in six sizes. Each must give an image or be reported as damaged (\`IMAGE_INVALID\` for an upload, not listed in a library, \`SOURCE_DAMAGED\` or
\`RENDER_FAILED\` for a request). Nothing may hang, stay open, or be left in a temporary folder.`,
  async run(context): Promise<readonly Figure[]> {
    const { mode, folder, seed } = context
    const { direct, files, uploads } = extents[mode]
    context.say(`${direct} mutations straight through the renderer`)
    const through = await straight(join(folder, 'renderer'), direct, seed)
    context.say(`${files} files and ${uploads} uploads through the server`)
    const bad = await Array.fromAsync(mutants(files + uploads, seed + 1))
    const http = await throughHttp(join(folder, 'server'), {
      files: bad.slice(0, files),
      uploads: bad.slice(files),
    })
    for (const line of [...through.unexplained, ...http.unexplained]) context.say(line)
    context.say(`the slowest was ${through.slowest.name}`)
    return [
      tried('mutations tried', direct + files + uploads),
      tried('decoded and rendered', through.sound),
      tried('refused as damaged', through.refused),
      tried('decoded, but failed to render', through.failed),
      tried('renderer processes ended or replaced', through.ends),
      atMost('slowest mutation', Math.round(through.slowest.took), 2 * timeout, ' ms'),
      tried('files listed', http.announced),
      tried('uploads accepted', http.stored),
      tried('requests', http.requests),
      tried('images returned', http.pictures),
      none(
        'neither an image nor reported as damaged',
        through.unexplained.length + http.unexplained.length,
      ),
      none('temporary files left', through.leftFiles + http.leftFiles.length),
      none('descriptors leaked', through.leakedDescriptors + http.leakedDescriptors.length),
      none('unexpected exits of the server', http.exitCode === 0 ? 0 : 1),
    ]
  },
}

async function straight(folder: string, count: number, seed: number) {
  await mkdir(folder, { recursive: true })
  const events: RendererEvent[] = []
  await using renderer = new SharpRenderer({
    maxSourceBytes: 100_000_000,
    maxSourcePixels: 120_000_000,
    maxWaiting: 1000,
    maxMemory: 1_000_000_000,
    timeout,
    onEvent: (event) => events.push(event),
  })
  const warm = await throughRenderer(renderer, folder, mutants(60, seed + 2))
  const process = renderer.process?.pid
  const open = process === undefined ? 0 : openFiles(process).length
  const outcome = await throughRenderer(renderer, folder, mutants(count, seed))
  const now = renderer.process?.pid
  return {
    ...outcome,
    unexplained: [...warm.unexplained, ...outcome.unexplained],
    ends: events.length,
    leftFiles: (await readdir(folder)).length,
    leakedDescriptors: now === undefined ? 0 : Math.max(0, openFiles(now).length - open),
  }
}
