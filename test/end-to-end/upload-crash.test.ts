import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { addAdmin } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'
import { Seeded } from '../support/seeded.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { tagOf, Tree } from '../support/tree.ts'

/** How often the server is killed; the acceptance run wants fifty. */
const kills = Number(process.env['KEYART_TEST_KILLS'] ?? 10)

test('what was answered survives kill -9, and nothing is half there', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const tree = await new Tree(join(folder.path, 'films'))
    .film('Alien/Alien.mkv')
    .picture('Alien/poster.jpg', 'Alien/fanart.jpg')
    .write()
  const headers = await addAdmin(data)
  const random = new Seeded(20_261)
  const answered = new Set<string>()
  const sent = new Map<string, Buffer>()
  const scanned = join(tree.root, 'Alien/fanart.jpg')
  const file = tagOf(await readFile(scanned))
  let number = 0

  for (let round = 0; round <= kills; round++) {
    await using keyart = await Keyart.start({
      libraries: [{ kind: 'movies', folder: tree.root }],
      data,
    })
    const { client } = keyart
    const find = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const [film] = (await client.json<Page<ItemDto>>(find, { headers })).Items
    const tags = film!.BackdropImageTags!
    assert.equal(tags[0], file)
    for (const tag of answered) assert.ok(tags.includes(tag), `Round ${round}: ${tag} was lost`)
    assert.equal(new Set(tags).size, tags.length)
    for (const tag of tags.slice(1)) {
      const { status, body } = await client.ask(`/Items/${film!.Id}/Images/Backdrop?tag=${tag}`)
      assert.equal(status, 200)
      assert.ok(body.equals(sent.get(tag)!), `Round ${round}: ${tag} is not what was sent`)
    }
    for (const key of await readdir(join(data, 'uploads')))
      if (key !== 'tmp') assert.equal(tagOf(await readFile(join(data, 'uploads', key))), key)
    if (round === kills) break

    let killed = false
    const first = Promise.withResolvers<void>()
    const upload = async () => {
      while (!killed) {
        const bytes = await noise(48, 30, ++number).jpeg().toBuffer()
        const tag = tagOf(bytes)
        sent.set(tag, bytes)
        const answer = await client
          .ask(`/Items/${film!.Id}/Images/Backdrop`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'image/jpeg' },
            body: number % 2 === 0 ? bytes : bytes.toString('base64'),
          })
          .catch(() => undefined)
        if (answer?.status !== 204) return
        answered.add(tag)
        first.resolve()
      }
    }
    const uploads = [upload(), upload(), upload()]
    // Every other time not before something was answered, however slow the machine.
    if (round % 2 === 0) await Promise.race([first.promise, Promise.all(uploads)])
    await sleep(random.whole(20, 270))
    await keyart.kill9()
    killed = true
    await Promise.all(uploads)
  }
  assert.ok(
    answered.size >= Math.floor(kills / 2),
    `Only ${answered.size} uploads were answered in time`,
  )
})
