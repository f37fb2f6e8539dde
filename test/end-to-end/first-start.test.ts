import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startFirst } from '../support/first-start.ts'
import { eventually } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('the first start serves at once, and the demo library grows behind it', async () => {
  await using folder = await temporaryFolder()
  const marker = join(folder.path, 'demo-library/.keyart-demo.json')
  {
    await using keyart = await startFirst(folder.path)
    assert.equal((await fetch(`${keyart.url}/health/ready`)).status, 200)
    // It is served before it is drawn, and even before it is known how much there is to draw.
    await eventually(async () => {
      const { drawing } = await keyart.report()
      assert.ok(drawing && drawing.done < drawing.total)
    })
    await eventually(async () => assert.ok((await keyart.report()).images > 0))
    assert.ok((await keyart.report()).drawing)
  }
  assert.ok(existsSync(marker))
  // What is there is there at once, and the rest is gone on with.
  await using keyart = await startFirst(folder.path)
  await eventually(async () => assert.ok((await keyart.report()).images > 0))
  await eventually(async () => assert.ok((await keyart.report()).drawing))
})
