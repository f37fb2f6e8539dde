import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startFirst } from '../support/first-start.ts'
import { needsPrograms } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { openChromium } from './chromium.ts'
import { buildPage } from './keyart-process.ts'

test('the gallery shows how the demo library grows', async (t) => {
  if (!needsPrograms(t, 'chromium')) return
  await using folder = await temporaryFolder()
  await buildPage()
  await using browser = await openChromium()
  await using keyart = await startFirst(folder.path)
  await using context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  await page.goto(`${keyart.url}/keyart/`)
  await page
    .getByText(/Drawing the demo/)
    .first()
    .waitFor()
  const shelf = page.getByRole('list', { name: 'Latest in Movies' })
  await shelf.locator('.card .picture:is(.there, .at-once)').first().waitFor()
  const before = await shelf.locator('.card').count()
  await shelf.locator('.card').nth(before).waitFor()
  assert.ok((await keyart.report()).drawing)
  assert.equal(await page.getByText('No artwork yet').count(), 0)
})
