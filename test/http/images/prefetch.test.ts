import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { noise, write } from '../../support/pictures.ts'
import { headersOf, openRoles, type Role } from '../../support/roles.ts'

const count = 12

interface Film {
  readonly Id: string
  readonly ImageTags: { readonly Primary: string }
}

async function openFilms(args: readonly string[] = []) {
  const open = await openRoles({
    args: ['--no-prerender-enabled', ...args],
    fill: async (path) => {
      for (let film = 0; film < count; film++) {
        const name = `Wall ${String.fromCharCode(65 + film)} (2001)`
        await mkdir(join(path, 'films', name))
        await writeFile(join(path, 'films', name, `${name}.mkv`), '')
        await write(join(path, 'films', name, 'poster.jpg'), noise(120, 180, film + 1).jpeg())
      }
    },
  })
  const { server, app } = open
  const list = async (role: Role, more = '') => {
    const query = `Recursive=true&IncludeItemTypes=Movie&SortBy=SortName&SortOrder=Descending${more}`
    const response = await server.inject({ url: `/Items?${query}`, headers: headersOf(role) })
    return response.json<{ Items: readonly Film[] }>().Items
  }
  /** The tier that answered: `hit` or not. */
  const look = async (film: Film, size: string, role: Role = 'anonymous', from = '127.0.0.1') => {
    const url = `/Items/${film.Id}/Images/Primary?${size}&tag=${film.ImageTags.Primary}`
    const headers = { ...headersOf(role), accept: 'image/webp' }
    const response = await server.inject({ url, headers, remoteAddress: from })
    await app.prefetcher.settled()
    assert.equal(response.statusCode, 200)
    return /hit/.test(String(response.headers['cache-status'])) ? 'hit' : 'miss'
  }
  return { ...open, list, look, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() }
}

test('the rest of a list is there before its client asks for it, with a token or without', async () => {
  await using films = await openFilms()
  const [first, second, ...rest] = await films.list('user')
  for (const film of [first!, second!])
    assert.equal(await films.look(film, 'maxWidth=41', 'user'), 'miss')
  for (const film of rest.slice(0, -1))
    assert.equal(await films.look(film, 'maxWidth=41', 'user'), 'hit')
  // jellyfin-web asks for images without one.
  for (const film of [first!, second!]) assert.equal(await films.look(film, 'maxWidth=42'), 'miss')
  assert.equal(await films.look(rest[3]!, 'maxWidth=42'), 'hit')
})

test('a page that follows is there, too, and a client that was here before has its own sizes', async () => {
  await using films = await openFilms()
  const [first, second] = await films.list('user', '&Limit=3')
  for (const film of [first!, second!]) await films.look(film, 'maxWidth=41', 'user')
  const [, , third] = await films.list('user', '&StartIndex=3&Limit=3')
  assert.equal(await films.look(third!, 'maxWidth=41', 'user'), 'hit')
  const all = await films.list('user')
  await films.app.prefetcher.settled()
  assert.equal(await films.look(all[9]!, 'maxWidth=41', 'user'), 'hit')
})

test('what strangers ask decides nothing', async () => {
  await using films = await openFilms()
  const [first, second, third] = await films.list('user')
  // From where nobody was given a list, although the URL is right.
  for (const film of [first!, second!])
    await films.look(film, 'maxWidth=41', 'anonymous', '203.0.113.9')
  assert.equal(films.app.prefetcher.made, 0)
  // From there, without the tag that the list has.
  for (const { Id } of [first!, second!]) {
    const url = `/Items/${Id}/Images/Primary?maxWidth=43`
    await films.server.inject({ url, remoteAddress: '127.0.0.1' })
  }
  await films.app.prefetcher.settled()
  assert.equal(films.app.prefetcher.made, 0)
  assert.equal(await films.look(third!, 'maxWidth=41', 'anonymous', '203.0.113.9'), 'miss')
})

test('it says that it works, so that what is less urgent waits', async () => {
  await using films = await openFilms()
  const { prefetcher } = films.app
  assert.equal(prefetcher.isWorking, false)
  const ids = (await films.list('user')).map(({ Id }) => Id)
  prefetcher.listed({ client: 'anyone', isAnonymous: false, network: '127.0.0.1' }, ids)
  assert.equal(prefetcher.isWorking, true)
  await prefetcher.settled()
  assert.equal(prefetcher.isWorking, false)
})

test('a setting turns it off', async () => {
  await using films = await openFilms(['--prefetch-client-seconds-per-minute=0'])
  for (const film of (await films.list('user')).slice(0, 4))
    assert.equal(await films.look(film, 'maxWidth=41', 'user'), 'miss')
})
