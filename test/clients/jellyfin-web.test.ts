import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { WebSocket } from 'ws'
import type { ItemDto, UserDto } from '../../src/dto/schemas.ts'
import { followImages, name, openClientFixture, password } from '../support/client-fixture.ts'

/*
 * What jellyfin-web asks from its first page to its posters, in its order, and the members that it
 * reads without looking whether they are there.
 */

interface Page {
  readonly Items: readonly ItemDto[]
  readonly TotalRecordCount: number
  readonly StartIndex: number
}

const fixture = await openClientFixture()
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture
const identity = 'Client="Jellyfin Web", Device="Firefox", DeviceId="abc", Version="10.11.0"'
let token = ''

async function ask(path: string, init: { method?: string; body?: unknown } = {}) {
  const { method = 'GET', body } = init
  const proof = token === '' ? '' : `, Token="${token}"`
  const answer = await fetch(`${keyart.url}${path}`, {
    method,
    headers: {
      authorization: `MediaBrowser ${identity}${proof}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

async function get<T>(path: string): Promise<T> {
  const { status, text } = await ask(path)
  assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`)
  return JSON.parse(text) as T
}

test('from the first page to the posters', async () => {
  const info = await get<Record<string, unknown>>('/System/Info/Public')
  assert.equal(info['StartupWizardCompleted'], true)
  assert.ok(info['Id'] && info['ServerName'] && info['LocalAddress'])
  assert.ok(String(info['Version']).localeCompare('10.10.0', 'en', { numeric: true }) >= 0)

  assert.equal(await get('/QuickConnect/Enabled'), false)
  const users = await get<readonly UserDto[]>('/users/public')
  assert.deepEqual(
    users.map(({ Id, Name, HasPassword }) => [Id, Name, HasPassword]),
    [[userId, name, true]],
  )
  await get('/Branding/Configuration')

  // Not before signing in.
  assert.equal((await ask('/UserViews')).status, 401)
  const signIn = await ask('/Users/authenticatebyname', {
    method: 'POST',
    body: { Username: name, Pw: password },
  })
  assert.equal(signIn.status, 200)
  const session = JSON.parse(signIn.text) as {
    User: UserDto
    AccessToken: string
    ServerId: string
    SessionInfo: object
  }
  assert.equal(session.ServerId, info['Id'])
  assert.equal(session.User.ServerId, info['Id'])
  assert.equal(session.User.Policy.IsAdministrator, true)
  assert.ok(Array.isArray(session.User.Configuration.OrderedViews))
  assert.ok(session.SessionInfo)
  token = session.AccessToken

  const capabilities = { PlayableMediaTypes: ['Video'], SupportedCommands: [] }
  const posted = await ask('/Sessions/Capabilities/Full', { method: 'POST', body: capabilities })
  assert.equal(posted.status, 204)
  const preferences = await get<{ CustomPrefs: object }>(
    `/DisplayPreferences/usersettings?userId=${userId}&client=emby`,
  )
  assert.deepEqual(preferences.CustomPrefs, {})
  await get(`/Users/${userId}`)
  assert.equal((await get<{ Id: string }>('/System/Info')).Id, info['Id'])
  await get('/System/Endpoint')
  assert.equal((await ask('/Playback/BitrateTest?Size=500000')).text.length, 500_000)
  assert.equal((await ask('/Playback/BitrateTest?Size=50000000')).status, 400)
  assert.deepEqual(await get('/SyncPlay/List'), [])

  const views = await get<Page>(`/UserViews?userId=${userId}`)
  for (const view of views.Items) {
    assert.equal(view.Type, 'CollectionFolder')
    assert.ok(view.CollectionType && view.Name && view.ServerId && view.ImageTags)
  }

  // The home page.
  for (const media of ['Video', 'Audio', 'Book'])
    assert.deepEqual(
      (await get<Page>(`/UserItems/Resume?userId=${userId}&Limit=12&MediaTypes=${media}`)).Items,
      [],
    )
  await get<Page>(`/Shows/NextUp?userId=${userId}&Limit=24&Fields=PrimaryImageAspectRatio`)
  for (const { Id } of views.Items) {
    const latest = await get<readonly ItemDto[]>(
      `/Items/Latest?userId=${userId}&parentId=${Id}&limit=16&fields=PrimaryImageAspectRatio,Path` +
        '&imageTypeLimit=1&enableImageTypes=Primary,Backdrop,Thumb',
    )
    assert.ok(latest.length > 0)
    assert.ok(latest.every((item) => item.BackdropImageTags !== undefined))
  }
  const backdrops = await get<Page>(
    `/Users/${userId}/Items?SortBy=IsFavoriteOrLiked,Random&Limit=20&Recursive=true` +
      '&IncludeItemTypes=Movie,Series&ImageTypes=Backdrop&EnableTotalRecordCount=false',
  )
  assert.ok(backdrops.Items.length > 0)
  for (const item of backdrops.Items) assert.ok(item.BackdropImageTags?.[0])
  assert.equal((await ask('/LiveTv/Programs/Recommended')).status, 200)

  // The films.
  const movies = views.Items.find(({ CollectionType }) => CollectionType === 'movies')
  assert.ok(movies)
  const grid = await get<Page>(
    `/Items?userId=${userId}&recursive=true&imageTypeLimit=1&parentId=${movies.Id}` +
      '&enableImageTypes=Primary&enableImageTypes=Backdrop&fields=MediaSourceCount' +
      '&fields=PrimaryImageAspectRatio&limit=100&sortBy=SortName&sortOrder=Ascending' +
      '&includeItemTypes=Movie&startIndex=0',
  )
  assert.equal(grid.StartIndex, 0)
  assert.equal(grid.TotalRecordCount, grid.Items.length)
  for (const item of grid.Items) {
    assert.ok(item.Id && item.Name && item.ServerId && item.ImageTags && item.ImageBlurHashes)
    assert.ok(item.BackdropImageTags)
    assert.equal(item.UserData?.Played, false)
    assert.equal(item.MediaType, 'Video')
    const tag = item.ImageTags['Primary']
    if (tag === undefined) continue
    assert.ok(item.PrimaryImageAspectRatio)
    assert.ok(item.ImageBlurHashes['Primary']?.[tag])
    const poster = `/Items/${item.Id}/Images/Primary?fillHeight=60&fillWidth=40&quality=96&tag=${tag}`
    assert.equal((await keyart.client.ask(poster)).status, 200)
  }
  await followImages(keyart, grid.Items)
})

test('the socket tells of what was played', async () => {
  const url = `${keyart.url.replace('http', 'ws')}/socket?api_key=${token}&deviceId=abc`
  const socket = new WebSocket(url)
  const heard: { MessageType: string; Data?: unknown }[] = []
  socket.on('message', (bytes: Buffer) => heard.push(JSON.parse(bytes.toString()) as never))
  await once(socket, 'message')
  assert.equal(heard[0]?.MessageType, 'ForceKeepAlive')
  assert.equal(heard[0]?.Data, 60)
  socket.send(JSON.stringify({ MessageType: 'KeepAlive' }))
  await once(socket, 'message')
  assert.equal(heard[1]?.MessageType, 'KeepAlive')

  const { Items } = await get<Page>('/Items?Recursive=true&IncludeItemTypes=Movie&Limit=1')
  const told = once(socket, 'message')
  const marked = await ask(`/Users/${userId}/PlayedItems/${Items[0]!.Id}`, { method: 'POST' })
  assert.equal(marked.status, 200)
  await told
  assert.equal(heard[2]?.MessageType, 'UserDataChanged')
  const { UserDataList } = heard[2]!.Data as { UserDataList: { ItemId: string; Played: boolean }[] }
  assert.deepEqual(
    UserDataList.map(({ ItemId, Played }) => [ItemId, Played]),
    [[Items[0]!.Id, true]],
  )
  socket.close()
  await once(socket, 'close')

  const refused = new WebSocket(`${keyart.url.replace('http', 'ws')}/socket?api_key=none`)
  const [, answer] = (await once(refused, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ]
  assert.equal(answer.statusCode, 401)
})
