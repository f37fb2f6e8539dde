import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { makeDemoLibrary } from '../../demo/demo-library.ts'
import { allImages } from '../../web/src/item-images.ts'
import type { ItemDto, ItemsAnswer } from '../../web/src/wire.ts'
import { needsPrograms } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { openChromium } from './chromium.ts'
import { buildPage, startKeyart } from './keyart-process.ts'
import { difference, paintedIn } from './painted.ts'
import { answerManyFilms, manyFilms } from './many-films.ts'

/** Far more than anything here takes, even on a busy machine. */
const patienceMs = 15_000

test('the gallery in Chromium', async (t) => {
  if (!needsPrograms(t, 'chromium')) return

  await using folder = await temporaryFolder()
  await buildPage()
  const libraries = await makeDemoLibrary(join(folder.path, 'demo'), { scale: 'small' })
  await using keyart = await startKeyart(libraries, join(folder.path, 'data'))
  await using browser = await openChromium()

  const views = await getJson<ItemsAnswer>(`${keyart.url}/UserViews`)
  const movies = views.Items.find(({ CollectionType }) => CollectionType === 'movies')
  assert.ok(movies)
  const moviesPlace = `${keyart.url}/keyart/#/library/${movies.Id}`
  const films = await getJson<ItemsAnswer>(
    `${keyart.url}/Items?ParentId=${movies.Id}&Recursive=true&IncludeItemTypes=Movie&SortBy=SortName`,
  )

  /** A fresh visitor. What the page complains of, or asks of other servers, fails the test. */
  const visit = async (
    place: string,
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ) => {
    await using context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    })
    context.setDefaultTimeout(patienceMs)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(keyart.url) && !/^(data|blob):/.test(url)) complaints.push(url)
    })
    await page.goto(place)
    await look(page)
    assert.deepEqual(complaints, [])
  }

  await t.test('/ leads to shelves of every library', () =>
    visit(keyart.url, async (page) => {
      await page.waitForURL('**/keyart/')
      for (const { Name } of views.Items) {
        await page.getByRole('navigation', { name: 'Libraries' }).getByText(Name).waitFor()
        const shelf = page.getByRole('list', { name: `Latest in ${Name}` })
        const { spread } = await paintedIn(shelf.locator('.card').first().locator('.art'))
        assert.ok(spread > 5, `the first picture of ${Name} is flat (${spread})`)
      }
    }),
  )

  await t.test('posters are painted, each its own, and cached for ever', () =>
    visit(moviesPlace, async (page) => {
      const cards = page.getByRole('grid').locator('.card[href] .art')
      await cards.first().waitFor()
      const painted = []
      for (const index of [0, 1, 2]) painted.push(await paintedIn(cards.nth(index)))
      for (const { spread } of painted) assert.ok(spread > 5, `a flat poster: ${spread}`)
      const [a, b, c] = painted
      assert.ok(a && b && c)
      for (const [one, other] of [[a, b] as const, [b, c] as const, [a, c] as const])
        assert.ok(difference(one, other) > 2, 'two posters look the same')
      const source = await cards.first().locator('img').getAttribute('src')
      const response = await fetch(new URL(source ?? '', keyart.url))
      assert.match(response.headers.get('cache-control') ?? '', /immutable/)
    }),
  )

  await t.test('a library is gone through by keys alone', () =>
    visit(moviesPlace, async (page) => {
      const focused = page.locator('.card:focus')
      await page.getByRole('grid').locator('.card[href]').first().waitFor()
      await page.keyboard.press('/')
      const box = page.getByRole('searchbox')
      assert.equal(
        await box.evaluate((node: Node) => node === node.ownerDocument.activeElement),
        true,
      )
      const [wanted] = films.Items
      assert.ok(wanted)
      await box.fill(wanted.Name)
      await page.waitForURL('**/*q=*')
      await page.getByRole('grid').locator('.card[href]').first().waitFor()
      await page.keyboard.press('Escape')
      await page.waitForURL((url) => !url.hash.includes('q='))
      await page.keyboard.press('/')
      await box.press('ArrowDown')
      await focused.waitFor()
      const at = async () => Number(await focused.getAttribute('data-index'))
      assert.equal(await at(), 0)
      await page.keyboard.press('ArrowRight')
      await page.locator('.card[data-index="1"]:focus').waitFor()
      await page.keyboard.press('ArrowRight')
      await page.locator('.card[data-index="2"]:focus').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForURL('**/#/item/*')
      await page.keyboard.press('Escape')
      await page.locator('.card[data-index="2"]:focus').waitFor()
    }),
  )

  await t.test('an item shows every image that it announces', async () => {
    const richest = await richestOf(keyart.url, films.Items)
    const announced = allImages(richest, [])
    assert.ok(announced.length >= 3)
    await visit(`${keyart.url}/keyart/#/item/${richest.Id}`, async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor()
      for (const { type, index } of announced) {
        const piece = page.locator(`.piece[data-type="${type}"][data-image-index="${index}"]`)
        const { spread } = await paintedIn(piece.locator('.frame'))
        assert.ok(spread > 1, `${type} ${index} is flat (${spread})`)
      }
      assert.equal(await page.locator('.piece').count(), announced.length)
    })
  })

  await t.test('the inspector tells the truth about a size', async () => {
    const richest = await richestOf(keyart.url, films.Items)
    await visit(`${keyart.url}/keyart/#/item/${richest.Id}`, async (page) => {
      await page.locator('.piece').first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('maxWidth').fill('')
      await dialog.getByLabel('fillWidth').fill('123')
      await dialog.getByLabel('format').selectOption('png')
      const fact = (name: string) => dialog.locator(`[data-fact="${name}"]`)
      await fact('Rendered')
        .getByText(/^123 × /)
        .waitFor()
      const url = await dialog.getByLabel('URL of the image').inputValue()
      const body = Buffer.from(await (await fetch(url)).arrayBuffer())
      const { width, height, format } = await sharp(body).metadata()
      assert.equal(await fact('Rendered').textContent(), `${width} × ${height}`)
      assert.equal(format, 'png')
      assert.match((await fact('Cache-Status').textContent()) ?? '', /hit|miss|collapsed/)
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await page.getByRole('heading', { level: 1 }).waitFor()
    })
  })

  await t.test('dark and light follow the system until chosen otherwise', async () => {
    const ground = async (page: Page) => {
      await page.getByRole('grid').locator('.card[href]').first().waitFor()
      const shot = await page.screenshot({ clip: { x: 0, y: 100, width: 8, height: 8 } })
      const { channels } = await sharp(shot).stats()
      return channels[0]?.mean ?? 0
    }
    const look = async (page: Page) => assert.ok((await ground(page)) > 200)
    await visit(moviesPlace, look, { colorScheme: 'light' })
    await visit(
      moviesPlace,
      async (page) => {
        assert.ok((await ground(page)) < 60)
        await page.getByRole('button', { name: 'Use the light theme' }).click()
        assert.ok((await ground(page)) > 200)
        await page.reload()
        assert.ok((await ground(page)) > 200, 'the choice outlives a reload')
      },
      { colorScheme: 'dark' },
    )
  })

  await t.test('ten thousand films scroll with few nodes, and back leads to where one was', () =>
    visit('about:blank', async (page) => {
      await answerManyFilms(page)
      await page.goto(moviesPlace)
      const card = (index: number) => page.locator(`.card[data-index="${index}"]`)
      await card(0).and(page.locator('[href]')).waitFor()
      await card(0).focus()
      let most = 0
      for (let step = 0; step < 25; step++) {
        await page.keyboard.press('PageDown')
        most = Math.max(most, await page.locator('#app *').count())
      }
      await page.keyboard.press('End')
      await page.locator(`.card[data-index="${manyFilms - 1}"][href]:focus`).waitFor()
      most = Math.max(most, await page.locator('#app *').count())
      assert.ok(most < 2000, `${most} nodes`)

      await page.keyboard.press('PageUp')
      await page.locator('.card[href]:focus').waitFor()
      const place = await scrolled(page)
      assert.ok(place > 100_000)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/#/item/*')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.goBack()
      await page.locator('.card[href]:focus').waitFor()
      assert.ok(Math.abs((await scrolled(page)) - place) <= 2)
    }),
  )

  await t.test('an item that is not there says so', async () => {
    await using context = await browser.newContext()
    context.setDefaultTimeout(patienceMs)
    const page = await context.newPage()
    await page.goto(`${keyart.url}/keyart/#/item/${'f'.repeat(32)}`)
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor()
  })
})

async function scrolled(page: Page): Promise<number> {
  return await page.evaluate(() => (globalThis as unknown as { scrollY: number }).scrollY)
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url)
  assert.equal(response.status, 200, url)
  return (await response.json()) as T
}

async function richestOf(url: string, items: readonly ItemDto[]): Promise<ItemDto> {
  const whole = await Promise.all(items.map(({ Id }) => getJson<ItemDto>(`${url}/Items/${Id}`)))
  const counts = whole.map((item) => allImages(item, []).length)
  const richest = whole[counts.indexOf(Math.max(...counts))]
  assert.ok(richest)
  return richest
}
