import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { parseExposition } from '../support/exposition.ts'
import { Keyart } from '../support/keyart.ts'
import { writeFilms } from '../support/load.ts'
import { needsPrograms } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { openChromium } from './chromium.ts'
import { buildPage } from './keyart-process.ts'
import { difference, paintedIn } from './painted.ts'

/** Far more than the gallery keeps as elements, and more than a page of its list. */
const films = 150
const patienceMs = 20_000

test('jellyfin#4815: pictures that were scrolled away from are there again, in Chromium', async (t) => {
  if (!needsPrograms(t, 'chromium')) return

  await using folder = await temporaryFolder()
  await buildPage()
  const movies = await writeFilms(join(folder.path, 'films'), films, { width: 400, height: 600 })
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: movies }],
    data: join(folder.path, 'data'),
  })
  const { Items: views } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(
    '/UserViews',
  )
  await using browser = await openChromium()
  await using context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
  })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  await page.goto(`${keyart.url}/keyart/#/library/${views[0]!.Id}`)
  await page.locator('.card[href]').first().waitFor()

  await t.test('however fast one scrolls, every card has its picture', async () => {
    for (let round = 0; round < 3; round++)
      for (const share of [0.2, 0.4, 0.6, 0.8, 1, 0.7, 0.3, 0]) {
        await scrollTo(page, share)
        // As long as an eye rests on what it flies over: no picture has come by then.
        await page.waitForTimeout(round * 40)
      }
    for (const share of [0, 0.5, 1]) {
      await scrollTo(page, share)
      checkShown(await shownCards(page))
    }
  })

  await t.test('pictures that were seen are shown again without asking the server', async () => {
    const places = Array.from({ length: 11 }, (_, place) => place / 10)
    const seen = new Map<string, string>()
    for (const share of places) {
      await scrollTo(page, share)
      for (const { href, source } of checkShown(await shownCards(page))) seen.set(href, source)
    }
    assert.equal(seen.size, films)

    await scrollTo(page, 0)
    await shownCards(page)
    const art = page.locator('.card[href] .art').first()
    const before = await paintedIn(art)
    const asked = await imagesAsked(keyart)
    assert.ok(asked >= films)
    for (const share of [1, 0, ...places.toReversed()]) {
      await scrollTo(page, share)
      for (const { href, source } of checkShown(await shownCards(page)))
        assert.equal(source, seen.get(href))
    }
    assert.equal(await imagesAsked(keyart), asked)
    const after = await paintedIn(art)
    assert.ok(difference(before, after) < 1, 'it is another picture than before')
  })
})

/** Jumps to a place in the page, 0 its top and 1 its end. */
async function scrollTo(page: Page, share: number): Promise<void> {
  await page.evaluate(async (to) => {
    const window = globalThis as unknown as PageWindow
    const top = to * (window.document.documentElement.scrollHeight - window.innerHeight)
    window.scrollTo({ top, behavior: 'instant' })
    // The first frame tells the grid, in the second it has its rows.
    for (const _ of [1, 2])
      await new Promise<void>((resolve) => window.requestAnimationFrame(() => resolve()))
  }, share)
}

/** A card in the window, whose picture has come and faded in. */
interface ShownCard {
  readonly href: string
  /** Path and query of its picture. */
  readonly source: string
  /** Width of its picture, and of the place for it, in pixels of the screen. */
  readonly width: number
  readonly needed: number
}

/** The cards in the window, once every one of them has its item and its picture. */
async function shownCards(page: Page): Promise<readonly ShownCard[]> {
  const cards = await page.waitForFunction(readShownCards, undefined, { polling: 50 })
  return (await cards.jsonValue()) as readonly ShownCard[]
}

function checkShown(cards: readonly ShownCard[]): readonly ShownCard[] {
  assert.ok(cards.length >= 14, `${cards.length} cards in the window`)
  for (const { href, source, width, needed } of cards) {
    const id = /[0-9a-f]{32}/.exec(href)?.[0]
    assert.match(source, new RegExp(`^/Items/${id}/Images/Primary.*[?&]tag=[0-9a-f]{32}`))
    assert.ok(width >= needed, `${source} has ${width} pixels for ${needed}`)
  }
  return cards
}

/** Images that the server was asked for since it began. */
async function imagesAsked(keyart: Keyart): Promise<number> {
  const { body } = await keyart.client.ask('/metrics')
  return parseExposition(body.toString())
    .filter(
      ({ name, labels }) => name === 'keyart_http_requests_total' && labels['class'] === 'image',
    )
    .reduce((sum, { value }) => sum + value, 0)
}

/** Runs in the page. `undefined` while a card in the window lacks something. */
function readShownCards(): readonly ShownCard[] | undefined {
  const { document, innerHeight, devicePixelRatio, getComputedStyle } =
    globalThis as unknown as PageWindow
  const cards = Array.from(document.querySelectorAll('.card')).filter((card) => {
    const { top, bottom } = card.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  })
  const shown = cards.flatMap((card) => {
    const [image] = card.querySelectorAll('.art img')
    const href = card.getAttribute('href')
    if (image === undefined || href === null) return []
    if (!image.complete || image.naturalWidth === 0) return []
    if (getComputedStyle(image).opacity !== '1') return []
    const needed = Math.floor(image.getBoundingClientRect().width * devicePixelRatio)
    return [{ href, source: image.getAttribute('src') ?? '', width: image.naturalWidth, needed }]
  })
  return shown.length === cards.length ? shown : undefined
}

/** Of the DOM what is used above. */
interface PageWindow {
  readonly document: Parent & { readonly documentElement: { readonly scrollHeight: number } }
  readonly innerHeight: number
  readonly devicePixelRatio: number
  scrollTo(place: { top: number; behavior: 'instant' }): void
  requestAnimationFrame(listener: () => void): void
  getComputedStyle(this: void, node: PageElement): { readonly opacity: string }
}

interface Parent {
  querySelectorAll(selector: string): Iterable<PageElement>
}

/** An element; the last two of an image. */
interface PageElement extends Parent {
  getAttribute(name: string): string | null
  getBoundingClientRect(): { readonly top: number; readonly bottom: number; readonly width: number }
  readonly complete: boolean
  readonly naturalWidth: number
}
