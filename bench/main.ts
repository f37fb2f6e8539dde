/**
 * `npm run bench -- [--quick | --full] [--write]`: prints a Markdown table; `--write` also keeps
 * it in docs/benchmarks.md.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { full, quick } from './parameters.ts'
import { describeRun, toTable } from './report.ts'
import { runAll } from './run-all.ts'
import { temporaryFolder } from './temporary.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
// Through `exit`, so that what is still there is taken away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const parameters = values.full ? full : quick
const start = performance.now()
await using folder = await temporaryFolder()
const say = (text: string) => void process.stderr.write(`${text}\n`)
const rows = await runAll(folder.path, parameters, say)
const seconds = (performance.now() - start) / 1000

const text = await format(toTable(rows), { parser: 'markdown' })
process.stdout.write(text)
say(`${Math.round(seconds)} s in all`)
if (values.write) {
  const target = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))
  const page = describeRun(rows, parameters, values.full ? '--full' : '--quick', seconds)
  await writeFile(target, await format(page, { parser: 'markdown', printWidth: 100 }))
}
