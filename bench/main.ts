/**
 * `npm run bench -- [--tiny | --full] [--only NAME]… [--write] [--page NAME] [--profile]`: prints the
 * report in Markdown; `--write` also writes it to docs/project/benchmarks.md (or that of `--page`), with its
 * chart. `--profile` has each Keyart write a profile of the processor when it ends.
 *
 * `npm run bench -- --beside URL --api-key KEY --folder FOLDER [--pid PID]`: measures another server
 * of the family, which serves the films of that folder, beside Keyart, and nothing else.
 *
 * `npm run bench -- --in-front URL --api-key KEY [--pid PID]`: measures a Keyart in front of another
 * server of the family beside that server alone, and nothing else.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { temporaryFolder } from '../test/support/temporary.ts'
import type { Benchmark } from './benchmark.ts'
import { cacheFolder, buildSeconds } from './cached.ts'
import { drawPictures } from './library.ts'
import { atSize } from './measures/at-size.ts'
import { beside, type OtherServer } from './measures/beside.ts'
import { busy } from './measures/busy.ts'
import { cold } from './measures/cold.ts'
import { firstAnswer } from './measures/first-answer.ts'
import { hits } from './measures/hits.ts'
import { inFront, type OriginServer } from './measures/in-front.ts'
import { idle } from './measures/idle.ts'
import { leavers } from './measures/leavers.ts'
import { lists } from './measures/lists.ts'
import { memory } from './measures/memory.ts'
import { page } from './measures/page.ts'
import { photographs } from './measures/photographs.ts'
import { prerender } from './measures/prerender.ts'
import { rescan } from './measures/rescan.ts'
import { intermediates } from './measures/intermediates.ts'
import { scan } from './measures/scan.ts'
import { smallMachine } from './measures/small-machine.ts'
import { upstream } from './measures/upstream.ts'
import { unseen } from './measures/unseen.ts'
import { wall } from './measures/wall.ts'
import { drawChart } from './report/chart.ts'
import { describeRun } from './report/page.ts'
import { missing, type Section } from './report/row.ts'

/** In the order of the report. */
const benchmarks: readonly Benchmark[] = [
  hits,
  busy,
  cold,
  intermediates,
  firstAnswer,
  wall,
  unseen,
  leavers,
  photographs,
  scan,
  rescan,
  lists,
  memory,
  idle,
  prerender,
  smallMachine,
  page,
  upstream,
  atSize,
]

const { values } = parseArgs({
  options: {
    tiny: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
    page: { type: 'string', default: 'benchmarks' },
    profile: { type: 'boolean', default: false },
    beside: { type: 'string' },
    'in-front': { type: 'string' },
    'api-key': { type: 'string', default: '' },
    folder: { type: 'string' },
    pid: { type: 'string' },
  },
})
const { tiny, full, only, write, page: name, profile } = values
const size = full ? 'full' : tiny ? 'tiny' : 'quick'
const unknown = only.filter((name) => !benchmarks.some((one) => one.name === name))
if (unknown.length > 0)
  throw new Error(
    `Expected some of ${benchmarks.map(({ name }) => name).join(', ')} for --only but got ${unknown.join(', ')}`,
  )
const others = [
  ...(values.beside === undefined ? [] : [beside(otherServer(values.beside))]),
  ...(values['in-front'] === undefined ? [] : [inFront(originServer(values['in-front']))]),
]
const chosen =
  others.length > 0
    ? others
    : benchmarks.filter(({ name, isLong }) =>
        only.length > 0 ? only.includes(name) : size !== 'quick' || isLong !== true,
      )
// Through `exit`, so that what is still there is ended and taken away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
if (profile) {
  const place = join(cacheFolder, 'profiles')
  process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${place}`
  say(`Profiles will be in ${place}, to be opened in Chrome's DevTools or in VS Code`)
}

const start = performance.now()
await using root = await temporaryFolder('bench')
say('Laying out pictures, which are drawn the first time')
const pictures = await drawPictures(join(root.path, 'pictures'))
const sections: Section[] = []
for (const benchmark of chosen) sections.push(await runOne(benchmark))
const flags = [
  ...(size === 'quick' ? [] : [`--${size}`]),
  ...only.map((name) => `--only ${name}`),
  ...(values.beside === undefined ? [] : ['--beside URL --folder FOLDER']),
  ...(values['in-front'] === undefined ? [] : ['--in-front URL']),
  ...(others.length === 0 ? [] : ['--api-key KEY']),
]
const command = ['npm run bench', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' ')
const seconds = (performance.now() - start) / 1000
const report = await format(
  describeRun({ name, sections, command, seconds, making: buildSeconds() }),
  { parser: 'markdown', printWidth: 100 },
)
process.stdout.write(report)
if (write) {
  const docs = fileURLToPath(new URL('../docs/project/', import.meta.url))
  await writeFile(join(docs, `${name}.md`), report)
  await writeFile(join(docs, 'images', `${name}.svg`), drawChart(sections))
}
say(`${Math.round(seconds)} s in all`)

/** One that fails says so in its place, and the rest go on. */
async function runOne(benchmark: Benchmark): Promise<Section> {
  const { name } = benchmark
  const since = performance.now()
  const folder = join(root.path, name)
  await mkdir(folder)
  try {
    return await benchmark.run({ folder, size, pictures })
  } catch (error) {
    process.exitCode = 1
    const reason = error instanceof Error ? error.message : String(error)
    say(`${name}: ${reason}`)
    return { title: name, method: '', rows: [missing(name, reason)], notes: [] }
  } finally {
    say(`${name}: ${((performance.now() - since) / 1000).toFixed(1)} s`)
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function originServer(url: string): OriginServer {
  const { pid } = values
  return { url, key: values['api-key'], pid: pid === undefined ? undefined : Number(pid) }
}

function otherServer(url: string): OtherServer {
  const { folder } = values
  if (folder === undefined) throw new Error('Expected --folder, the films that the other serves')
  return { ...originServer(url), folder }
}
