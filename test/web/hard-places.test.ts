import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import type { ItemDto, ItemsAnswer } from '../../web/src/wire.ts'
import { noise } from '../support/pictures.ts'
import { needsPrograms } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'
import { openChromium } from './chromium.ts'
import { buildPage, startKeyart } from './keyart-process.ts'
import { paintedIn } from './painted.ts'

/* What people meet when something is amiss: servers away, odd names, damaged files, proxies. */

/** Far more than anything here takes, even on a busy machine. */
const patienceMs = 30_000

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

async function makeFilms(folder: string): Promise<string> {
  const whole = await noise(400, 600).jpeg().toBuffer()
  // The middle is seen through, and the blur of the whole is not green.
  const ring = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="600"><rect width="400" height="600" fill="#d02020"/></svg>',
  )
  const hole = await sharp({
    create: { width: 300, height: 500, channels: 4, background: '#fff' },
  })
    .png()
    .toBuffer()
  const clear = await sharp(ring)
    .ensureAlpha()
    .composite([{ input: hole, blend: 'dest-out' }])
    .png()
    .toBuffer()
  const people = Array.from(
    { length: 3 },
    (_, at) => `<actor><name>Actress ${at}</name><role>${longWord} ${at}</role></actor>`,
  )
  const tree = await new Tree(folder)
    .film(`${longWord} (1978)/${longWord} (1978).mkv`, 'Clear/Clear.mkv', 'Damaged/Damaged.mkv')
    .film('Plain/Plain.mkv', 'None/None.mkv')
    .text(
      `${longWord} (1978)/movie.nfo`,
      `<movie><plot>${longWord}</plot>${people.join('')}</movie>`,
    )
    .bytes('Clear/poster.png', clear)
    .bytes('Damaged/poster.jpg', whole.subarray(0, 5000))
    .picture('Plain/poster.jpg', 'Plain/fanart.jpg', 'Plain/fanart1.jpg')
    .write(4)
  return tree.root
}

/** A proxy that serves Keyart below `/art/`, and nothing else. */
async function startProxy(target: string, strips: boolean) {
  const server = createServer((request, response) => {
    const { url = '/', method, headers } = request
    if (!url.startsWith('/art/')) return void response.writeHead(404).end('not of Keyart')
    const passed = new URL(strips ? url.slice('/art'.length) : url, target)
    const onward = ask(passed, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

test('the gallery where something is amiss', async (t) => {
  if (!needsPrograms(t, 'chromium')) return
  await using folder = await temporaryFolder()
  await buildPage()
  const libraries = [{ kind: 'movies', folder: await makeFilms(join(folder.path, 'films')) }]
  const data = join(folder.path, 'data')
  let keyart = await startKeyart(libraries, data, { args: ['--http-base-path', '/art'] })
  await using stack = new AsyncDisposableStack()
  stack.defer(() => keyart[Symbol.asyncDispose]())
  const browser = stack.use(await openChromium())
  const { url } = keyart

  const films = (await (
    await fetch(`${url}/Items?Recursive=true&IncludeItemTypes=Movie`)
  ).json()) as ItemsAnswer
  const film = (name: string): ItemDto => films.Items.find((item) => item.Name.startsWith(name))!
  const placeOf = (name: string) => `${url}/keyart/#/item/${film(name).Id}`
  const views = (await (await fetch(`${url}/UserViews`)).json()) as ItemsAnswer
  const library = `#/library/${views.Items[0]!.Id}`

  const visit = async (
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = { viewport: { width: 1280, height: 800 } },
  ) => {
    await using context = await browser.newContext(options)
    context.setDefaultTimeout(patienceMs)
    await look(await context.newPage())
  }

  await t.test('the start says what failed, and tries again by itself', () =>
    visit(async (page) => {
      let isBroken = true
      let asked = 0
      await page.route('**/Items?**', async (route) => {
        asked++
        const body = JSON.stringify({
          title: 'Busy',
          status: 503,
          detail: 'The catalog is locked.',
        })
        await (isBroken ? route.fulfill({ status: 503, body }) : route.continue())
      })
      await page.goto(`${url}/keyart/`)
      const alert = page.getByRole('alert')
      await alert.getByText('The catalog is locked.').waitFor()
      await alert.getByText('tries again by itself').waitFor()
      const before = asked
      await page.waitForTimeout(100)
      isBroken = false
      await page.getByRole('list', { name: 'Latest in Movies' }).locator('.card').first().waitFor()
      assert.ok(asked > before)
      assert.equal(await alert.count(), 0)
    }),
  )

  await t.test('pictures that failed come when the connection is back', async () => {
    await visit(async (page) => {
      await page.goto(`${url}/keyart/${library}`)
      const card = page.locator('.card', { hasText: 'Plain' })
      await card.locator('.picture.there, .picture.at-once').waitFor()
      await keyart[Symbol.asyncDispose]()
      await page.getByText('No connection').waitFor()
      // Another place, whose pictures cannot come: its item was looked at before.
      await page.evaluate('location.hash = "#/"')
      await page.evaluate(`location.hash = ${JSON.stringify(library)}`)
      await page.evaluate(`document.querySelectorAll('.card img').forEach((img) => {
        img.src = img.src.replace('tag=', 'width=77&tag=')
      })`)
      await card.locator('.broken').waitFor()
      const port = Number(new URL(url).port)
      keyart = await startKeyart(libraries, data, { port, args: ['--http-base-path', '/art'] })
      await card.locator('.picture.there, .picture.at-once').waitFor()
      assert.equal(await page.locator('.broken').count(), 0)
    })
  })

  for (const [device, options] of [
    ['a phone', phone],
    ['a desktop', { viewport: { width: 1280, height: 800 } }],
  ] as const)
    await t.test(`long words break on ${device}`, async () => {
      for (const hash of [
        '#/',
        library,
        `#/item/${film(longWord.slice(0, 5)).Id}`,
        `#/search?q=${longWord}${longWord}`,
        `#/nowhere/${longWord}${longWord}`,
      ])
        await visit(async (page) => {
          await page.goto(`${url}/keyart/${hash}`)
          await page.locator('h1, h2').first().waitFor()
          await page.locator('[aria-busy="true"].page').waitFor({ state: 'detached' })
          const wide = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          )
          assert.equal(wide, 0, hash)
        }, options)
    })

  await t.test('what is seen through a poster is not its placeholder', () =>
    visit(async (page) => {
      await page.goto(`${url}/keyart/${library}`)
      const art = page.locator('.card', { hasText: 'Clear' }).locator('.art')
      await art.locator('.picture.there, .picture.at-once').waitFor()
      await page.waitForTimeout(600)
      const middle = { x: 0.35, y: 0.35, width: 0.3, height: 0.3 }
      const through = await colourIn(page, art, middle)
      await page.addStyleTag({ content: '.card .picture { display: none }' })
      const ground = await colourIn(page, art, middle)
      for (const at of [0, 1, 2])
        assert.ok(Math.abs(through[at]! - ground[at]!) < 8, through.join())
    }),
  )

  await t.test('counts begin at one, and names that are cut off have a tooltip', () =>
    visit(async (page) => {
      await page.goto(placeOf('Plain'))
      const captions = page.locator('.piece .title')
      await captions.first().waitFor()
      const labels = await captions.allTextContents()
      assert.deepEqual(labels, ['Primary', 'Backdrop 1', 'Backdrop 2'])
      await page.goto(`${url}/keyart/${library}`)
      const title = page.locator('.card .title', { hasText: longWord.slice(0, 20) })
      await title.waitFor()
      assert.equal(await title.getAttribute('title'), await title.textContent())
      await page.goto(placeOf(longWord.slice(0, 5)))
      const role = page.locator('.people .sub').first()
      await role.waitFor()
      assert.equal(await role.getAttribute('title'), `${longWord} 0`)
    }),
  )

  await t.test('addresses that lead nowhere say so', () =>
    visit(async (page) => {
      for (const [hash, words] of [
        ['#/nowhere', 'There is no such page'],
        ['#/item', 'Latest in Movies'],
        [`#/library/${'f'.repeat(32)}`, 'There is no such library'],
        [`#/item/${'f'.repeat(32)}`, 'Not found'],
      ] as const) {
        await page.goto(`${url}/keyart/${hash}`)
        await page.reload()
        if (words.startsWith('Latest')) await page.getByRole('list', { name: words }).waitFor()
        else await page.getByRole('alert').getByText(words).waitFor()
      }
      await page.getByRole('alert').getByRole('link', { name: 'To the start' }).click()
      await page.getByRole('list', { name: 'Latest in Movies' }).waitFor()
    }),
  )

  await t.test('a damaged poster is told of, and is no missing one', () =>
    visit(async (page) => {
      await page.goto(placeOf('Damaged'))
      const flaw = page.locator('.flaws')
      await flaw.getByText('poster.jpg').waitFor()
      assert.match((await flaw.textContent()) ?? '', /image is cut off|cannot be decoded|damaged/i)
      assert.equal(await page.getByText('Nothing found').count(), 0)
      await page.goto(placeOf('None'))
      await page.getByText('Nothing found').waitFor()
    }),
  )

  for (const strips of [true, false])
    await t.test(
      `below /art/, behind a proxy that ${strips ? 'removes' : 'keeps'} it`,
      async () => {
        await using proxy = await startProxy(url, strips)
        await visit(async (page) => {
          const strayed: string[] = []
          page.on('response', (answer) => {
            if (answer.status() >= 400) strayed.push(`${answer.status()} ${answer.url()}`)
          })
          await page.goto(`${proxy.url}/art/`)
          await page.waitForURL('**/art/keyart/')
          const shelf = page.getByRole('list', { name: 'Latest in Movies' })
          const { spread } = await paintedIn(
            shelf.locator('.card', { hasText: 'Plain' }).locator('.art'),
          )
          assert.ok(spread > 5)
          await page.getByText(/\d images/).waitFor()
          await shelf.locator('.card', { hasText: 'Plain' }).click()
          await page.locator('.piece').first().click()
          const shown = await page.getByLabel('URL of the image').inputValue()
          assert.ok(shown.startsWith(`${proxy.url}/art/Items/`), shown)
          assert.equal((await fetch(shown)).status, 200)
          for (const path of ['/art/keyart', '/art/keyart/index.html', '/art/keyart/api'])
            assert.equal((await page.goto(proxy.url + path))?.status(), 200, path)
          assert.deepEqual(strayed, [])
        })
      },
    )

  await t.test('an empty library says what to do in each kind of installation', async () => {
    const empty = join(folder.path, 'empty')
    await new Tree(empty).text('readme.txt', 'nothing').write()
    for (const [environment, words] of [
      [{ container: 'docker' }, 'docker run'],
      [{ INVOCATION_ID: 'x', JOURNAL_STREAM: '8:1' }, 'systemctl restart keyart'],
    ] as const) {
      await using other = await startKeyart(
        [{ kind: 'movies', folder: empty }],
        join(folder.path, `data-${words.slice(0, 6)}`),
        { environment, isEmpty: true },
      )
      await visit(async (page) => {
        await page.goto(`${other.url}/keyart/`)
        await page.getByText('No artwork yet').waitFor()
        await page.getByText(words).waitFor()
      })
    }
  })
})

/** The middle colour in a part of an element, as it is seen. */
async function colourIn(
  page: Page,
  element: ReturnType<Page['locator']>,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<readonly number[]> {
  const box = await element.boundingBox()
  assert.ok(box)
  const clip = {
    x: box.x + part.x * box.width,
    y: box.y + part.y * box.height,
    width: part.width * box.width,
    height: part.height * box.height,
  }
  const { channels } = await sharp(await page.screenshot({ clip })).stats()
  return channels.slice(0, 3).map(({ mean }) => mean)
}
