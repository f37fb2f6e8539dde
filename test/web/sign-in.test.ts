import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Passwords } from '../../src/access/passwords.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { Keyart } from '../support/keyart.ts'
import { quarters, write } from '../support/pictures.ts'
import { needsPrograms } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { openChromium } from './chromium.ts'
import { buildPage } from './keyart-process.ts'

test('signing in to the gallery and out of it, in Chromium', async (t) => {
  if (!needsPrograms(t, 'chromium')) return

  await using folder = await temporaryFolder()
  const film = join(folder.path, 'films/Film (2001)')
  await mkdir(film, { recursive: true })
  await writeFile(join(film, 'Film (2001).mkv'), '')
  await write(join(film, 'poster.jpg'), quarters(200, 300).jpeg())
  const data = join(folder.path, 'data')
  await mkdir(data)
  {
    await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
    const id = 'a'.repeat(32)
    await catalog.putUser({ id, name: 'Ann', createdAt: 1 })
    await catalog.setPassword(id, await new Passwords().hash('hunter2'))
  }
  await buildPage()
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: join(folder.path, 'films') }],
    data,
    args: ['--access-images', 'signed-in'],
  })
  await using browser = await openChromium()
  const page = await browser.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${keyart.client.url}/keyart/`)

  await page.getByLabel('Name').fill('ann')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Wrong name or password.').waitFor()
  await page.getByLabel('Password').fill('hunter2')
  await page.getByRole('button', { name: 'Sign in' }).click()

  // A poster that is painted although images are closed.
  await page.getByRole('button', { name: 'Sign out Ann' }).waitFor()
  const painted = page.locator('img[src*="/Images/Primary"]').first()
  await painted.waitFor()
  const decoded = await painted.evaluate(async (node) => {
    const img = node as unknown as { decode(): Promise<void>; naturalWidth: number }
    await img.decode()
    return img.naturalWidth
  })
  assert.ok(decoded > 0)
  await page.reload()
  await page.getByRole('button', { name: 'Sign out Ann' }).click()
  await page.getByLabel('Password').waitFor()
  assert.equal(await page.evaluate(() => localStorage.getItem('keyart-token')), null)
  await page.reload()
  await page.getByLabel('Password').waitFor()
})
