import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { Sharp } from 'sharp'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { name, openClientFixture, password } from '../support/client-fixture.ts'
import { quarters, write } from '../support/pictures.ts'
import { chromiumAccept, prerendered } from '../support/prerendered.ts'

/*
 * The images of jellyfin-web's first pages, asked for as a browser does that has never been here,
 * of a library that nobody has looked at since it was scanned.
 */

const fixture = await openClientFixture(makeLibraries)
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture

/** Films, series and albums; no picture has quite the shape of another. */
async function makeLibraries(root: string) {
  const put = async (path: string, picture?: Sharp) => {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    if (picture === undefined) await writeFile(file, '')
    else await write(file, picture.jpeg())
  }
  for (let n = 0; n < 10; n++) {
    const film = `films/Film ${n} (2000)`
    await put(`${film}/Film.mkv`)
    await put(`${film}/poster.jpg`, quarters(500 + 7 * n, 760 + n))
    await put(`${film}/fanart.jpg`, quarters(800 + n, 450 + n))
    if (n % 2 === 0) await put(`${film}/landscape.jpg`, quarters(780 + n, 440))
  }
  for (let n = 0; n < 3; n++) {
    const show = `shows/Show ${n}`
    await put(`${show}/Season 1/Show S01E01.mkv`)
    await put(`${show}/Season 1/Show S01E01-thumb.jpg`, quarters(810 + n, 450))
    await put(`${show}/poster.jpg`, quarters(520 + n, 740))
    await put(`${show}/fanart.jpg`, quarters(820 + n, 461))
    const album = `music/Artist ${n}/Album`
    await put(`${album}/01 Song.mp3`)
    await put(`${album}/cover.jpg`, quarters(500 + n, 500))
  }
  return [
    { kind: 'movies', folder: join(root, 'films') },
    { kind: 'tvshows', folder: join(root, 'shows') },
    { kind: 'music', folder: join(root, 'music') },
  ]
}

interface Page {
  readonly Items: readonly ItemDto[]
}

/** A maximised window. */
interface Screen {
  readonly width: number
  readonly ratio: number
  /** Shares of the width in percent, as jellyfin-web has them for windows of this width. */
  readonly grid: number
  readonly row: number
  readonly wideRow: number
}

const screens: readonly Screen[] = [
  { width: 1920, ratio: 1, grid: 11.1111111111, row: 11.6, wideRow: 18.5 },
  { width: 1440, ratio: 2, grid: 14.28571428571, row: 15.5, wideRow: 23.3 },
]

function cardWidth({ width }: Screen, share: number): number {
  return Math.round(width / (100 / share))
}

function posterUrl(item: ItemDto, screen: Screen, share: number): string | undefined {
  const tag = item.ImageTags?.['Primary']
  if (tag === undefined) return undefined
  const width = cardWidth(screen, share)
  const height = Math.round(width / item.PrimaryImageAspectRatio!)
  const box = `fillHeight=${height * screen.ratio}&fillWidth=${width * screen.ratio}`
  return `/Items/${item.Id}/Images/Primary?${box}&quality=96&tag=${tag}`
}

function thumbUrl(item: ItemDto, screen: Screen): string | undefined {
  const thumb = item.ImageTags?.['Thumb']
  const tag = thumb ?? item.BackdropImageTags?.[0]
  if (tag === undefined) return undefined
  const width = cardWidth(screen, screen.wideRow)
  const height = Math.round((width / (16 / 9)) * screen.ratio)
  const type = thumb === undefined ? 'Backdrop' : 'Thumb'
  const box = `fillHeight=${height}&fillWidth=${width * screen.ratio}`
  return `/Items/${item.Id}/Images/${type}?${box}&quality=96&tag=${tag}`
}

function backdropUrl(item: ItemDto, { width, ratio }: Screen): string | undefined {
  const tag = item.BackdropImageTags?.[0]
  if (tag === undefined) return undefined
  return `/Items/${item.Id}/Images/Backdrop/0?tag=${tag}&maxWidth=${width * ratio}&quality=80`
}

test('a session of jellyfin-web finds everything made', async () => {
  const { made, images, failed } = await prerendered(keyart, 1)
  assert.ok(made > images, `${made} of ${images} images`)
  assert.equal(failed, 0)

  const identity = 'Client="Jellyfin Web", Device="Chrome", DeviceId="abc", Version="10.11.0"'
  const signIn = await keyart.client.ask('/Users/authenticatebyname', {
    method: 'POST',
    headers: { authorization: `MediaBrowser ${identity}`, 'content-type': 'application/json' },
    body: JSON.stringify({ Username: name, Pw: password }),
  })
  assert.equal(signIn.status, 200)
  const { AccessToken } = JSON.parse(signIn.body.toString()) as { AccessToken: string }
  const headers = { authorization: `MediaBrowser ${identity}, Token="${AccessToken}"` }
  const get = <T>(path: string) => keyart.client.json<T>(path, { headers })

  const urls = new Set<string>()
  const see = (url: string | undefined) => url !== undefined && urls.add(url)
  const views = await get<Page>(`/UserViews?userId=${userId}`)
  for (const screen of screens) {
    for (const { Id } of views.Items)
      for (const item of await get<readonly ItemDto[]>(
        `/Items/Latest?userId=${userId}&parentId=${Id}&limit=16&fields=PrimaryImageAspectRatio,Path` +
          '&imageTypeLimit=1&enableImageTypes=Primary,Backdrop,Thumb',
      )) {
        // Rows of the home page: posters and covers; what is wide is shown in wide cards.
        const isWide = (item.PrimaryImageAspectRatio ?? 1) >= 1.33
        see(posterUrl(item, screen, isWide ? screen.wideRow : screen.row))
        see(thumbUrl(item, screen))
      }
    const backdrops = await get<Page>(
      `/Users/${userId}/Items?SortBy=IsFavoriteOrLiked,Random&Limit=20&Recursive=true` +
        '&IncludeItemTypes=Movie,Series&ImageTypes=Backdrop&EnableTotalRecordCount=false',
    )
    for (const item of backdrops.Items) see(backdropUrl(item, screen))
    for (const kind of ['Movie', 'Series', 'MusicAlbum']) {
      const grid = await get<Page>(
        `/Items?userId=${userId}&recursive=true&imageTypeLimit=1&enableImageTypes=Primary` +
          '&enableImageTypes=Backdrop&fields=PrimaryImageAspectRatio&limit=100' +
          `&sortBy=SortName&includeItemTypes=${kind}`,
      )
      assert.ok(grid.Items.length > 0)
      for (const item of grid.Items) see(posterUrl(item, screen, screen.grid))
    }
  }

  assert.ok(urls.size > 40, String(urls.size))
  const answers = await Promise.all(
    Array.from(urls, async (url) => ({
      url,
      answer: await keyart.client.ask(url, { headers: { accept: chromiumAccept } }),
    })),
  )
  for (const { url, answer } of answers) {
    const { status, headers: said } = answer
    assert.equal(status, 200, url)
    assert.match(String(said['cache-status']), /^Keyart; hit; detail=(?:memory|storage)$/, url)
    assert.equal(said['content-type'], 'image/webp')
  }
})
