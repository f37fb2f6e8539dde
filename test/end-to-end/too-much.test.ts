import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { svgBombs } from '../support/corpus/svg-bombs.ts'
import { Keyart } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

test('jellyfin#17056: a picture that takes too much is refused, and its original stays announced; one without end never is', async () => {
  await using folder = await temporaryFolder()
  const tree = await new Tree(join(folder.path, 'films'))
    .film('Alien/Alien.mkv', 'Brazil/Brazil.mkv')
    .write()
  await writeFile(join(tree.root, 'Alien/poster.jpg'), await noise(600, 900).jpeg().toBuffer())
  const endless = svgBombs['SVG: masks in masks']()
  await writeFile(join(tree.root, 'Brazil/poster.jpg'), endless)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: tree.root }],
    data: join(folder.path, 'data'),
    args: ['--renderer-memory-bytes', '200000000', '--renderer-timeout-seconds', '20'],
  })
  const films = async () =>
    (
      await keyart.client.json<Page<ItemDto>>(
        '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName',
      )
    ).Items
  const [alien, brazil] = await films()
  const ask = async (query: string) => {
    const { status, headers, body } = await keyart.client.ask(
      `/Items/${alien!.Id}/Images/Primary?${query}`,
    )
    const code =
      status === 200 ? undefined : (JSON.parse(body.toString()) as { code?: string }).code
    return { status, code, retryAfter: headers['retry-after'] }
  }
  // Some 700 MB at the peak, when it is made alone.
  const large = 'width=3300&height=5000&format=avif'
  assert.deepEqual(await ask(large), { status: 502, code: 'RENDER_FAILED', retryAfter: undefined })
  const began = performance.now()
  assert.deepEqual(await ask(large), { status: 502, code: 'RENDER_FAILED', retryAfter: '600' })
  assert.ok(performance.now() - began < 10_000)
  assert.equal((await ask('width=200')).status, 200)
  assert.ok((await films())[0]?.ImageTags?.['Primary'])

  assert.equal(brazil?.ImageTags?.['Primary'], undefined)
  assert.equal((await keyart.report()).problems, 1)
  assert.equal(await keyart.stop(), 0)
})
