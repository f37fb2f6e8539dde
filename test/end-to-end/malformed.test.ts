import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { walkItems } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { sendMalformed } from '../support/malformed.ts'
import { Seeded } from '../support/seeded.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

test('1,000 malformed requests: problem documents, no 5xx, no path, and on it goes', async () => {
  await using folder = await temporaryFolder()
  const tree = await new Tree(join(folder.path, 'films'))
    .film('Alien (1979)/Alien.mkv')
    .picture('Alien (1979)/poster.jpg', 'Alien (1979)/fanart1.jpg', 'Alien (1979)/fanart2.png')
    .write()
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: tree.root }],
    data: join(folder.path, 'data'),
  })
  const ids = (await walkItems(keyart.client)).map(({ Id }) => Id)
  const outcome = await sendMalformed(keyart.url, ids, {
    count: 1000,
    random: new Seeded(5),
    secrets: [folder.path, fileURLToPath(new URL('../..', import.meta.url)), '/node_modules/'],
  })
  assert.deepEqual(outcome.mismatches, [])
  assert.ok((outcome.statuses.get(400) ?? 0) > 200)
  assert.ok((outcome.statuses.get(404) ?? 0) > 100)
  const { status } = await keyart.client.ask(`/Items/${ids[1]}/Images/Primary?width=20`)
  assert.equal(status, 200)
  assert.equal((await keyart.client.json<{ status: string }>('/health')).status, 'ok')
  assert.equal(await keyart.stop(), 0)
})
