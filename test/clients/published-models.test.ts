import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { itemFields } from '../../src/dto/options.ts'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { name, openClientFixture, password } from '../support/client-fixture.ts'
import { modelFaults } from '../support/published-models.ts'

const fixture = await openClientFixture()
after(() => fixture[Symbol.asyncDispose]())
const { keyart, userId } = fixture

const identity = 'MediaBrowser Client="Models", Device="Test", DeviceId="models", Version="1"'

async function ask<T>(path: string, body?: object, token?: string): Promise<T> {
  const answer = await fetch(keyart.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: token === undefined ? identity : `${identity}, Token="${token}"`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  assert.equal(answer.status, 200, path)
  return (await answer.json()) as T
}

const signedIn = await ask<{ AccessToken: string }>('/Users/AuthenticateByName', {
  Username: name,
  Pw: password,
})
const get = <T>(path: string) => ask<T>(path, undefined, signedIn.AccessToken)
const [film] = (await get<Page<ItemDto>>('/Items?Recursive=true&IncludeItemTypes=Movie')).Items

test('the answer to a sign-in has every member that a typed client needs', () => {
  assert.deepEqual(modelFaults('AuthenticationResult', signedIn), [])
  const { User, SessionInfo } = signedIn as unknown as Record<string, Record<string, unknown>>
  // Members that are other models, which may be null by the description alone.
  assert.deepEqual(modelFaults('UserPolicy', User!['Policy']), [])
  assert.deepEqual(modelFaults('UserConfiguration', User!['Configuration']), [])
  assert.deepEqual(modelFaults('PlayerStateInfo', SessionInfo!['PlayState']), [])
})

test('the check finds what is missing, of another type, or no value of an enumeration', () => {
  const { User } = structuredClone(signedIn) as unknown as {
    User: { Policy: Record<string, unknown>; Configuration: Record<string, unknown> }
  }
  delete User.Policy['MaxActiveSessions']
  User.Policy['IsHidden'] = 'no'
  User.Configuration['SubtitleMode'] = 'Sometimes'
  assert.equal(modelFaults('UserDto', User).length, 3)
})

const answers: readonly (readonly [path: string, model: string])[] = [
  ['/System/Info/Public', 'PublicSystemInfo'],
  ['/System/Info', 'SystemInfo'],
  ['/System/Endpoint', 'EndPointInfo'],
  [`/Users/${userId}`, 'UserDto'],
  ['/Users/Me', 'UserDto'],
  ['/UserViews', 'BaseItemDtoQueryResult'],
  ['/Library/MediaFolders', 'BaseItemDtoQueryResult'],
  ['/Items/Root', 'BaseItemDto'],
  ['/Items/Counts', 'ItemCounts'],
  ['/Shows/NextUp', 'BaseItemDtoQueryResult'],
  ['/UserItems/Resume', 'BaseItemDtoQueryResult'],
  ['/Persons', 'BaseItemDtoQueryResult'],
  ['/Genres', 'BaseItemDtoQueryResult'],
  ['/MusicGenres', 'BaseItemDtoQueryResult'],
  ['/Studios', 'BaseItemDtoQueryResult'],
  ['/Artists', 'BaseItemDtoQueryResult'],
  ['/Years', 'BaseItemDtoQueryResult'],
  ['/Search/Hints?searchTerm=the', 'SearchHintResult'],
  ['/Branding/Configuration', 'BrandingOptionsDto'],
  ['/DisplayPreferences/usersettings?client=emby', 'DisplayPreferencesDto'],
  ['/Items/Suggestions', 'BaseItemDtoQueryResult'],
  ['/Items/{film}/ThemeMedia', 'AllThemeMediaResult'],
  ['/Items/{film}/ThemeSongs', 'ThemeMediaResult'],
  ['/Videos/{film}/AdditionalParts', 'BaseItemDtoQueryResult'],
  ['/MediaSegments/{film}', 'MediaSegmentDtoQueryResult'],
  ['/LiveTv/Info', 'LiveTvInfo'],
  ['/LiveTv/Channels', 'BaseItemDtoQueryResult'],
  ['/System/ActivityLog/Entries', 'ActivityLogEntryQueryResult'],
  ['/System/Configuration', 'ServerConfiguration'],
  ['/System/Info/Storage', 'SystemStorageDto'],
  ['/Devices', 'DeviceInfoDtoQueryResult'],
  ['/Auth/Keys', 'AuthenticationInfoQueryResult'],
]
for (const [path, model] of answers)
  test(`${path} is a ${model}`, async () => {
    assert.deepEqual(modelFaults(model, await get(path.replace('{film}', film!.Id))), [])
  })

const lists: readonly (readonly [path: string, model: string])[] = [
  ['/Users', 'UserDto'],
  ['/Users/Public', 'UserDto'],
  ['/Sessions', 'SessionInfoDto'],
  ['/Items/Latest', 'BaseItemDto'],
  ['/UserViews/GroupingOptions', 'SpecialViewOptionDto'],
  ['/Localization/Options', 'LocalizationOption'],
  ['/Library/VirtualFolders', 'VirtualFolderInfo'],
]
for (const [path, model] of lists)
  test(`${path} is a list of ${model}`, async () => {
    const list = await get<readonly unknown[]>(path)
    assert.ok(list.length > 0)
    assert.deepEqual(
      list.flatMap((one) => modelFaults(model, one)),
      [],
    )
  })

test('every item, in a list and alone, is a BaseItemDto', async () => {
  const { Items } = await get<Page<ItemDto>>(`/Items?Recursive=true&fields=${itemFields.join()}`)
  assert.ok(Items.length > 20)
  const kinds = new Map(Items.map((item) => [item.Type, item]))
  for (const item of Items) assert.deepEqual(modelFaults('BaseItemDto', item), [])
  for (const { Id } of kinds.values()) {
    const item = await get<ItemDto>(`/Items/${Id}`)
    assert.deepEqual(modelFaults('BaseItemDto', item), [])
    for (const image of await get<readonly unknown[]>(`/Items/${Id}/Images`))
      assert.deepEqual(modelFaults('ImageInfo', image), [])
  }
})
