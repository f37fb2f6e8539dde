import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { eventually, Keyart, runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const films = '/Items?Recursive=true&IncludeItemTypes=Movie'

async function readable({ client }: Keyart): Promise<readonly string[]> {
  const { body } = await client.ask('/metrics')
  return body
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('keyart_library_readable{'))
}

test('point 21: a known library whose folder is away is a problem of that library alone, until it is back', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const root = join(folder.path, 'films')
  await new Tree(root).film('Alien/Alien.mkv').picture('Alien/poster.jpg').write()
  const shows = await new Tree(join(folder.path, 'shows'))
    .film('Show/Season 1/Show S01E01.mkv')
    .picture('Show/poster.jpg')
    .write(20)
  const libraries = [
    { kind: 'movies', folder: root },
    { kind: 'tvshows', folder: shows.root },
  ]
  const args = ['--no-prerender-enabled']
  let url = ''
  {
    await using keyart = await Keyart.start({ libraries, data, args })
    const { Items } = await keyart.client.json<Page<ItemDto>>(films)
    url = `/Items/${Items[0]!.Id}/Images/Primary`
    assert.equal((await keyart.client.ask(`${url}?width=20`)).status, 200)
    assert.deepEqual(await readable(keyart), [
      'keyart_library_readable{library="Movies",kind="movies"} 1',
      'keyart_library_readable{library="TV Shows",kind="tvshows"} 1',
    ])
  }
  await rename(root, `${root}-away`)
  await using keyart = await Keyart.start({ libraries, data, args })
  const warnings = keyart.log.filter((line) =>
    line.includes('The folder of a library cannot be read'),
  )
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /"library":"Movies"/)
  assert.equal((await keyart.report()).problems, 1)
  assert.deepEqual(await readable(keyart), [
    'keyart_library_readable{library="Movies",kind="movies"} 0',
    'keyart_library_readable{library="TV Shows",kind="tvshows"} 1',
  ])
  // What is known of it stays, and what is kept of it is served.
  const { Items } = await keyart.client.json<Page<ItemDto>>(films)
  assert.equal(Items.length, 1)
  assert.notEqual(Items[0]!.ImageTags?.['Primary'], undefined)
  const { status, headers } = await keyart.client.ask(`${url}?width=20`)
  assert.equal(status, 200)
  assert.match(String(headers['cache-status']), /hit/)
  assert.notEqual((await keyart.client.ask(url)).status, 200)
  const other = await keyart.client.json<Page<ItemDto>>(
    '/Items?Recursive=true&IncludeItemTypes=Series',
  )
  const series = `/Items/${other.Items[0]!.Id}/Images/Primary`
  assert.equal((await keyart.client.ask(series)).status, 200)

  await rename(`${root}-away`, root)
  await eventually(async () => {
    assert.deepEqual((await readable(keyart))[0]?.endsWith(' 1'), true)
  }, 60_000)
  assert.equal((await keyart.client.ask(url)).status, 200)
  assert.ok(keyart.log.some((line) => line.includes('The folder of a library is available again')))
  await keyart.scanned()
  assert.equal((await keyart.report()).problems, 0)
})

test('point 21: a folder that was never seen is a mistake, and names every such', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const { root } = await new Tree(join(folder.path, 'films')).film('Alien/Alien.mkv').write()
  const known = ['--library', `movies=${root}`, '--data', data]
  assert.equal((await runKeyart(['scan', ...known])).code, 0)
  await rename(root, `${root}-away`)
  const away = await runKeyart(['scan', ...known])
  assert.equal(away.code, 3, away.errors)
  assert.match(away.out, /^Movies: The folder of the library does not exist/m)
  const never = ['--library', `photos=${folder.path}/none`]
  const { code, errors } = await runKeyart(['serve', '--port', '0', ...known, ...never])
  assert.equal(code, 2)
  assert.match(errors, /none does not exist/)
  assert.ok(!errors.includes(root), errors)
})
