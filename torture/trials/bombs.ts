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
  title: 'Originals that exhaust resources',
  method: `Small files that are expensive to decode or lie about themselves: gigapixels, a million frames,
gigabytes of compressed text, circular directories, thousands of scans, drawings that would take
years. The renderer gets one after the other while another client requests good images, none of
which may fail. Each call must end within its time limit (or twice that, as an original is probed
again), and memory must stay near the limit at which the process is killed. In a full run, all
files are also put beside media and uploaded to a real server.`,
  async run(context): Promise<readonly Figure[]> {
    const { mode, folder } = context
    const say = (text: string) => context.say(text)
    const { timeout, maxMemory } = limits[mode]
    const direct = join(folder, 'renderer')
    await mkdir(direct, { recursive: true })
    say(`${bombs.length} bombs straight through the renderer`)
    const outcome = await bombing(direct, bombs, { timeout, maxMemory })
    const http = mode === 'full' ? await throughServer(join(folder, 'server'), say) : undefined
    for (const line of [...outcome.unexplained, ...(http?.unexplained ?? [])]) say(line)
    say(`the slowest was ${outcome.slowest.name}`)
    return [
      tried('bombs', outcome.tried),
      tried('refused', outcome.refused),
      tried('rendered', outcome.drawn),
      tried('listed, but failed when rendered', outcome.failed),
      tried('renderer processes ended or replaced', outcome.ends),
      // Looked at, drawn twice, looked at again.
      atMost('slowest bomb', Math.round(outcome.slowest.took), 4 * timeout, ' ms'),
      atMost(
        'largest resident set of the renderer',
        Math.round(outcome.peak / 1e6),
        (3 * maxMemory) / 1e6,
        ' MB',
      ),
      tried('good images rendered meanwhile', outcome.sound),
      atMost('slowest of them', Math.round(outcome.slowestSound), 2 * timeout, ' ms'),
      none('unexpected results', outcome.unexplained.length),
      ...(http === undefined
        ? []
        : [
            tried('files and uploads on the server', http.scanned + http.uploaded),
            tried('requests for them', http.requests),
            none('responses that are not as documented', http.unexplained.length),
            none('temporary files left', http.leftFiles.length),
            none('descriptors leaked', http.leakedDescriptors.length),
            none('unexpected exits of the server', http.exitCode === 0 ? 0 : 1),
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
