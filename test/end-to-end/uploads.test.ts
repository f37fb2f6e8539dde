import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { addAdmin, addUser } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import { parseExposition, sampleOf } from '../support/exposition.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { memoryOf, openRaw } from '../support/load.ts'
import { noise } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { tagOf, Tree } from '../support/tree.ts'

const anna = '0a'.repeat(16)
const ben = '0b'.repeat(16)
const avatarOf = (user: string) => `/Users/${user}/Images/Primary`
const draw = (seed: number) => noise(60, 60, seed).jpeg().toBuffer()

const megabyte = 1_000_000

suite('uploads', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let folder: string
  let admin: Readonly<Record<string, string>>
  let headers: Record<string, Readonly<Record<string, string>>>
  let film: string

  before(async () => {
    const { path } = stack.use(await temporaryFolder())
    const tree = new Tree(join(path, 'films')).film('Alien/Alien.mkv').picture('Alien/poster.jpg')
    await tree.write()
    const data = join(path, 'data')
    folder = join(data, 'uploads')
    admin = await addAdmin(data)
    headers = { [anna]: await addUser(data, anna), [ben]: await addUser(data, ben) }
    keyart = stack.use(
      await Keyart.start({
        libraries: [{ kind: 'movies', folder: tree.root }],
        data,
        args: ['--limits-user-uploads-per-hour', '200', '--limits-max-user-image-bytes', '1MB'],
      }),
    )
    const find = '/Items?Recursive=true&IncludeItemTypes=Movie'
    film = (await keyart.client.json<Page<ItemDto>>(find, { headers: admin })).Items[0]!.Id
  })
  after(() => stack.disposeAsync())

  const kept = async () => (await readdir(folder)).filter((name) => name !== 'tmp').toSorted()
  const underWay = () => readdir(join(folder, 'tmp'))

  async function post(path: string, body: Buffer | string, who = admin) {
    const answer = await keyart.client.ask(path, { method: 'POST', headers: who, body })
    const text = answer.body.toString()
    const problem = text === '' ? {} : (JSON.parse(text) as { code?: string })
    return { status: answer.status, code: problem.code, headers: answer.headers }
  }

  /** How often the server did one thing alone for half a second. */
  async function longStops(): Promise<number> {
    const { body } = await keyart.client.ask('/metrics')
    const samples = parseExposition(body.toString())
    const name = 'keyart_event_loop_delay_seconds'
    return sampleOf(samples, `${name}_count`) - sampleOf(samples, `${name}_bucket`, { le: '0.5' })
  }

  // Point 16: 20 avatars left 20 files, 130 MB.
  test('point 16: what is replaced goes at once, and what is removed', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const bytes = await draw(seed)
      assert.equal((await post(avatarOf(anna), bytes, headers[anna])).status, 204)
      assert.deepEqual(await kept(), [tagOf(bytes)])
    }
    const path = avatarOf(anna)
    await keyart.client.ask(path, { method: 'DELETE', headers: headers[anna]! })
    assert.deepEqual(await kept(), [])
  })

  test('point 16: what others refer to stays, whatever is done at once', async () => {
    const pictures = await Promise.all([1, 2, 3].map(draw))
    const last = new Map<string, Buffer>()
    // The same few pictures come into use and go out of use all the time.
    const change = async (user: string, step: number) => {
      for (let turn = 0; turn < 25; turn++) {
        const bytes = pictures[(turn * step) % pictures.length]!
        assert.equal((await post(avatarOf(user), bytes, headers[user])).status, 204)
        last.set(user, bytes)
        const { body } = await keyart.client.ask(avatarOf(user))
        assert.ok(body.equals(bytes))
      }
    }
    await Promise.all([change(anna, 1), change(ben, 2)])
    const tags = [...new Set(Array.from(last.values(), tagOf))]
    assert.deepEqual(await kept(), tags.toSorted())
    for (const tag of tags) assert.equal(tagOf(await readFile(join(folder, tag))), tag)
  })

  test('point 16: pictures of users have a bound of their own', async () => {
    const before = await kept()
    const large = await noise(800, 800).png({ compressionLevel: 0 }).toBuffer()
    assert.ok(large.length > megabyte)
    const base64 = large.toString('base64')
    for (const who of [headers[anna], admin])
      for (const body of [large, base64])
        assert.equal((await post(avatarOf(anna), body, who)).status, 413)
    // One that its length does not tell of, for as much might be base64.
    const odd = large.subarray(0, 1.2 * megabyte)
    assert.equal((await post(avatarOf(anna), odd, headers[anna])).code, 'IMAGE_TOO_LARGE')
    assert.deepEqual(await kept(), before)
    assert.equal((await post(`/Items/${film}/Images/Box`, large)).status, 204)
  })

  // Point 4: a 50 MB upload in base64 stopped all answers for 1.1 s.
  test('point 4: hits are answered while large uploads in base64 come in', async () => {
    const head = await draw(50)
    const body = Buffer.alloc(Math.floor((50 * megabyte - head.length) / 3) * 3)
    const text = Buffer.concat([head, body]).toString('base64')
    const hit = `/Items/${film}/Images/Primary?width=40`
    await keyart.client.ask(hit)
    const stops = await longStops()
    let isOver = false
    const upload = post(`/Items/${film}/Images/Art`, text).finally(() => (isOver = true))
    let answered = 0
    while (!isOver) {
      assert.equal((await keyart.client.ask(hit)).status, 200)
      answered++
    }
    assert.equal((await upload).status, 204)
    assert.equal((await longStops()) - stops, 0)
    assert.ok(answered > 50, `${answered} hits`)
  })

  // Point 3: 15 connections that sent slowly held 1 GB.
  test('point 3: bodies that come slowly lie in files, and are bounded', async () => {
    const picture = await noise(300, 300).png().toBuffer()
    const begin = picture.subarray(0, picture.length - (picture.length % 3)).toString('base64')
    const piece = begin.repeat(3)
    const path = `/Items/${film}/Images/Backdrop`
    const head = (length: number) =>
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Emby-Token: ${admin['x-emby-token']}\r\nContent-Length: ${length}\r\n\r\n`
    const before = memoryOf(keyart.pid)
    const sockets: Socket[] = []
    for (let number = 0; number < 15; number++) {
      const socket = openRaw(keyart.url, head(13 * megabyte))
      sockets.push(socket)
      for (let sent = 0; sent < 8; sent++) if (!socket.write(piece)) await once(socket, 'drain')
    }
    await eventually(async () => assert.equal((await underWay()).length, 15))
    const grown = memoryOf(keyart.pid).now - before.now
    assert.ok(grown < 100 * megabyte, `${grown} bytes more than before`)
    // There is no room for one more of the largest, and nobody reads it.
    const refused = openRaw(keyart.url, head(50 * megabyte)).resume()
    const [answer] = (await once(refused, 'data')) as [Buffer]
    refused.destroy()
    assert.match(answer.toString(), /^HTTP\/1\.1 429 [^]*retry-after: \d/i)
    for (const socket of sockets) socket.destroy()
    await eventually(async () => assert.deepEqual(await underWay(), []))
    assert.equal((await post(path, await draw(60))).status, 204)
  })

  test('point 3: strangers fill no memory with bodies either', async () => {
    const head = (length: number) =>
      `POST /Users/AuthenticateByName HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{`
    let refused = 0
    const sockets = Array.from({ length: 300 }, () => openRaw(keyart.url, head(65_536)).resume())
    for (const socket of sockets)
      socket.once('data', (answer: Buffer) => {
        if (answer.toString().startsWith('HTTP/1.1 429')) refused++
      })
    await eventually(async () => assert.equal(refused, 300 - 256))
    // Who has signed in is not counted with the others of the address.
    assert.equal((await post(avatarOf(anna), await draw(70), headers[anna])).status, 204)
    for (const socket of sockets) socket.destroy()
    await eventually(async () => {
      const body = '{"Username":"nobody","Pw":"x"}'
      const who = { 'content-type': 'application/json' }
      const answer = await keyart.client.ask('/Users/AuthenticateByName', {
        method: 'POST',
        headers: who,
        body,
      })
      assert.notEqual(answer.status, 429)
    })
  })

  test('a refused upload leaves the connection as it was', async () => {
    const body = Buffer.alloc(5 * megabyte, '!')
    for (let times = 0; times < 3; times++) {
      const { status, code } = await post(`/Items/${film}/Images/Primary`, body)
      assert.deepEqual([status, code], [400, 'IMAGE_INVALID'])
      assert.equal((await keyart.client.ask('/health/live')).status, 200)
    }
    assert.deepEqual(await underWay(), [])
  })
})

test('point 16: users who are not admins have a budget', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const admin = await addAdmin(data)
  const user = await addUser(data, anna)
  await mkdir(join(folder.path, 'films'))
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: join(folder.path, 'films') }],
    data,
    args: ['--limits-user-uploads-per-hour', '3'],
  })
  const body = await draw(1)
  const post = (headers: Readonly<Record<string, string>>) =>
    keyart.client.ask(avatarOf(anna), { method: 'POST', headers, body })
  for (let times = 0; times < 3; times++) assert.equal((await post(user)).status, 204)
  const { status, headers } = await post(user)
  assert.deepEqual([status, Number(headers['retry-after']) > 0], [429, true])
  for (let times = 0; times < 5; times++) assert.equal((await post(admin)).status, 204)
})
