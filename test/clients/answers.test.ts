import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { itemFields } from '../../src/dto/options.ts'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { name, openClientFixture, password } from '../support/client-fixture.ts'
import { modelFaults } from '../support/published-models.ts'
import { needsFfmpeg } from '../support/videos.ts'
import { type AnswerCase, answerCases } from './answers/cases.ts'
import { makeAnswersLibrary } from './answers/library.ts'

const identity = 'MediaBrowser Client="Answers", Device="Test", DeviceId="answers", Version="1"'

test('what clients ask is answered as they expect', async (context) => {
  if (!needsFfmpeg(context)) return
  await using fixture = await openClientFixture(makeAnswersLibrary)
  const { keyart, userId } = fixture
  const signIn = { Username: name, Pw: password }
  const { AccessToken } = (await (
    await send('POST', '/Users/AuthenticateByName', signIn)
  ).json()) as {
    AccessToken: string
  }

  async function send(method: string, path: string, body?: object, token?: string) {
    return await fetch(keyart.url + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: token === undefined ? identity : `${identity}, Token="${token}"`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
  const ask = (path: string, method = 'GET', body?: object) => send(method, path, body, AccessToken)
  const items = async (path: string) => ((await (await ask(path)).json()) as Page<ItemDto>).Items

  /** Media files are opened behind the scan. */
  async function whenOpened(): Promise<readonly ItemDto[]> {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(100)) {
      const all = await items('/Items?Recursive=true&Fields=MediaStreams')
      const opened = all.filter(({ MediaStreams = [] }) => MediaStreams.length > 0)
      // Five songs and two videos; the album of guests shows once its songs were read.
      if (opened.length === 7 && all.some(({ Name }) => Name === 'Shore Mix')) return all
    }
    throw new Error('Expected the media files to be opened within two minutes')
  }

  const ids = new Map((await whenOpened()).map(({ Type, Name, Id }) => [`${Type}/${Name}`, Id]))
  for (const { Name, Id } of await items('/UserViews')) ids.set(`View/${Name}`, Id)
  for (const { Name, Id } of await items('/Persons')) ids.set(`Person/${Name}`, Id)
  const fill = (path: string) =>
    path.replaceAll(/\{([^}]+)\}/g, (_, key: string) => {
      const id = key === 'user' ? userId : ids.get(key)
      assert.ok(id !== undefined, key)
      return id
    })

  for (const [path, body] of [
    ['/UserFavoriteItems/{Movie/Lamp}'],
    ['/UserFavoriteItems/{MusicArtist/Fen Choir}'],
    ['/UserItems/{Movie/Two Cuts}/Rating?likes=true'],
    ['/UserPlayedItems/{Movie/2 Owls}'],
    ['/UserPlayedItems/{Episode/Grist}'],
    ['/UserItems/{Episode/Sluice}/UserData', { PlaybackPositionTicks: 5_000_000 }],
  ] as const)
    assert.equal((await ask(fill(path), 'POST', body)).status, 200, path)

  await context.test(
    'every item and extra with all that it says is a published model',
    async () => {
      const all = await items(`/Items?Recursive=true&Fields=${itemFields.join()}`)
      const extras = await ask(fill('/Items/{Movie/The Cinder Path}/SpecialFeatures'))
      const trailers = await ask(fill('/Items/{Movie/The Cinder Path}/LocalTrailers'))
      const others = [
        ...((await extras.json()) as ItemDto[]),
        ...((await trailers.json()) as ItemDto[]),
      ]
      assert.equal(others.length, 2)
      for (const item of [...all, ...others]) assert.deepEqual(modelFaults('BaseItemDto', item), [])
      for (const { Id, Name } of others) {
        const alone = await ask(`/Items/${Id}`)
        assert.equal(((await alone.json()) as ItemDto).Name, Name)
      }
      const themes = await ask(fill('/Items/{Movie/The Cinder Path}/ThemeMedia'))
      assert.deepEqual(modelFaults('AllThemeMediaResult', await themes.json()), [])
    },
  )

  for (const [index, one] of answerCases.entries())
    await context.test(`${one.kind}: ${one.method ?? 'GET'} ${one.path} (${index})`, async () => {
      const answer = await ask(fill(one.path), one.method, one.body)
      assert.equal(answer.status, one.status ?? 200)
      const isChecked = [one.names, one.members, one.total].some((told) => told !== undefined)
      if (isChecked) check(one, await answer.json())
    })
})

function check({ names, anyOrder, total, members }: AnswerCase, answer: unknown): void {
  const { Items, TotalRecordCount } = answer as Partial<Page<ItemDto>>
  const list = Array.isArray(answer) ? (answer as readonly ItemDto[]) : Items
  if (names !== undefined) {
    const found = list?.map(({ Name }) => Name) ?? []
    assert.deepEqual(anyOrder ? found.toSorted() : found, anyOrder ? names.toSorted() : names)
  }
  if (total !== undefined) assert.equal(TotalRecordCount, total)
  for (const [path, expected] of Object.entries(members ?? {})) {
    const found = path
      .split('.')
      .reduce<unknown>(
        (one, key) => (one as Record<string, unknown> | undefined)?.[key],
        list?.[0] ?? answer,
      )
    if (typeof expected === 'string' && expected.startsWith('<'))
      assert.equal(`<${typeof found}>`, expected, path)
    else assert.deepEqual(found, expected, path)
  }
}
