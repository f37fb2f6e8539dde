import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqliteCatalog } from '../../src/catalog/sqlite.ts'
import { folderOf } from '../../src/cli/kept-folder.ts'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { isOpenProblem } from '../../src/upkeep/faults.ts'
import { repair, verify } from '../../src/upkeep/verify.ts'
import { addAdmin, addUser } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import type { AskOptions, Client } from '../support/ask.ts'
import { Keyart } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'
import { Seeded } from '../support/seeded.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { tagOf, Tree } from '../support/tree.ts'

/** How often the server is killed; the acceptance run wants two hundred. */
const kills = Number(process.env['KEYART_TEST_KILLS'] ?? 4)

const userId = 'c'.repeat(32)

/** A state that requests change one after the other: the last answered, or the one under way. */
class Told<T> {
  readonly #may: T[]

  constructor(first: T) {
    this.#may = [first]
  }

  get last(): T {
    return this.#may[0]!
  }

  /** Sends what makes the state `next`. False: it was not answered, and nobody knows. */
  async become(next: T, send: () => Promise<boolean>): Promise<boolean> {
    this.#may.push(next)
    const isAnswered = await send()
    if (isAnswered) this.#may.splice(0, Infinity, next)
    return isAnswered
  }

  /** Sees that it is one of those that it may be; from then on it is that one. */
  settle(found: T, what: string): void {
    const texts = this.#may.map((one) => JSON.stringify(one))
    assert.ok(
      texts.includes(JSON.stringify(found)),
      `${what}: ${JSON.stringify(found)} of ${texts.join()}`,
    )
    this.#may.splice(0, Infinity, found)
  }
}

test('a server that is killed anywhere has all that it answered, and starts again', async () => {
  await using temporary = await temporaryFolder()
  const data = join(temporary.path, 'data')
  const folder = folderOf(data)
  const tree = new Tree(join(temporary.path, 'films'))
  for (const film of ['Given', 'Taken', 'Moved'])
    tree.film(`${film}/${film}.mkv`).picture(`${film}/poster.jpg`)
  tree.picture(...[1, 2, 3, 4].map((n) => `Moved/fanart${n}.jpg`))
  await tree.write()
  const libraries = [{ kind: 'movies', folder: tree.root }]
  const admin = await addAdmin(data)
  const user = await addUser(data, userId)
  const random = new Seeded(20_262)

  const poster = new Told(tree.require('Given/poster.jpg').tag)
  const taken = new Told<readonly string[]>([])
  const moved = new Told<readonly string[] | undefined>(undefined)
  const position = new Told(0)
  let number = 0
  let answers = 0

  for (let round = 0; round <= kills; round++) {
    await using keyart = await Keyart.start({ libraries, data })
    const { client } = keyart
    const films = await findFilms(client, admin)
    const [given, takenFilm, movedFilm] = ['Given', 'Taken', 'Moved'].map((name) =>
      films.get(name)!,
    )
    const what = `Round ${round}`
    poster.settle(given!.ImageTags!['Primary']!, `${what}, the poster`)
    taken.settle(takenFilm!.BackdropImageTags ?? [], `${what}, the backdrops`)
    const order = movedFilm!.BackdropImageTags ?? []
    if (moved.last === undefined) await moved.become(order, () => Promise.resolve(true))
    else moved.settle(order, `${what}, the order`)
    const state = `/UserItems/${given!.Id}/UserData`
    const found = await client.json<{ PlaybackPositionTicks: number }>(state, { headers: user })
    position.settle(found.PlaybackPositionTicks, `${what}, the position`)
    for (const [film, type, tag] of [
      [given!, 'Primary', poster.last] as const,
      ...taken.last.map((one) => [takenFilm!, 'Backdrop', one] as const),
    ]) {
      const { status, body } = await client.ask(`/Items/${film.Id}/Images/${type}?tag=${tag}`)
      assert.equal(status, 200, what)
      assert.equal(tagOf(body), tag, what)
    }
    if (round === kills) break

    let killed = false
    const ask = async (path: string, options: AskOptions) => {
      const answer = await client.ask(path, options).catch(() => undefined)
      const isAnswered = answer !== undefined && answer.status < 300
      // What is refused would make the test say nothing.
      if (answer !== undefined && !killed) assert.ok(isAnswered, `${path}: ${answer.status}`)
      if (isAnswered) answers++
      return isAnswered
    }
    const give = async (film: ItemDto, type: string, bytes: Buffer) =>
      await ask(`/Items/${film.Id}/Images/${type}`, {
        method: 'POST',
        headers: { ...admin, 'content-type': 'image/jpeg' },
        body: bytes,
      })
    /** Does it over and over, until it is not answered any more. */
    const again = async (work: () => Promise<boolean>) => {
      while (!killed) if (!(await work())) return
    }
    const picture = async () => {
      const bytes = await noise(40, 60, ++number).jpeg().toBuffer()
      return { bytes, tag: tagOf(bytes) }
    }
    const working = [
      again(async () => {
        const { bytes, tag } = await picture()
        return await poster.become(tag, () => give(given!, 'Primary', bytes))
      }),
      again(async () => {
        const before = taken.last
        if (before.length > 0 && random.chance(0.5)) {
          const at = random.whole(0, before.length - 1)
          const path = `/Items/${takenFilm!.Id}/Images/Backdrop/${at}`
          const send = () => ask(path, { method: 'DELETE', headers: admin })
          return await taken.become(before.toSpliced(at, 1), send)
        }
        const { bytes, tag } = await picture()
        return await taken.become([...before, tag], () => give(takenFilm!, 'Backdrop', bytes))
      }),
      again(async () => {
        const [from, to] = [random.whole(0, 3), random.whole(0, 3)]
        const before = moved.last!
        const after = before.toSpliced(from, 1)
        after.splice(to, 0, before[from]!)
        const path = `/Items/${movedFilm!.Id}/Images/Backdrop/${from}/Index?newIndex=${to}`
        return await moved.become(after, () => ask(path, { method: 'POST', headers: admin }))
      }),
      again(async () => {
        const next = position.last + 1
        const body = JSON.stringify({ PlaybackPositionTicks: next })
        const headers = { ...user, 'content-type': 'application/json' }
        return await position.become(next, () => ask(state, { method: 'POST', headers, body }))
      }),
      again(async () => {
        const width = random.whole(5, 2000)
        const answer = await client
          .ask(`/Items/${given!.Id}/Images/Primary?maxWidth=${width}`)
          .catch(() => undefined)
        return answer !== undefined
      }),
      again(async () => {
        // The watcher sees it, and a scan runs.
        await tree.draw('Taken/poster.jpg', ++number)
        await sleep(40)
        return true
      }),
    ]
    // Also right after the start, and in the middle of much.
    await sleep(random.whole(0, 500))
    await keyart.kill9()
    killed = true
    await Promise.all(working)

    const report = await verify(folder)
    assert.deepEqual(report.findings.filter(isOpenProblem), [], what)
    const repaired = await repair(folder)
    assert.ok(repaired !== 'in use', what)
    assert.deepEqual((await verify(folder)).findings, [], what)
    assert.deepEqual(
      repaired.findings.filter(({ outcome }) => outcome !== 'mended'),
      [],
      what,
    )
  }
  assert.ok(answers >= kills * 2, `Only ${answers} requests were answered in time`)
  await using catalog = await openSqliteCatalog(folder.catalog)
  assert.equal((await catalog.findUser(userId))?.name, 'User cccc')
})

async function findFilms(client: Client, headers: Readonly<Record<string, string>>) {
  const path = '/Items?Recursive=true&IncludeItemTypes=Movie'
  const { Items } = await client.json<Page<ItemDto>>(path, { headers })
  return new Map(Items.map((film) => [film.Name, film]))
}
