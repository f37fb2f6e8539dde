import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { followImages, name, openClientFixture, password } from '../support/client-fixture.ts'
import { editImages } from '../support/edit-images.ts'
import { DataUrlReader } from '../support/data-url-reader.ts'

/*
 * jellyfin-apiclient as it comes from npm. It is made for browsers: what it expects of one and Node
 * has not is given it here.
 */

type Client = Readonly<Record<string, (...parameters: unknown[]) => Promise<unknown>>> & {
  getScaledImageUrl(id: string, options: object): string
  enableAutomaticBitrateDetection: boolean
}

const kept = new Map<string, string>()
const browser = globalThis as unknown as Record<string, unknown>
browser['self'] = globalThis
browser['window'] = globalThis
browser['FileReader'] = DataUrlReader
Object.defineProperty(globalThis, 'localStorage', {
  configurable: true,
  value: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  },
})
// What it does later on must not keep the test from ending.
const { setTimeout: timer } = globalThis
browser['setTimeout'] = (work: () => void, wait?: number) => timer(work, wait).unref()
const { log } = console
// It says all that it does.
console.log = () => undefined
after(() => {
  console.log = log
  browser['setTimeout'] = timer
})

const { ApiClient } = createRequire(import.meta.url)('jellyfin-apiclient') as {
  ApiClient: new (...parameters: string[]) => Client
}

const fixture = await openClientFixture()
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture
const client = new ApiClient(keyart.url, 'Tests', '1.0.0', 'Tests', 'tests')
// It would measure the line after six seconds, by XMLHttpRequest, which Node has not.
client.enableAutomaticBitrateDetection = false

async function call<T>(method: string, ...parameters: unknown[]): Promise<T> {
  assert.equal(typeof client[method], 'function', method)
  return (await client[method]!(...parameters)) as T
}

test('it signs in, browses and marks what was played', async () => {
  const info = await call<{ Id: string }>('getPublicSystemInfo')
  assert.match(info.Id, /^[0-9a-f]{32}$/)
  const session = await call<{ AccessToken: string; User: { Id: string } }>(
    'authenticateUserByName',
    name,
    password,
  )
  assert.equal(session.User.Id, userId)
  await call('setAuthenticationInfo', session.AccessToken, userId)
  assert.equal((await call<{ Id: string }>('getSystemInfo')).Id, info.Id)
  await call('reportCapabilities', { PlayableMediaTypes: ['Video'] })

  const views = await call<Page<ItemDto>>('getUserViews', {}, userId)
  assert.equal(views.Items.length, 4)
  const films = await call<Page<ItemDto>>('getItems', userId, {
    Recursive: true,
    IncludeItemTypes: 'Movie',
    Fields: 'PrimaryImageAspectRatio,People',
    SortBy: 'SortName',
  })
  assert.equal(films.Items.length, films.TotalRecordCount)
  assert.ok((await followImages(keyart, [...views.Items, ...films.Items])) > 10)
  const [film] = films.Items
  assert.ok(film)

  const url = client.getScaledImageUrl(film.Id, {
    type: 'Primary',
    tag: film.ImageTags?.['Primary'],
    maxWidth: 33.4,
  })
  assert.equal((await fetch(url)).status, 200, url)

  const played = await call<{ Played: boolean }>('markPlayed', userId, film.Id, new Date())
  assert.equal(played.Played, true)
  const again = await call<ItemDto>('getItem', userId, film.Id)
  assert.equal(again.UserData?.Played, true)
  const unplayed = await call<Page<ItemDto>>('getItems', userId, {
    Recursive: true,
    IncludeItemTypes: 'Movie',
    Filters: 'IsUnplayed',
  })
  assert.equal(unplayed.TotalRecordCount, films.TotalRecordCount - 1)
  await call('markUnplayed', userId, film.Id)
  const favorite = await call<{ IsFavorite: boolean }>(
    'updateFavoriteStatus',
    userId,
    film.Id,
    true,
  )
  assert.equal(favorite.IsFavorite, true)
})

test('it lists names, searches and keeps preferences', async () => {
  for (const method of ['getGenres', 'getStudios', 'getPeople', 'getArtists', 'getMusicGenres']) {
    const page = await call<Page<ItemDto>>(method, userId, { Recursive: true })
    assert.ok(page.Items.length > 0, method)
  }
  const hints = await call<{ SearchHints: unknown[] }>('getSearchHints', {
    searchTerm: 'the',
    userId,
  })
  assert.ok(hints.SearchHints.length > 0)
  assert.ok((await call<readonly unknown[]>('getLatestItems', { Limit: 5 })).length > 0)
  await call('getItemCounts', userId)
  await call('getNextUpEpisodes', { UserId: userId })
  await call('getResumableItems', userId, {})
  const preferences = await call<{ CustomPrefs: Record<string, string> }>(
    'getDisplayPreferences',
    'home',
    userId,
    'tests',
  )
  preferences.CustomPrefs['look'] = 'dark'
  await call('updateDisplayPreferences', 'home', preferences, userId, 'tests')
  const kept = await call<{ CustomPrefs: object }>('getDisplayPreferences', 'home', userId, 'tests')
  assert.deepEqual(kept.CustomPrefs, { look: 'dark' })
})

test('it edits the images of an item, and the picture of a user', async () => {
  await editImages(fixture, {
    films: () => call('getItems', userId, { Recursive: true, IncludeItemTypes: 'Movie' }),
    item: (itemId) => call('getItem', userId, itemId),
    user: () => call('getUser', userId),
    infos: (itemId) => call('getItemImageInfos', itemId),
    upload: (itemId, type, file) => call('uploadItemImage', itemId, type, file),
    move: (itemId, type, index, newIndex) =>
      call('updateItemImageIndex', itemId, type, index, newIndex),
    remove: (itemId, type, index) => call('deleteItemImage', itemId, type, index),
    uploadAvatar: (file) => call('uploadUserImage', userId, 'Primary', file),
    removeAvatar: () => call('deleteUserImage', userId, 'Primary'),
    remoteImages: (itemId) => call('getAvailableRemoteImages', { itemId, type: 'Primary' }),
    remoteProviders: (itemId) => call('getRemoteImageProviders', { itemId }),
    refusedDownload: async (itemId, Type, ImageUrl) => {
      const refused = await call('downloadRemoteImage', { itemId, Type, ImageUrl }).then(
        () => assert.fail('It was fetched'),
        (answer: Response) => answer,
      )
      assert.equal(((await refused.json()) as { code: string }).code, 'URL_REFUSED')
      return refused.status
    },
  })
})
