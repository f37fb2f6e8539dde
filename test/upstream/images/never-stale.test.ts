import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import sharp from 'sharp'
import { type Answer, Client } from '../../support/ask.ts'
import { type Colour, colours, field, quartersOf } from '../../support/coloured-library.ts'
import { Keyart } from '../../support/keyart.ts'
import { Seeded } from '../../support/seeded.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { type Fault, PlayingOrigin, tagOf } from '../../support/upstream/playing-origin.ts'

const broken: Answer = { status: 0, headers: {}, body: Buffer.alloc(0) }

suite('images of an upstream', { timeout: 300_000 }, () => {
  const stack = new AsyncDisposableStack()
  let origin: PlayingOrigin
  let client: Client
  const names = Object.keys(colours) as Colour[]
  const pictures = new Map<Colour, Buffer>()
  const byTag = new Map<string, Colour>()

  before(async () => {
    for (const name of names) {
      const bytes = await field(name)
      pictures.set(name, bytes)
      byTag.set(tagOf(bytes), name)
    }
    origin = stack.use(await PlayingOrigin.open())
    const { path: data } = stack.use(await temporaryFolder('front'))
    const args = ['--upstream', origin.url]
    const front = stack.use(await Keyart.start({ libraries: [], data, scanned: false, args }))
    client = stack.use(new Client(front.url))
  })
  after(async () => await stack.disposeAsync())

  const newId = () => randomUUID().replaceAll('-', '')
  const colourOf = async (body: Buffer) => (await quartersOf(body)).split(' ')[0]
  const poster = (id: string, query = 'fillWidth=20') => `/Items/${id}/Images/Primary?${query}`
  const put = (id: string, name: Colour) => {
    origin.put(id, 'Primary', 0, pictures.get(name)!)
    origin.forward(60_000)
  }

  let immutable = 0
  for (const seed of [1, 2, 3, 4, 5, 6])
    test(`random edits, lists and reads: nothing immutable is another tag's, seed ${seed}`, async () => {
      const random = new Seeded(seed)
      const slots = [newId(), newId(), newId()].flatMap((id) =>
        (
          [
            ['Primary', 0],
            ['Backdrop', 0],
            ['Backdrop', 1],
          ] as const
        ).map(([type, index]) => ({ id, type, index })),
      )
      const edit = ({ id, type, index }: (typeof slots)[number]) => {
        // Some files are older than they come, as copied files are.
        const age = random.chance(0.25) ? random.whole(0, 100_000) : 0
        origin.put(id, type, index, pictures.get(random.pick(names))!, age)
      }
      slots.forEach(edit)
      const tags = [...byTag.keys(), 'invented', undefined]
      const faults: readonly Fault[] = ['none', 'none', 'none', 'late', 'late', 'cut', 'error']
      origin.failBy(() => random.pick(faults))

      const list = async () => void (await client.ask('/Items?Recursive=true').catch(() => broken))
      const read = async () => {
        const { id, type, index } = random.pick(slots)
        const tag = random.chance(0.6) ? origin.tag(id, type, index) : random.pick(tags)
        const query = [
          ...(tag === undefined ? [] : [`tag=${tag}`]),
          ...(random.chance(0.5) ? ['fillWidth=20'] : []),
        ].join('&')
        const path = `/Items/${id}/Images/${type}/${index}?${query}`
        const { status, headers, body } = await client.ask(path).catch(() => broken)
        const said = String(headers['cache-control'])
        if (status !== 200 || !said.includes('immutable')) return
        immutable++
        assert.equal(await colourOf(body), byTag.get(tag ?? ''), path)
      }
      const actions = [
        async () => edit(random.pick(slots)),
        async () => origin.forward(random.whole(0, 6_000)),
        list,
        list,
        list,
        read,
        read,
        read,
        read,
      ]
      for (let step = 0; step < 150; step++)
        await Promise.all(
          Array.from({ length: random.whole(1, 4) }, async () => await random.pick(actions)()),
        )
      origin.failBy(() => 'none')
    })

  test('that was no empty promise', () =>
    assert.ok(immutable > 20, `${immutable} answers were immutable`))

  test('an edit through the front shows in the next answer', async () => {
    const id = newId()
    put(id, 'red')
    for (const name of ['blue', 'green', 'yellow'] as const) {
      await client.ask(poster(id))
      const { status } = await client.ask(`/Items/${id}/Images/Primary`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: pictures.get(name)!.toString('base64'),
      })
      assert.equal(status, 204)
      assert.equal(await colourOf((await client.ask(poster(id))).body), name)
    }
  })

  test('an edit elsewhere shows in the next answer to its tag, once a list has named it', async () => {
    const id = newId()
    put(id, 'red')
    for (const name of ['blue', 'green', 'yellow'] as const) {
      await client.ask(poster(id))
      put(id, name)
      await client.ask('/Items?Recursive=true')
      const tag = origin.tag(id, 'Primary')
      assert.equal(await colourOf((await client.ask(poster(id, `tag=${tag}`))).body), name)
    }
  })

  test('a wall of 60: 60 files are sent when cold, nothing is asked when warm', async () => {
    const ids = Array.from({ length: 60 }, newId)
    for (const [at, id] of ids.entries()) {
      const picture = sharp(pictures.get(names[at % names.length]!))
      origin.put(
        id,
        'Primary',
        0,
        await picture
          .resize(40 + at)
          .png()
          .toBuffer(),
      )
    }
    origin.forward(60_000)
    const visit = async () => {
      await client.ask('/Items?Recursive=true')
      origin.asked.length = 0
      return await Promise.all(
        ids.map(
          async (id) =>
            await client.ask(poster(id, `fillWidth=20&tag=${origin.tag(id, 'Primary')}`)),
        ),
      )
    }
    const cold = await visit()
    assert.ok(cold.every(({ status }) => status === 200))
    const sent = origin.takeSent()
    assert.equal(sent.length, 60)
    assert.ok(sent.every(({ path }) => !path.includes('?')))
    const warm = await visit()
    assert.deepEqual(origin.asked, [])
    for (const { headers } of warm) assert.match(String(headers['cache-control']), /immutable/)
  })

  test('one picture that many ask for at once is fetched once', async () => {
    const id = newId()
    put(id, 'cyan')
    origin.asked.length = 0
    await Promise.all(
      Array.from({ length: 40 }, async (_, at) => await client.ask(poster(id, `width=${10 + at}`))),
    )
    assert.equal(origin.takeSent().length, 1)
  })

  test('sizes without end leave the origin alone', async () => {
    const id = newId()
    put(id, 'white')
    await client.ask(poster(id))
    origin.asked.length = 0
    const { status } = await client.ask(poster(id, 'width=23100&height=23100'))
    assert.equal(status, 400)
    for (let width = 1; width <= 300; width++)
      await client.ask(poster(id, `width=${width}&height=7`))
    assert.deepEqual(origin.asked, [])
  })

  test('what the origin refuses is refused, by client and token', async () => {
    const [open, hidden] = [newId(), newId()]
    put(open, 'blue')
    put(hidden, 'blue')
    const statuses: Readonly<Record<string, number>> = { none: 401, child: 404, admin: 200 }
    origin.mayRead = (token = 'none', id) => (id === open ? 200 : (statuses[token] ?? 403))
    const ask = async (id: string, token?: string) =>
      await client.ask(
        poster(id),
        token === undefined ? {} : { headers: { 'x-emby-token': token } },
      )
    try {
      for (let round = 0; round < 2; round++) {
        assert.equal((await ask(hidden, 'admin')).status, 200)
        assert.equal((await ask(hidden)).status, 401)
        assert.equal((await ask(hidden, 'child')).status, 404)
        assert.equal((await ask(hidden, 'other')).status, 403)
        assert.equal((await ask(open)).status, 200)
      }
      const { headers } = await ask(hidden, 'admin')
      assert.doesNotMatch(String(headers['cache-control']), /public/)
    } finally {
      origin.mayRead = () => 200
    }
  })

  test('types and parameters that Keyart does not know pass through', async () => {
    const id = newId()
    origin.put(id, 'LogoLight', 0, pictures.get('red')!)
    put(id, 'red')
    origin.asked.length = 0
    const paths = [`/Items/${id}/Images/LogoLight?MaxWidth=20`, poster(id, 'sparkle=1')]
    for (const path of paths) {
      const { status, headers } = await client.ask(path)
      assert.equal(status, 200)
      assert.equal(headers['cache-status'], undefined)
    }
    assert.deepEqual(
      origin.asked.map(({ path }) => path),
      paths,
    )
  })

  test('what cannot be read is left to the origin, and that is said', async () => {
    const id = newId()
    origin.put(id, 'Primary', 0, Buffer.from('no picture'))
    const { status, headers, body } = await client.ask(poster(id))
    assert.equal(status, 200)
    assert.equal(body.toString(), 'no picture')
    assert.equal(headers['cache-status'], 'Keyart; fwd=bypass; detail=SOURCE_UNREADABLE')
  })

  test('while the origin fails, what is stored still comes', async () => {
    const id = newId()
    put(id, 'magenta')
    await client.ask(poster(id))
    // What was seen so far may no longer be so.
    await client.ask('/Library/Refresh', { method: 'POST' })
    origin.failBy(() => 'error')
    try {
      for (let round = 0; round < 2; round++) {
        const { status, headers, body } = await client.ask(poster(id, 'fillWidth=11'))
        assert.equal(status, 200)
        assert.equal(headers['cache-control'], 'no-cache')
        assert.equal(await colourOf(body), 'magenta')
      }
      assert.equal((await client.ask('/Items')).status, 500)
    } finally {
      origin.failBy(() => 'none')
    }
  })

  test('when the origin is away, what is stored still comes, and the rest is a 502', async () => {
    const [stored, other] = [newId(), newId()]
    put(stored, 'green')
    put(other, 'green')
    await client.ask(poster(stored))
    await origin[Symbol.asyncDispose]()
    const began = performance.now()
    const { status, body } = await client.ask(poster(stored, 'fillWidth=10'))
    assert.equal(status, 200)
    assert.equal(await colourOf(body), 'green')
    for (const path of [poster(other), '/Items'])
      assert.equal((await client.ask(path)).status, 502, path)
    assert.ok(performance.now() - began < 2_000)
  })
})
