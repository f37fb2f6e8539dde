import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DailyBudget } from '../../src/prerender/daily-budget.ts'

const hour = 60 * 60 * 1000

test('what is used in a day comes back within a day, and 0 is no limit', () => {
  let now = 0
  const budget = new DailyBudget(60, () => now)
  assert.equal(budget.isSpent, false)
  budget.use(90)
  assert.equal(budget.isSpent, true)
  now = 11 * hour
  assert.equal(budget.isSpent, true)
  now = 24 * hour
  assert.equal(budget.isSpent, false)
  const unlimited = new DailyBudget(0, () => now)
  unlimited.use(1e9)
  assert.equal(unlimited.isSpent, false)
})
