import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type BadOriginal } from '../../test/support/corpus/bad-original.ts'
import { bombing } from '../../test/support/corpus/bombing.ts'
import { bombs } from '../../test/support/corpus/bombs.ts'
import { throughHttp } from '../../test/support/corpus/through-http.ts'
import { atMost, type Figure, none, tried, type Trial } from '../trial.ts'

/** What the renderer may take for one call, and in memory before it is replaced. */
const limits = {
  short: { timeout: 4000, maxMemory: 400_000_000 },
  full: { timeout: 20_000, maxMemory: 1_000_000_000 },
} as const

/** The largest upload. */
const maxUploadBytes = 50_000_000

export const trial: Trial = {
  name: 'bombs',
  title: 'Originals made to exhaust',
  method: `Files that are small and dear, or say of themselves what is not so: pictures of gigapixels, a
million frames, compressed texts of gigabytes, directories that follow themselves, thousands of
scans, drawings that ask for years. The renderer gets one after the other while somebody else asks
for sound pictures, none of which may fail; each must be over within the time for calls (a second
one looks at an original again), and memory must stay near the bound at which the process is ended.
In the full form all of them also lie beside media and are uploaded to the real server.`,
  async run(context): Promise<readonly Figure[]> {
    const { form, folder } = context
    const say = (text: string) => context.say(text)
    const { timeout, maxMemory } = limits[form]
    const direct = join(folder, 'renderer')
    await mkdir(direct, { recursive: true })
    say(`${bombs.length} bombs straight through the renderer`)
    const outcome = await bombing(direct, bombs, { timeout, maxMemory })
    const http = form === 'full' ? await throughServer(join(folder, 'server'), say) : undefined
    for (const line of [...outcome.unexplained, ...(http?.unexplained ?? [])]) say(line)
    say(`the slowest was ${outcome.slowest.name}`)
    return [
      tried('bombs', outcome.tried),
      tried('not announced', outcome.refused),
      tried('drawn', outcome.drawn),
      tried('announced, but too much when drawn', outcome.failed),
      tried('renderer processes ended or replaced', outcome.ends),
      // Looked at, drawn twice, looked at again.
      atMost('slowest bomb', Math.round(outcome.slowest.took), 4 * timeout, ' ms'),
      atMost(
        'largest resident set of the renderer',
        Math.round(outcome.peak / 1e6),
        (3 * maxMemory) / 1e6,
        ' MB',
      ),
      tried('sound pictures made meanwhile', outcome.sound),
      atMost('slowest of them', Math.round(outcome.slowestSound), 2 * timeout, ' ms'),
      none('came otherwise than it must', outcome.unexplained.length),
      ...(http === undefined
        ? []
        : [
            tried('files and uploads to the server', http.scanned + http.uploaded),
            tried('requests for them', http.requests),
            none('answers that are not as documented', http.unexplained.length),
            none('temporary files left', http.leftFiles.length),
            none('descriptors leaked', http.leakedDescriptors.length),
            none('server ended otherwise than told', http.exitCode === 0 ? 0 : 1),
          ]),
    ]
  },
}

async function throughServer(folder: string, say: (text: string) => void) {
  say('the same beside media and as uploads')
  const files: BadOriginal[] = []
  for (const { name, make } of bombs) files.push({ name, bytes: await make() })
  // As base64 it is a third longer.
  const uploads = files.filter(({ bytes }) => bytes.length * 1.4 < maxUploadBytes)
  return await throughHttp(folder, { files, uploads }, ['--renderer-timeout-seconds', '12'])
}
