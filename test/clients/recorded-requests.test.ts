import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { name, openClientFixture, password } from '../support/client-fixture.ts'
import { noise } from '../support/pictures.ts'
import type { ClientRequest, RecordedClient } from './requests/client-requests.ts'
import { feishin } from './requests/feishin.ts'
import { homeAssistant } from './requests/home-assistant.ts'
import { jellyfinWeb } from './requests/jellyfin-web.ts'
import { kodi } from './requests/kodi.ts'
import { posterizarr } from './requests/posterizarr.ts'
import { seerr } from './requests/seerr.ts'

const fixture = await openClientFixture()
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture
const picture = (await noise(60, 90).png().toBuffer()).toString('base64')
const values = await findValues()

/** What the names in braces stand for. */
async function findValues(): Promise<Readonly<Record<string, string>>> {
  const identity = 'MediaBrowser Client="Values", Device="Test", DeviceId="values", Version="1"'
  const signIn = await fetch(`${keyart.url}/Users/AuthenticateByName`, {
    method: 'POST',
    headers: { authorization: identity, 'content-type': 'application/json' },
    body: JSON.stringify({ Username: name, Pw: password }),
  })
  const { AccessToken } = (await signIn.json()) as { AccessToken: string }
  const headers = { authorization: `${identity}, Token="${AccessToken}"` }
  const get = async <T>(path: string) =>
    (await (await fetch(keyart.url + path, { headers })).json()) as T
  const one = async (query: string) =>
    (await get<Page<ItemDto>>(`/Items?Recursive=true&SortBy=SortName&Limit=1&${query}`)).Items[0]!
  const views = (await get<Page<ItemDto>>('/UserViews')).Items
  const library = (type: string) => views.find((view) => view.CollectionType === type)!.Id
  await fetch(`${keyart.url}/Auth/Keys?App=Tool`, { method: 'POST', headers })
  const keys = await get<Page<{ AppName: string; AccessToken: string }>>('/Auth/Keys')
  const film = await one('IncludeItemTypes=Movie&ImageTypes=Primary,Backdrop')
  const series = await one('IncludeItemTypes=Series&ImageTypes=Primary')
  const season = await one(`IncludeItemTypes=Season&ParentId=${series.Id}`)
  const album = await one('IncludeItemTypes=MusicAlbum&ImageTypes=Primary')
  return {
    name,
    password,
    user: userId,
    key: keys.Items.find(({ AppName }) => AppName === 'Tool')!.AccessToken,
    films: library('movies'),
    shows: library('tvshows'),
    music: library('music'),
    photos: library('homevideos'),
    film: film.Id,
    filmName: encodeURIComponent(film.Name),
    tag: film.ImageTags!['Primary']!,
    series: series.Id,
    season: season.Id,
    episode: (await one(`IncludeItemTypes=Episode&ParentId=${season.Id}`)).Id,
    album: album.Id,
    song: (await one(`IncludeItemTypes=Audio&ParentId=${album.Id}`)).Id,
    artist: (await one('IncludeItemTypes=MusicArtist')).Id,
  }
}

function fillIn(text: string): string {
  return text.replaceAll(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all)
}

/** The paths of members that are absent, with the place in a list. */
function missing(value: unknown, path: string): readonly string[] {
  const [first = '', ...rest] = path.split('.')
  if (first === '*') {
    if (!Array.isArray(value) || value.length === 0) return [`${path}: expected a filled list`]
    return value.flatMap((one: unknown) => missing(one, rest.join('.')))
  }
  const member = (value as Record<string, unknown> | null | undefined)?.[first]
  if (member === undefined) return [path]
  return rest.length === 0 ? [] : missing(member, rest.join('.'))
}

async function send(client: RecordedClient, request: ClientRequest, token?: string) {
  const { method = 'GET', path, body, picture: type } = request
  const authorization = fillIn(client.authorization(token))
  const sent =
    type === undefined ? (body === undefined ? undefined : JSON.stringify(body)) : picture
  const answer = await fetch(keyart.url + fillIn(path), {
    method,
    headers: {
      ...client.headers,
      ...(authorization === '' ? {} : { authorization }),
      ...(type !== undefined
        ? { 'content-type': type }
        : body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
    },
    ...(sent === undefined ? {} : { body: type === undefined ? fillIn(sent) : sent }),
  })
  return { status: answer.status, type: answer.headers.get('content-type'), body: answer }
}

/** What is wrong with the answer: nothing, when all is well. */
async function faults(
  client: RecordedClient,
  request: ClientRequest,
  token?: string,
): Promise<{ readonly faults: readonly string[]; readonly json?: unknown }> {
  const { status = 200, reads = [], method = 'GET', path } = request
  const answer = await send(client, request, token)
  const text = await answer.body.text()
  const isJson = answer.type?.startsWith('application/json') === true
  const json: unknown = isJson ? JSON.parse(text) : undefined
  const told = `${method} ${path.slice(0, 120)}`
  if (answer.status !== status)
    return { faults: [`${told}: ${answer.status}, expected ${status}: ${text.slice(0, 200)}`] }
  return {
    faults: reads
      .flatMap((member) => [...new Set(missing(json, member))])
      .map((at) => `${told}: ${at}`),
    json,
  }
}

for (const client of [jellyfinWeb, kodi, homeAssistant, seerr, posterizarr, feishin])
  describe(client.name, () => {
    test('every request has the status and the members that the client needs', async () => {
      let token: string | undefined
      const found: string[] = []
      for (const request of client.requests) {
        const { faults: here, json } = await faults(client, request, token)
        found.push(...here)
        const { AccessToken } = (json ?? {}) as { AccessToken?: string }
        token = AccessToken ?? token
      }
      assert.deepEqual(found, [])
    })
  })

test('an absent member and an empty list are found', () => {
  assert.deepEqual(missing({ Items: [{ Id: 1 }, {}] }, 'Items.*.Id'), ['Id'])
  assert.deepEqual(missing({ Items: [] }, 'Items.*.Id'), ['*.Id: expected a filled list'])
  assert.deepEqual(missing({ A: { B: null } }, 'A.B'), [])
})
