import assert from 'node:assert/strict'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { eventually, Keyart, runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const films = '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName'

test('issue 15: a library of links into folders that the operator named is served and watched, and nothing else', async () => {
  await using folder = await temporaryFolder()
  const library = join(folder.path, 'merged')
  const disk = join(folder.path, 'disk, 2')
  const debrid = join(folder.path, 'debrid')
  const secret = join(folder.path, 'secret')
  await new Tree(disk).film('Alien/Alien.mkv').picture('Alien/poster.jpg').write()
  await new Tree(debrid).film('hash.mkv').picture('hash.jpg').write(20)
  await new Tree(secret).film('Private/Private.mkv').picture('Private/poster.jpg').write(40)
  await mkdir(join(library, 'Brazil'), { recursive: true })
  await symlink(join(disk, 'Alien'), join(library, 'Alien'))
  // A link to a link.
  await symlink(join(debrid, 'hash.mkv'), join(folder.path, 'hop.mkv'))
  await symlink(join(folder.path, 'hop.mkv'), join(library, 'Brazil/Brazil.mkv'))
  await symlink(join(debrid, 'hash.jpg'), join(library, 'Brazil/poster.jpg'))
  await symlink(join(secret, 'Private'), join(library, 'Private'))
  await symlink(join(secret, 'Private/poster.jpg'), join(library, 'Brazil/fanart.jpg'))
  const libraries = [{ kind: 'movies', folder: library }]
  const data = join(folder.path, 'data')
  const setting = { scan: { followLinksTo: [disk, debrid] } }
  const config = join(folder.path, 'keyart.json')
  await writeFile(config, JSON.stringify(setting))

  // Without the setting none of them is followed, and each is told of with its name.
  const without = ['scan', '--library', `movies=${library}`]
  const { code, out } = await runKeyart([...without, '--data', `${data}-other`])
  assert.equal(code, 3)
  assert.equal(out.match(/The link leads outside .* scan\.followLinksTo/g)?.length, 5, out)

  await using keyart = await Keyart.start({
    libraries,
    data,
    args: ['--config', config, '--no-prerender-enabled'],
  })
  const { client } = keyart
  const items = async () => (await client.json<Page<ItemDto>>(films)).Items
  const [alien, brazil, ...more] = await items()
  assert.deepEqual([alien?.Name, brazil?.Name, more], ['Alien', 'Brazil', []])
  assert.deepEqual(brazil?.BackdropImageTags ?? [], [])
  for (const item of [alien!, brazil!]) {
    const url = `/Items/${item.Id}/Images/Primary`
    assert.equal((await client.ask(url)).status, 200)
    assert.equal((await client.ask(`${url}?width=20`)).status, 200)
  }
  assert.equal((await keyart.report()).problems, 2)

  // A change in a folder that links lead to is a change of the library.
  await new Tree(disk).picture('Alien/fanart.jpg').write(60)
  await eventually(async () => assert.equal((await items())[0]?.BackdropImageTags?.length, 1))

  // A link that came to lead elsewhere since the scan is not followed on a request, either.
  const url = `/Items/${alien!.Id}/Images/Primary`
  await rename(join(disk, 'Alien'), join(disk, 'Moved'))
  await symlink(join(secret, 'Private'), join(disk, 'Alien'))
  const escaped = await client.ask(`${url}?width=33`)
  assert.notEqual(escaped.status, 200)
  await eventually(async () =>
    assert.deepEqual(
      (await items()).map(({ Name }) => Name),
      ['Brazil'],
    ),
  )
  await rm(join(disk, 'Alien'))
  await rename(join(disk, 'Moved'), join(disk, 'Alien'))
  await eventually(async () =>
    assert.deepEqual(
      (await items()).map(({ Name }) => Name),
      ['Alien', 'Brazil'],
    ),
  )

  // While a disk is away, what is known of it stays.
  await rename(debrid, `${debrid}-away`)
  await client.ask('/Library/Refresh', { method: 'POST' })
  await keyart.scanned()
  assert.deepEqual(
    (await items()).map(({ Name }) => Name),
    ['Alien', 'Brazil'],
  )
})
