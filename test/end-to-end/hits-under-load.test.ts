import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { Client } from '../support/ask.ts'
import { Keyart } from '../support/keyart.ts'
import { noise, write } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'

const coldClients = 64
const hits = 100

test('hits are answered at once while 64 clients wait for cold renders', async (context) => {
  await using folder = await temporaryFolder()
  const film = join(folder.path, 'films', 'Noise (2000)')
  await mkdir(film, { recursive: true })
  await writeFile(join(film, 'Noise.mkv'), '')
  await write(join(film, 'poster.jpg'), noise(1000, 1500).jpeg())
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: join(folder.path, 'films') }],
    data: join(folder.path, 'data'),
    args: [
      '--no-prerender-enabled',
      '--limits-render-seconds-per-minute=0',
      '--limits-derivatives-per-hour=0',
    ],
  })
  const { Items } = await keyart.client.json<Page<ItemDto>>(
    '/Items?Recursive=true&IncludeItemTypes=Movie',
  )
  const { Id, ImageTags } = Items[0]!
  const image = `/Items/${Id}/Images/Primary?tag=${ImageTags!['Primary']}`
  const hit = `${image}&maxWidth=300&format=jpg`
  await keyart.client.ask(hit)

  // Counts, not times: a hit that waited behind renders would come after all of them.
  using encoding = new Client(keyart.url)
  let made = 0
  const cold = Array.from({ length: coldClients }, async (_, client) => {
    const { status } = await encoding.ask(`${image}&maxWidth=${400 + client}&format=webp`)
    assert.equal(status, 200)
    made++
  })
  let answered = 0
  while (answered < hits && made < coldClients / 2) {
    const { headers } = await keyart.client.ask(hit)
    assert.equal(headers['cache-status'], 'Keyart; hit; detail=memory')
    answered++
  }
  await Promise.all(cold)
  context.diagnostic(`${answered} hits were answered before half of ${coldClients} renders`)
  // A hit that waits its turn is one or two of them; on a machine that others use it is some forty.
  assert.ok(answered >= hits / 10, `${answered} of ${hits} hits before half of the renders`)
})
