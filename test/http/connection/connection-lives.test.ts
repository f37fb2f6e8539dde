import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareLives } from '../../support/connections/compare.ts'
import { livesCutEverywhere, randomLife } from '../../support/connections/life.ts'
import { Seeded } from '../../support/seeded.ts'

/** Thousands more: `npm run torture -- --only connections`. */
const count = 300

test('each of 300 lives of connections sees what it sees of Node alone, and nothing of others', async (t) => {
  const random = new Seeded(300)
  const lives = Array.from({ length: count }, (_, id) => randomLife(id, random))
  const { answers, upgrades, faults } = await compareLives(lives)
  t.diagnostic(`${answers} answers, ${upgrades} upgrades`)
  assert.deepEqual(faults, [])
  assert.ok(answers > count && upgrades > count / 10)
})

test('requests that are cut in two at any byte, and handed over at any, are answered as by Node alone', async (t) => {
  const { lives, answers, upgrades, faults } = await compareLives(livesCutEverywhere())
  t.diagnostic(`${lives} lives, ${answers} answers, ${upgrades} upgrades`)
  assert.deepEqual(faults, [])
  assert.ok(answers > 3 * lives)
})
