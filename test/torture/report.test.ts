import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeRun, putOutcomes, verdict } from '../../torture/report.ts'
import { hasHeld, runTrials } from '../../torture/run-trials.ts'
import { atLeast, none, tried, type Trial } from '../../torture/trial.ts'
import { temporaryFolder } from '../support/temporary.ts'

const trialOf = (name: string, run: Trial['run']): Trial => ({
  name,
  title: `Title of ${name}`,
  method: 'Something is done.',
  run,
})

async function runAll(...trials: readonly Trial[]) {
  await using folder = await temporaryFolder()
  const options = { root: folder.path, mode: 'short', seed: 3, say: () => {} } as const
  return await runTrials(trials, options)
}

const describe = (outcomes: Awaited<ReturnType<typeof runAll>>, missing: readonly string[] = []) =>
  describeRun({ outcomes, answers: [], missing, mode: 'short', seed: 3, seconds: 61 })

test('a run in which all holds says so', async () => {
  const outcomes = await runAll(
    trialOf('good', async ({ folder, seed }) => {
      assert.ok(existsSync(folder))
      return await Promise.resolve([tried('Tried', seed, ' s'), atLeast('Held', 1234, 1000)])
    }),
  )
  assert.ok(outcomes.every(hasHeld))
  const page = describe(outcomes)
  assert.match(page, /\*\*All 3 figures with a limit are within it\.\*\*/)
  assert.match(page, /\| Tried \| 3 s \| {2}\| {2}\|\n\| Held \| 1,234 \| ≥ 1000 \| held \|/)
})

test('what does not hold, breaks off or leaves something behind is named, and the rest goes on', async () => {
  const outcomes = await runAll(
    trialOf('broken', () => Promise.reject(new Error('No way'))),
    trialOf('bad', () => Promise.resolve([none('Lost', 2)])),
    trialOf('untold', () => Promise.resolve([atLeast('Told', NaN, 1)])),
    trialOf('litter', async () => {
      await writeFile(join(await mkdtemp(join(tmpdir(), 'litter-')), 'x'), '')
      return []
    }),
    trialOf('good', () => Promise.resolve([none('Lost', 0)])),
  )
  assert.deepEqual(outcomes.map(hasHeld), [false, false, false, false, true])
  assert.match(verdict(outcomes, []), /: broken, bad, untold, litter\.$/)
  const page = describe(outcomes)
  assert.match(page, /\*\*Aborted\*\*: No way/)
  assert.match(page, /\| Lost \| 2 \| ≤ 0 \| \*\*failed\*\* \|/)
  assert.match(page, /\| Temporary files left behind \| 1 \|/)
})

test('a test that an answer names and that is not there fails the run', () => {
  assert.match(verdict([], ['a.test.ts: b']), /missing tests \(a\.test\.ts: b\)/)
})

test('trials that ran alone take the place of their sections, or come behind the others', async () => {
  const outcomes = await runAll(trialOf('first', () => Promise.resolve([none('Lost', 0)])))
  const page = describe(outcomes)
  const later = await runAll(
    trialOf('first', () => Promise.resolve([none('Lost', 7)])),
    trialOf('second', () => Promise.resolve([none('Torn', 0)])),
  )
  const verdict = putOutcomes(page, later, { seed: 5, date: '2026-01-02' })
  assert.equal(verdict.match(/^## /gm)?.length, page.match(/^## /gm)!.length + 1)
  assert.match(verdict, /\| Lost \| 7 \|/)
  assert.doesNotMatch(verdict, /\| Lost \| 0 \|/)
  assert.match(verdict, /`--only second`, run separately on 2026-01-02 with `--seed 5`/)
  assert.ok(verdict.indexOf('Title of second') < verdict.indexOf('## The sandbox'))
})
