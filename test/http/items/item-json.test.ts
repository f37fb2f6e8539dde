import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { quarters, write } from '../../support/pictures.ts'
import { headersOf, openRoles, type Role, userIds } from '../../support/roles.ts'

interface Dto {
  readonly Id: string
  readonly Name: string
  readonly ImageTags: Readonly<Record<string, string>>
  readonly UserData?: { readonly Played: boolean }
}

interface Page {
  readonly Items: readonly Dto[]
  readonly TotalRecordCount: number
  readonly StartIndex: number
}

test('issue 17: a list from the cache says what objects made for it say, for each user, and until something changes', async () => {
  await using open = await openRoles({ args: ['--no-prerender-enabled'] })
  const { server, film, app } = open
  const list = async (role: Role, query = 'Recursive=true') => {
    const response = await server.inject({ url: `/Items?${query}`, headers: headersOf(role) })
    assert.match(String(response.headers['content-type']), /^application\/json/)
    return response.json<Page>()
  }
  /** Not out of the cache: items that are asked for by their ids are not. */
  const made = async (role: Role, items: readonly Dto[], query = '') =>
    await list(role, `Ids=${items.map(({ Id }) => Id).join()}${query}`)

  for (const query of ['', '&Fields=People,Overview,Genres', '&EnableImages=false'])
    for (const role of ['user', 'admin', 'key', 'stranger', 'user'] as const) {
      const cached = await list(role, `Recursive=true${query}`)
      assert.ok(cached.Items.length > 0)
      assert.deepEqual(cached.Items, (await made(role, cached.Items, query)).Items)
      assert.equal(cached.TotalRecordCount, cached.Items.length)
    }
  const empty = await list('user', 'Recursive=true&StartIndex=500')
  assert.deepEqual([empty.Items, empty.StartIndex], [[], 500])

  // What one user does is that user's.
  const played = `/Users/${userIds.user}/PlayedItems/${film.id}`
  await server.inject({ method: 'POST', url: played, headers: headersOf('user') })
  const seenBy = async (role: Role) =>
    (await list(role)).Items.find(({ Id }) => Id === film.id)?.UserData?.Played
  assert.equal(await seenBy('user'), true)
  assert.equal(await seenBy('admin'), false)
  assert.equal(await seenBy('key'), undefined)

  // What changes is seen at once.
  const before = (await list('user')).Items.find(({ Id }) => Id === film.id)
  await write(join(open.path, 'films/Film (2001)/poster.jpg'), quarters(44, 60).jpeg())
  await app.scanner.request('all')
  const after = (await list('user')).Items.find(({ Id }) => Id === film.id)
  assert.notEqual(after?.ImageTags['Primary'], before?.ImageTags['Primary'])
})
