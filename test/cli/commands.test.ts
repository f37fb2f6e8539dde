import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import type { UserDto } from '../../src/dto/schemas.ts'
import { childrenOf, gone, isAlive, Keyart, launch, runKeyart } from '../support/keyart.ts'
import { noise, write } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const makeFilms = (root: string) =>
  new Tree(root).film('Alien (1979)/Alien.mkv').picture('Alien (1979)/poster.jpg').write()

test('--help says every verb and option, and does nothing', async () => {
  await using folder = await temporaryFolder()
  for (const args of [['help'], ['--help']]) {
    const { code, out, errors } = await runKeyart(args, { directory: folder.path })
    assert.deepEqual([code, errors], [0, ''], args.join(' '))
    for (const word of ['serve', 'scan', 'user', 'prune', 'demo', '--library', '--port', '--data'])
      assert.ok(out.includes(word), word)
  }
  assert.deepEqual(await readdir(folder.path), [])
})

test('all mistakes at once, exit code 2, and nothing touched', async () => {
  await using folder = await temporaryFolder()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const data = join(folder.path, 'data')
  const missing = join(folder.path, 'nowhere')
  const file = join(folder.path, 'file')
  await writeFile(file, '')
  try {
    const wrong = await runKeyart([
      'serve',
      '--colour=red',
      '--library=books=/tmp',
      '--library=no sense',
      '--cache-max-bytes=plenty',
      '--port=99999',
      `--data=${data}`,
    ])
    assert.equal(wrong.code, 2)
    assert.equal(wrong.out, '')
    for (const part of ['--colour', 'books', 'no sense', 'plenty', '99999'])
      assert.ok(wrong.errors.includes(part), `${part} in ${wrong.errors}`)

    const ground = await runKeyart([
      'serve',
      `--library=movies=${missing}`,
      `--library=music=${file}`,
      `--data=${join(file, 'data')}`,
      `--port=${port}`,
    ])
    assert.equal(ground.code, 2)
    assert.equal(ground.out, '')
    const lines = ground.errors.trim().split('\n')
    assert.equal(lines.length, 4, ground.errors)
    for (const part of [`${missing} does not exist`, `${file} is a file`, `port ${port}`])
      assert.ok(ground.errors.includes(part), `${part} in ${ground.errors}`)

    const none = await runKeyart(['explode', '--data', data])
    assert.equal(none.code, 2)
    assert.match(none.errors, /explode/)
    for (const args of [
      ['scan', '--data', data],
      ['user', 'add', '--data', data],
    ])
      assert.equal((await runKeyart(args, { directory: folder.path })).code, 2, args.join(' '))
  } finally {
    taken.close()
  }
  assert.deepEqual(await readdir(folder.path), ['file'])
})

test('a data folder that cannot be written', async (context) => {
  if (process.getuid?.() === 0) {
    context.diagnostic('root may write anywhere: only a data folder that is a file is tried')
    return
  }
  await using folder = await temporaryFolder()
  const { root } = await makeFilms(join(folder.path, 'films'))
  const locked = join(folder.path, 'locked')
  await mkdir(locked)
  await chmod(locked, 0o500)
  const { code, errors } = await runKeyart([
    'serve',
    `--library=movies=${root}`,
    `--data=${join(locked, 'data')}`,
    '--port=0',
  ])
  assert.equal(code, 2, errors)
  assert.match(errors, /cannot be created/)
  assert.deepEqual(await readdir(locked), [])
})

test('settings from the file, the environment and the command line', async () => {
  await using folder = await temporaryFolder()
  await makeFilms(join(folder.path, 'films'))
  await writeFile(
    join(folder.path, 'keyart.json'),
    JSON.stringify({
      data: 'here',
      libraries: [{ kind: 'movies', name: 'Mine', folder: 'films' }],
    }),
  )
  const scanned = await runKeyart(['scan'], { directory: folder.path })
  assert.equal(scanned.code, 0, scanned.errors)
  assert.match(scanned.out, /^1 items, 1 images, 0 problems/m)
  assert.ok((await readdir(folder.path)).includes('here'))
  const wrong = await runKeyart(['scan'], {
    directory: folder.path,
    environment: { KEYART_PORT: 'high', KEYART_LOG_LEVEL: 'loud' },
  })
  assert.equal(wrong.code, 2)
  assert.match(wrong.errors, /KEYART_PORT/)
  assert.match(wrong.errors, /KEYART_LOG_LEVEL/)
})

test('users and their pictures', async () => {
  await using folder = await temporaryFolder()
  const { root, pictures } = await makeFilms(join(folder.path, 'films'))
  const data = join(folder.path, 'data')
  const portrait = await write(join(folder.path, 'ann.png'), noise(300, 200).png())
  const run = (...args: readonly string[]) => runKeyart(['user', ...args, '--data', data])
  assert.equal((await run('add', 'Ann', '--image', portrait)).code, 0)
  assert.equal((await run('add', 'Bob the Second')).code, 0)

  const noPicture = join(folder.path, 'text.png')
  await writeFile(noPicture, 'no picture')
  const nowhere = join(folder.path, 'nowhere.png')
  for (const args of [
    ['add', 'Dee', '--image', noPicture],
    ['add', 'Dee', 'Eve', '--image', nowhere],
    ['remove', 'nobody'],
  ])
    assert.equal((await run(...args)).code, 2, args.join(' '))
  assert.match((await run('list')).out, /^[0-9a-f]{32} {2}Ann\n[0-9a-f]{32} {2}Bob the Second\n$/)

  await using keyart = await Keyart.start({ libraries: [{ kind: 'movies', folder: root }], data })
  const users = await keyart.client.json<UserDto[]>('/Users/Public')
  assert.deepEqual(
    users.map(({ Name }) => Name),
    ['Ann', 'Bob the Second'],
  )
  const [ann, bob] = users
  assert.equal(bob!.PrimaryImageTag, undefined)
  assert.equal(ann!.PrimaryImageAspectRatio, 1.5)
  const url = `/Users/${ann!.Id}/Images/Primary?tag=${ann!.PrimaryImageTag}&maxWidth=60`
  const answer = await keyart.client.ask(url)
  assert.equal(answer.status, 200)
  const { width, height } = await sharp(answer.body).metadata()
  assert.deepEqual([width, height], [60, 40])
  assert.equal((await keyart.client.ask(`/Users/${bob!.Id}/Images/Primary`)).status, 404)

  // Another picture while the server runs is there at once.
  const other = [...pictures.keys()][0]!
  assert.equal((await run('add', 'ann', '--image', join(root, other))).code, 0)
  const [changed] = await keyart.client.json<UserDto[]>('/Users/Public')
  assert.equal(changed!.Id, ann!.Id)
  assert.equal(changed!.PrimaryImageTag, pictures.get(other)!.tag)
  const stale = await keyart.client.ask(url)
  assert.deepEqual([stale.status, stale.headers['cache-control']], [200, 'no-cache'])
  assert.equal((await run('remove', 'BOB the second')).code, 0)
  assert.equal((await keyart.client.json<UserDto[]>('/Users/Public')).length, 1)
})

test('scan prints what is wrong with which file', async () => {
  await using folder = await temporaryFolder()
  const tree = await makeFilms(join(folder.path, 'films'))
  const whole = await noise(200, 200).jpeg().toBuffer()
  await writeFile(join(tree.root, 'Alien (1979)/fanart1.jpg'), whole.subarray(0, 5000))
  await tree.text('Alien (1979)/logo.png', '').text('Alien (1979)/thumb.jpg', 'text').write()
  const data = ['--data', join(folder.path, 'data')]
  // Where it is missing, a scan says so.
  const args = ['scan', '--library', `movies=${tree.root}`, ...data, '--media-ffmpeg', 'off']
  for (const round of ['first', 'again']) {
    const { code, out, errors } = await runKeyart(args)
    assert.deepEqual([code, errors], [3, ''], round)
    for (const name of ['fanart1.jpg', 'logo.png', 'thumb.jpg'])
      assert.match(out, new RegExp(`^Movies: Alien \\(1979\\)/${name}: .+`, 'm'), round)
    assert.match(out, /^1 items, 1 images, 3 problems, [\d.]+ s$/m)
    assert.ok(!out.includes(tree.root))
  }
})

test('prune throws derivatives away, which are then made again', async () => {
  await using folder = await temporaryFolder()
  const { root } = await makeFilms(join(folder.path, 'films'))
  const options = { libraries: [{ kind: 'movies', folder: root }], data: join(folder.path, 'data') }
  await using first = await Keyart.start(options)
  const { Items } = await first.client.json<{ Items: { Id: string }[] }>('/Items?SearchTerm=Alien')
  const url = `/Items/${Items[0]!.Id}/Images/Primary?width=17`
  const { body } = await first.client.ask(url)
  await first.stop()
  const pruned = await runKeyart(['prune', '--data', options.data])
  assert.equal(pruned.code, 0, pruned.errors)
  await using second = await Keyart.start(options)
  const again = await second.client.ask(url)
  assert.equal(again.headers['cache-status'], 'Keyart; fwd=uri-miss; stored')
  assert.deepEqual(again.body, body)
})

test('SIGTERM ends it in order and leaves no process behind', async () => {
  await using folder = await temporaryFolder()
  const { root } = await makeFilms(join(folder.path, 'films'))
  const options = { libraries: [{ kind: 'movies', folder: root }], data: join(folder.path, 'data') }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    await using keyart = await Keyart.start(options)
    const { Items } = await keyart.client.json<{ Items: { Id: string }[] }>(
      '/Items?SearchTerm=Alien',
    )
    await keyart.client.ask(`/Items/${Items[0]!.Id}/Images/Primary?width=${signal.length + 10}`)
    const children = childrenOf(keyart.pid)
    if (process.platform === 'linux') assert.ok(children.length > 0)
    // Streams of events are open for ever: they must not keep it from stopping.
    const stream = fetch(`${keyart.url}/keyart/api/scan`, {
      headers: { accept: 'text/event-stream' },
    })
    assert.equal((await stream).status, 200)
    assert.equal(await keyart.stop(signal), 0)
    await gone(children)
    assert.equal(keyart.errors, '')
    await (await stream).body?.cancel().catch(() => {})
  }
})

test('Ctrl-C in the middle of a first scan: what is known stays, the next scan goes on', async () => {
  await using folder = await temporaryFolder()
  const tree = new Tree(join(folder.path, 'films'))
  const count = 80
  for (let number = 0; number < count; number++) tree.film(`Film ${number} (2000)/film.mkv`)
  await tree.write()
  for (let number = 0; number < count; number++)
    await write(
      join(tree.root, `Film ${number} (2000)/poster.jpg`),
      noise(300, 400, number + 1).jpeg({ quality: 60 }),
    )
  const args = ['scan', '--library', `movies=${tree.root}`, '--data', join(folder.path, 'data')]
  const first = launch(args)
  const closed = once(first, 'close')
  let out = ''
  first.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text))
  const catalog = join(folder.path, 'data')
  while (!existsSync(join(catalog, 'derivatives'))) await sleep(5)
  await sleep(400)
  const children = childrenOf(first.pid!)
  first.kill('SIGINT')
  const [code] = (await closed) as [number | null]
  assert.equal(code, 130, out)
  assert.match(out, /^Stopped\. The next scan continues/m)
  await gone(children)
  assert.ok(!isAlive(first.pid!))

  const second = await runKeyart(args)
  assert.equal(second.code, 0, second.errors)
  assert.match(second.out, new RegExp(`^${count} items, ${count} images, 0 problems`, 'm'))
})
