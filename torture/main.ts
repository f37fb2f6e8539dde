/**
 * `npm run torture -- [--short] [--only NAME]… [--seed N] [--write]`: does bad things to real
 * servers and prints in Markdown what came of it; exit code 1 when anything is not as it must be.
 * `--write` also keeps the report of a whole run in docs/project/reliability.md; that of some trials takes
 * the place of their sections there.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { temporaryFolder } from '../test/support/temporary.ts'
import { answers } from './answers.ts'
import { findMissingTests } from './check-answers.ts'
import { describeRun, putOutcomes, verdict } from './report.ts'
import { hasHeld, runTrials } from './run-trials.ts'
import * as all from './trials.ts'

const trials = Object.values(all)
const names = trials.map(({ name }) => name)
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: names },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const unknown = values.only.filter((name) => !names.includes(name))
if (unknown.length > 0)
  throw new Error(`Expected some of ${names.join(', ')} for --only but got ${unknown.join(', ')}`)
const chosen = trials.filter(({ name }) => values.only.includes(name))
const mode = values.short ? 'short' : 'full'
// A long run is to find something new each time; a short one to fail for a reason alone.
const seed = Number(values.seed ?? (mode === 'short' ? 1 : Date.now() % 1_000_000))
if (!Number.isSafeInteger(seed) || seed < 0)
  throw new Error(`Expected a whole number of at least 0 for --seed but got ${values.seed}`)
// Through `exit`, so that what is still there is ended and taken away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const start = performance.now()
await using folder = await temporaryFolder('torture')
const say = (text: string) => void process.stderr.write(`${text}\n`)
const outcomes = await runTrials(chosen, { root: folder.path, mode, seed, say })
const missing = await findMissingTests(answers)
const seconds = (performance.now() - start) / 1000
const layOut = (text: string) => format(text, { parser: 'markdown', printWidth: 100 })
const page = await layOut(describeRun({ outcomes, answers, missing, mode, seed, seconds }))
process.stdout.write(page)
if (values.write) {
  const file = fileURLToPath(new URL('../docs/project/reliability.md', import.meta.url))
  const date = new Date().toISOString().slice(0, 10)
  const isWhole = chosen.length === trials.length
  const written = isWhole
    ? page
    : await layOut(putOutcomes(await readFile(file, 'utf8'), outcomes, { seed, date }))
  await writeFile(file, written)
}
say(`${verdict(outcomes, missing)} ${Math.round(seconds)} s in all, seed ${seed}`)
if (missing.length > 0 || !outcomes.every(hasHeld)) process.exitCode = 1
