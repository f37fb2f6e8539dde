import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { Client } from '../../support/ask.ts'
import { type Colour, colours, field, quartersOf } from '../../support/coloured-library.ts'
import { Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const names = Object.keys(colours) as Colour[]

test('after a restart nothing is fetched again that is still the same', async () => {
  await using origin = await PlayingOrigin.open()
  await using folder = await temporaryFolder('front')
  const ids = names.map(() => randomUUID().replaceAll('-', ''))
  for (const [at, name] of names.entries())
    origin.put(ids[at]!, 'Primary', 0, await field(name, 60 + at, 90))
  origin.forward(60_000)
  const args = ['--upstream', origin.url]
  const options = { libraries: [], data: folder.path, scanned: false, args }
  const visit = async (client: Client, width: number) =>
    await Promise.all(
      ids.map(async (id) => {
        const tag = origin.tag(id, 'Primary')
        const answer = await client.ask(`/Items/${id}/Images/Primary?fillWidth=${width}&tag=${tag}`)
        assert.equal(answer.status, 200)
        return { ...answer, colour: (await quartersOf(answer.body)).split(' ')[0] }
      }),
    )
  {
    await using front = await Keyart.start(options)
    using client = new Client(front.url)
    await visit(client, 20)
    assert.equal(origin.takeSent().length, ids.length)
  }
  await using front = await Keyart.start(options)
  using client = new Client(front.url)
  await client.ask('/Items?Recursive=true')
  // Also of sizes that were never made: the originals are there.
  for (const width of [20, 30]) {
    const answers = await visit(client, width)
    assert.deepEqual(
      answers.map(({ colour }) => colour),
      names,
    )
    // The origin has not said yet whose tag it is.
    for (const { headers } of answers) assert.equal(headers['cache-control'], 'no-cache')
  }
  const asked = origin.asked.filter(({ path }) => path.includes('/Images/'))
  assert.equal(asked.length, ids.length)
  assert.ok(asked.every(({ method }) => method === 'HEAD'))
  assert.deepEqual(origin.takeSent(), [])

  // What the origin says now proves the tag, as without a restart.
  await client.ask('/Items?Recursive=true')
  for (const { headers } of await visit(client, 20))
    assert.match(String(headers['cache-control']), /immutable/)
})

test('what was changed at the origin meanwhile shows after a restart', async () => {
  await using origin = await PlayingOrigin.open()
  await using folder = await temporaryFolder('front')
  const id = randomUUID().replaceAll('-', '')
  origin.put(id, 'Primary', 0, await field('red'))
  origin.forward(60_000)
  const args = ['--upstream', origin.url]
  const options = { libraries: [], data: folder.path, scanned: false, args }
  const see = async () => {
    await using front = await Keyart.start(options)
    using client = new Client(front.url)
    const { body } = await client.ask(`/Items/${id}/Images/Primary?fillWidth=20`)
    return (await quartersOf(body)).split(' ')[0]
  }
  assert.equal(await see(), 'red')
  origin.put(id, 'Primary', 0, await field('blue'))
  origin.forward(60_000)
  assert.equal(await see(), 'blue')
  assert.equal(await see(), 'blue')
})
