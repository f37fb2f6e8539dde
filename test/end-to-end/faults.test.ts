import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folderOf } from '../../src/cli/folder/existing-folder.ts'
import { isOpenProblem } from '../../src/upkeep/faults.ts'
import { verify } from '../../src/upkeep/verify.ts'
import { FaultFixture } from '../support/faults/fault-fixture.ts'
import { faults, leftovers, suffer } from '../support/faults/faults.ts'
import { canMount, needsMounts } from '../support/mounts.ts'
import { requireOrSkip } from '../support/require-or-skip.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('what befalls a server and passes', async (context) => {
  if (!requireOrSkip(context, await canMount(), needsMounts)) return
  await using folder = await temporaryFolder()
  await using fixture = await FaultFixture.open(folder.path)
  for (const fault of faults)
    await context.test(fault.name, async () => assert.deepEqual(await suffer(fixture, fault), []))
  assert.equal(await fixture.keyart.stop(), 0)
  assert.deepEqual(await leftovers(fixture), [])
  const { findings } = await verify(folderOf(fixture.data))
  assert.deepEqual(findings.filter(isOpenProblem), [])
})
