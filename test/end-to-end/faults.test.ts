import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folderOf } from '../../src/cli/folder/kept-folder.ts'
import { isOpenProblem } from '../../src/upkeep/faults.ts'
import { verify } from '../../src/upkeep/verify.ts'
import { FaultHouse } from '../support/faults/fault-house.ts'
import { faults, leftovers, suffer } from '../support/faults/faults.ts'
import { canMount, needsMounts } from '../support/mounts.ts'
import { requireOrSkip } from '../support/require-or-skip.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('what befalls a server and passes', async (context) => {
  if (!requireOrSkip(context, await canMount(), needsMounts)) return
  await using folder = await temporaryFolder()
  await using house = await FaultHouse.open(folder.path)
  for (const fault of faults)
    await context.test(fault.name, async () => assert.deepEqual(await suffer(house, fault), []))
  assert.equal(await house.keyart.stop(), 0)
  assert.deepEqual(await leftovers(house), [])
  const { findings } = await verify(folderOf(house.data))
  assert.deepEqual(findings.filter(isOpenProblem), [])
})
