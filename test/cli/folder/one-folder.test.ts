import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Keyart, libraryArguments, runKeyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { Tree } from '../../support/tree.ts'

test('point 20: a second server, and each verb that wants the folder alone, is refused with the process id of the first', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const films = await new Tree(join(folder.path, 'films'))
    .film('Alien/Alien.mkv')
    .picture('Alien/poster.jpg')
    .write()
  const shows = await new Tree(join(folder.path, 'shows')).film('Show/Show S01E01.mkv').write()
  const first = { libraries: [{ kind: 'movies', folder: films.root }], data }
  const other = libraryArguments({ libraries: [{ kind: 'tvshows', folder: shows.root }] })
  await using keyart = await Keyart.start(first)
  const backup = join(folder.path, 'keyart.tar')
  assert.equal((await runKeyart(['backup', backup, '--data', data])).code, 0)

  const port = new URL(keyart.url).port
  for (const args of [
    ['serve', ...other, '--port', '0'],
    ['serve', ...other, '--port', port],
    ['scan', ...other],
    ['prerender', ...other],
    ['prune'],
    ['verify', '--repair'],
    ['restore', backup, '--force'],
  ]) {
    const { code, out, errors } = await runKeyart([...args, '--data', data])
    assert.equal(code, 2, args.join(' '))
    assert.equal(out, '', args.join(' '))
    assert.match(
      errors,
      new RegExp(`serve is using it \\(process ${keyart.pid} on`),
      args.join(' '),
    )
    assert.match(errors, /stop that process first/)
  }
  // What is promised beside a server.
  for (const args of [
    ['user', 'add', 'Ann'],
    ['user', 'list'],
    ['token', 'add', 'tests'],
    ['token', 'list'],
    ['verify'],
  ])
    assert.equal((await runKeyart([...args, '--data', data])).code, 0, args.join(' '))
  const { Items } = await keyart.client.json<{ Items: { Name: string }[] }>('/Items')
  assert.deepEqual(
    Items.map(({ Name }) => Name),
    ['Movies'],
  )

  await keyart.kill9()
  {
    await using again = await Keyart.start(first)
    assert.equal(await again.stop(), 0)
  }
  assert.ok(!(await readdir(data)).includes('in-use.json'))
})
