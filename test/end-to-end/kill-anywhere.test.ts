import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killRounds } from '../support/killing/kill-rounds.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** `npm run torture -- --only kills` kills more often. */
const kills = 4

test('a server that is killed anywhere has all that it answered, and starts again', async () => {
  await using folder = await temporaryFolder()
  const tally = await killRounds({ folder: folder.path, kills, seed: 20_262 })
  assert.deepEqual(tally.harm, [])
  assert.ok(tally.answers >= kills / 2, `Only ${tally.answers} requests were answered in time`)
  assert.ok(tally.uploads >= kills)
})
