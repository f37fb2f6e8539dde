import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ItemDto, UserDto } from '../../src/dto/schemas.ts'
import type { SearchHintDto } from '../../src/dto/search-hint.ts'
import { hintImages, type Page } from '../support/announced.ts'
import { followImages, name, openClientFixture, password } from '../support/client-fixture.ts'
import { editImages, type ImageCalls } from '../support/edit-images.ts'

/*
 * @jellyfin/sdk as it comes from npm. Its own types need a bundler's module resolution, so what is
 * used of it is named here.
 */

type Answer<T> = Promise<{ readonly status: number; readonly data: T }>
type Call<T> = (parameters: Readonly<Record<string, unknown>>) => Answer<T>
type Apis = Readonly<Record<string, (api: Api) => Readonly<Record<string, Call<unknown>>>>>
interface Api {
  readonly basePath: string
  update(data: { readonly accessToken: string }): void
}
interface Sdk {
  readonly Jellyfin: new (parameters: object) => { createApi(url: string): Api }
}
interface Urls {
  getItemImageUrl(item: ItemDto, type: string, parameters?: object): string | undefined
  getItemBackdropImageUrls(item: ItemDto, parameters?: object): readonly string[]
}

const packageName: string = '@jellyfin/sdk'
const { Jellyfin } = (await import(packageName)) as Sdk
const apis = (await import(`${packageName}/lib/utils/api/index.js`)) as Apis
const urls = (await import(`${packageName}/lib/utils/api/image-urls-api.js`).catch(
  () => apis,
)) as unknown as Apis

const fixture = await openClientFixture()
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture
const api = new Jellyfin({
  clientInfo: { name: 'Tests', version: '1.0.0' },
  deviceInfo: { name: 'Tests', id: 'tests' },
}).createApi(keyart.url)

async function ask<T>(apiName: string, call: string, parameters: object = {}): Promise<T> {
  const made = apis[apiName]?.(api)
  assert.ok(made, apiName)
  assert.equal(typeof made[call], 'function', `${apiName}.${call}`)
  const { status, data } = await made[call]!(parameters as Record<string, unknown>)
  assert.ok(status === 200 || status === 204, `${call}: ${status}`)
  return data as T
}

test('it connects and signs in', async () => {
  const info = await ask<{ ServerName: string }>('getSystemApi', 'getPublicSystemInfo')
  assert.ok(info.ServerName)
  const { AccessToken, User } = await ask<{ AccessToken: string; User: { Id: string } }>(
    'getAuthenticationApi',
    'authenticateUserByName',
    { authenticateUserByName: { Username: name, Pw: password } },
  )
  assert.equal(User.Id, userId)
  api.update({ accessToken: AccessToken })
  await ask('getSystemApi', 'getSystemInfo')
  assert.equal(await ask('getAuthenticationApi', 'getQuickConnectEnabled'), false)
})

test('it browses and finds every image that an item names', async () => {
  const views = await ask<Page<ItemDto>>('getUserViewApi', 'getUserViews', { userId })
  assert.equal(views.Items.length, 4)
  const items: ItemDto[] = [...views.Items]
  for (const { Id } of views.Items) {
    const page = await ask<Page<ItemDto>>('getLibraryApi', 'getItems', {
      userId,
      parentId: Id,
      recursive: true,
      fields: ['People', 'PrimaryImageAspectRatio', 'Chapters'],
    })
    assert.equal(page.Items.length, page.TotalRecordCount)
    items.push(...page.Items)
  }
  assert.ok(items.length > 30)
  assert.ok(items.every(({ UserData }) => UserData !== undefined))
  assert.ok((await followImages(keyart, items)) > 50)

  // The addresses that the library itself makes, one a tag and without index.
  const made = (urls['getImageApi'] ?? apis['getImageApi'])?.(api) as unknown as Urls
  const film = items.find(({ BackdropImageTags = [] }) => BackdropImageTags.length > 1)
  assert.ok(film)
  const backdrops = made.getItemBackdropImageUrls(film, { maxWidth: 30 })
  assert.equal(backdrops.length, film.BackdropImageTags?.length)
  const bodies = new Set<string>()
  for (const url of backdrops) {
    const answer = await fetch(url)
    assert.equal(answer.status, 200, url)
    bodies.add(Buffer.from(await answer.arrayBuffer()).toString('base64'))
  }
  assert.equal(bodies.size, backdrops.length)
})

test('every function of its that reads an image finds a route', async () => {
  const { Items } = await ask<Page<ItemDto>>('getLibraryApi', 'getItems', {
    userId,
    recursive: true,
    includeItemTypes: ['Movie'],
  })
  const [film] = Items
  const made = apis['getImageApi']?.(api)
  assert.ok(film && made)
  const called = new Set(
    [made, Object.getPrototypeOf(made) as object]
      .flatMap((one) => Object.getOwnPropertyNames(Object.getPrototypeOf(one)))
      // Those that only make an address have been tried above.
      .filter((name) => /^(?:get|head)/.test(name) && !/Urls?(?:ById)?$/.test(name)),
  )
  assert.ok(called.size > 25, [...called].join(' '))
  const parameters: Readonly<Record<string, unknown>> = {
    itemId: film.Id,
    userId,
    name: 'Drama',
    imageType: 'Primary',
    imageIndex: 0,
    tag: film.ImageTags?.['Primary'],
    format: 'Jpg',
    maxWidth: 20,
    maxHeight: 20,
    percentPlayed: 0,
    unplayedCount: 0,
  }
  for (const call of called) {
    const answer: Awaited<Answer<unknown>> = await made[call]!(parameters).catch(
      (error: { readonly response: Awaited<Answer<unknown>> }) => error.response,
    )
    const { status, data } = answer
    if (/Item/.test(call)) assert.equal(status, 200, call)
    else assert.ok([200, 404].includes(status), `${call}: ${status}`)
    // A HEAD has nothing to say; there is a GET for each.
    if (status === 404 && call.startsWith('get'))
      assert.equal((data as { code?: string }).code, 'IMAGE_NOT_FOUND', call)
    if (call.startsWith('head')) assert.ok(called.has(call.replace('head', 'get')), call)
  }
})

test('plays and favourites: next up, resume, filters', async () => {
  const series = await ask<Page<ItemDto>>('getLibraryApi', 'getItems', {
    userId,
    recursive: true,
    includeItemTypes: ['Series'],
  })
  const [first] = series.Items
  assert.ok(first)
  const episodes = await ask<Page<ItemDto>>('getShowApi', 'getEpisodes', {
    seriesId: first.Id,
    userId,
  })
  const seasons = await ask<Page<ItemDto>>('getShowApi', 'getSeasons', {
    seriesId: first.Id,
    userId,
  })
  assert.ok(episodes.Items.length > 1)
  assert.ok(seasons.Items.length > 0)
  const regular = episodes.Items.filter(({ ParentIndexNumber }) => ParentIndexNumber !== 0)
  const [one, two] = regular
  assert.ok(one && two)
  assert.deepEqual((await ask<Page<ItemDto>>('getShowApi', 'getNextUp', { userId })).Items, [])
  await ask('getUserDataApi', 'markPlayedItem', { itemId: one.Id, userId })
  const next = await ask<Page<ItemDto>>('getShowApi', 'getNextUp', { userId })
  assert.deepEqual(
    next.Items.map(({ Id }) => Id),
    [two.Id],
  )
  const after = await ask<ItemDto>('getLibraryApi', 'getItem', { itemId: first.Id, userId })
  assert.equal(after.UserData?.UnplayedItemCount, episodes.Items.length - 1)

  await ask('getUserDataApi', 'markPlayedItem', { itemId: first.Id, userId })
  const whole = await ask<ItemDto>('getLibraryApi', 'getItem', { itemId: first.Id, userId })
  assert.equal(whole.UserData?.Played, true)
  await ask('getUserDataApi', 'markUnplayedItem', { itemId: first.Id, userId })

  await ask('getUserDataApi', 'updateItemUserData', {
    itemId: two.Id,
    userId,
    updateUserItemDataDto: { PlaybackPositionTicks: 600_000_000 },
  })
  const resumed = await ask<Page<ItemDto>>('getLibraryApi', 'getResumeItems', { userId })
  assert.deepEqual(
    resumed.Items.map(({ Id, UserData }) => [Id, UserData?.PlaybackPositionTicks]),
    [[two.Id, 600_000_000]],
  )

  await ask('getUserDataApi', 'markFavoriteItem', { itemId: first.Id, userId })
  const favorites = await ask<Page<ItemDto>>('getLibraryApi', 'getItems', {
    userId,
    recursive: true,
    filters: ['IsFavorite'],
  })
  assert.deepEqual(
    favorites.Items.map(({ Id }) => Id),
    [first.Id],
  )
  await ask('getUserDataApi', 'unmarkFavoriteItem', { itemId: first.Id, userId })
})

test('names, search, counts, what is alike, preferences', async () => {
  const genres = await ask<Page<ItemDto>>('getGenreApi', 'getGenres', { userId })
  const [genre] = genres.Items
  assert.ok(genre)
  const of = await ask<Page<ItemDto>>('getLibraryApi', 'getItems', {
    userId,
    recursive: true,
    genreIds: [genre.Id],
    fields: ['Genres'],
  })
  assert.ok(of.Items.length > 0)
  assert.ok(of.Items.every(({ Genres }) => Genres?.includes(genre.Name)))

  const persons = await ask<Page<ItemDto>>('getPersonApi', 'getPersons', { userId, limit: 3 })
  assert.equal(persons.Items.length, 3)
  assert.ok(persons.TotalRecordCount > 3)
  const [person] = persons.Items
  const byName = await ask<ItemDto>('getPersonApi', 'getPerson', { name: person!.Name, userId })
  assert.equal(byName.Id, person!.Id)
  const byId = await ask<ItemDto>('getLibraryApi', 'getItem', { itemId: person!.Id, userId })
  assert.equal(byId.Type, 'Person')

  const [film] = of.Items
  const search = async (searchTerm: string) =>
    (
      await ask<{ SearchHints: readonly SearchHintDto[] }>('getSearchApi', 'getSearchHints', {
        searchTerm,
        userId,
      })
    ).SearchHints
  assert.ok((await search(film!.Name)).some(({ Id }) => Id === film!.Id))
  const shown = (await search('e')).flatMap(hintImages)
  assert.deepEqual([...new Set(shown.map(({ type }) => type))].toSorted(), [
    'Backdrop',
    'Primary',
    'Thumb',
  ])
  await followImages(keyart, [], shown)
  const counts = await ask<{ MovieCount: number }>('getLibraryApi', 'getItemCounts', { userId })
  assert.ok(counts.MovieCount > 0)
  const alike = await ask<Page<ItemDto>>('getLibraryApi', 'getSimilarItems', {
    itemId: film!.Id,
    userId,
  })
  assert.ok(alike.Items.every(({ Id, Type }) => Id !== film!.Id && Type === film!.Type))
  const latest = await ask<readonly ItemDto[]>('getLibraryApi', 'getLatestMedia', { userId })
  assert.ok(latest.length > 0)
  await followImages(keyart, [...genres.Items, ...persons.Items, ...alike.Items, ...latest])

  const place = { displayPreferencesId: 'usersettings', userId, client: 'emby' }
  const preferences = await ask<{ CustomPrefs: object }>(
    'getDisplayPreferenceApi',
    'getDisplayPreferences',
    place,
  )
  assert.deepEqual(preferences.CustomPrefs, {})
  await ask('getDisplayPreferenceApi', 'updateDisplayPreferences', {
    ...place,
    displayPreferencesDto: { ...preferences, CustomPrefs: { homesection0: 'resume' } },
  })
  const kept = await ask<object>('getDisplayPreferenceApi', 'getDisplayPreferences', place)
  assert.deepEqual(kept, { ...preferences, CustomPrefs: { homesection0: 'resume' } })
})

test('it edits the images of an item, and the picture of a user', async () => {
  const image = <T>(call: string, parameters: object) => ask<T>('getImageApi', call, parameters)
  const remote = <T>(call: string, parameters: object) =>
    ask<T>('getRemoteImageApi', call, parameters)
  const calls: ImageCalls = {
    films: () =>
      ask('getLibraryApi', 'getItems', { userId, recursive: true, includeItemTypes: ['Movie'] }),
    item: (itemId) => ask('getLibraryApi', 'getItem', { itemId, userId }),
    user: () => ask<UserDto>('getUserApi', 'getCurrentUser'),
    infos: (itemId) => image('getItemImageInfos', { itemId }),
    // The library sends a file as it is; what the page sends is below.
    upload: (itemId, imageType, body) => image('setItemImage', { itemId, imageType, body }),
    move: (itemId, imageType, imageIndex, newIndex) =>
      image('updateItemImageIndex', { itemId, imageType, imageIndex, newIndex }),
    remove: (itemId, imageType, imageIndex) =>
      imageIndex === undefined
        ? image('deleteItemImage', { itemId, imageType })
        : image('deleteItemImageByIndex', { itemId, imageType, imageIndex }),
    uploadAvatar: (body) => image('postUserImage', { userId, body }),
    removeAvatar: () => image('deleteUserImage', { userId }),
    remoteImages: (itemId) => remote('getRemoteImages', { itemId }),
    remoteProviders: (itemId) => remote('getRemoteImageProviders', { itemId }),
    refusedDownload: async (itemId, type, imageUrl) => {
      const refused = await remote('downloadRemoteImage', { itemId, type, imageUrl }).then(
        () => assert.fail('It was fetched'),
        (error: { response?: { status: number; data: { code?: string } } }) => error.response,
      )
      assert.equal(refused?.data.code, 'URL_REFUSED')
      return refused.status
    },
  }
  await editImages(fixture, calls)
  // By an index in the path, by one in the query, and in base64 as pages of the family send it.
  await editImages(
    fixture,
    {
      ...calls,
      upload: async (itemId, imageType, file) =>
        await image('setItemImageByIndex', {
          itemId,
          imageType,
          imageIndex:
            imageType === 'Backdrop' ? (await calls.item(itemId)).BackdropImageTags!.length : 0,
          body: Buffer.from(await file.arrayBuffer()).toString('base64'),
        }),
      remove: (itemId, imageType, imageIndex) =>
        image('deleteItemImage', { itemId, imageType, imageIndex }),
      uploadAvatar: async (file) =>
        image('postUserImage', {
          userId,
          body: Buffer.from(await file.arrayBuffer()).toString('base64'),
        }),
    },
    810,
  )
})
