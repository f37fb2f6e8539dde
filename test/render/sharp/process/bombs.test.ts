import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bombing } from '../../../support/corpus/bombing.ts'
import { bombs } from '../../../support/corpus/bombs.ts'
import { temporaryFolder } from '../../../support/temporary.ts'

test('jellyfin#17641: originals made to exhaust are refused, or drawn like any other; those beside them are not held up', async (t) => {
  await using folder = await temporaryFolder()
  // What is cut off by the clock is tried in torture/trials/bombs.ts.
  const plain = bombs.filter(({ name }) => !name.startsWith('SVG'))
  const limits = { timeout: 60_000, maxMemory: 1_000_000_000 }
  const outcome = await bombing(folder.path, plain, limits)
  const { tried, refused, drawn, ends, slowest, peak, sound } = outcome
  t.diagnostic(
    `${tried} tried: ${refused} refused, ${drawn} drawn, ${ends} processes ended; ${slowest.name} took ${Math.round(slowest.took)} ms; ${Math.round(peak / 1e6)} MB; ${sound} sound pictures meanwhile`,
  )
  assert.deepEqual(outcome.unexplained, [])
  assert.ok(peak < 2_000_000_000)
  assert.ok(sound > 0)
})
