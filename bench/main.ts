/**
 * `npm run bench -- [--tiny | --full] [--only NAME]… [--write] [--page NAME] [--profile]`: prints the
 * report in Markdown; `--write` also keeps it in docs/project/benchmarks.md (or that of `--page`), with its
 * chart. `--profile` instead prints where the time of hits goes.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { drawChart } from './report/chart.ts'
import { secondsOfMaking } from './kept.ts'
import { describeRun } from './report/page.ts'
import { benchmarks, runAll, runProfile } from './run-all.ts'
import { temporaryFolder } from './temporary.ts'

const { values } = parseArgs({
  options: {
    tiny: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
    page: { type: 'string', default: 'benchmarks' },
    profile: { type: 'boolean', default: false },
  },
})
const size = values.full ? 'full' : values.tiny ? 'tiny' : 'quick'
const only =
  values.only ??
  benchmarks.filter(({ isLong }) => size !== 'quick' || isLong !== true).map(({ name }) => name)
const unknown = only.filter((name) => !benchmarks.some((one) => one.name === name))
if (unknown.length > 0)
  throw new Error(
    `Expected some of ${benchmarks.map(({ name }) => name).join(', ')} for --only but got ${unknown.join(', ')}`,
  )
// Through `exit`, so that what is still there is ended and taken away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const start = performance.now()
await using folder = await temporaryFolder()
const say = (text: string) => void process.stderr.write(`${text}\n`)
const options = { root: folder.path, size, only: new Set(only), say } as const
const flags = [
  ...(size === 'quick' ? [] : [`--${size}`]),
  ...(values.only ?? []).map((name) => `--only ${name}`),
]
const command = ['npm run bench', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' ')
const { page: pageName } = values
if (values.profile) print(await runProfile(options))
else {
  const sections = await runAll(options)
  const seconds = (performance.now() - start) / 1000
  const page = await format(
    describeRun({ name: pageName, sections, command, seconds, making: secondsOfMaking() }),
    {
      parser: 'markdown',
      printWidth: 100,
    },
  )
  print(page)
  if (values.write) {
    const docs = new URL('../docs/project/', import.meta.url)
    await writeFile(fileURLToPath(new URL(`${pageName}.md`, docs)), page)
    await writeFile(fileURLToPath(new URL(`images/${pageName}.svg`, docs)), drawChart(sections))
  }
}
say(`${Math.round((performance.now() - start) / 1000)} s in all`)

function print(text: string): void {
  process.stdout.write(text)
}
