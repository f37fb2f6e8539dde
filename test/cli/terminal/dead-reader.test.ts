import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { boundedLines, maxWaitingBytes } from '../../../src/cli/terminal/log-lines.ts'
import { Keyart, launch, libraryArguments, runKeyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { Tree } from '../../support/tree.ts'

const makeFilms = (root: string) =>
  new Tree(root).film('Alien/Alien.mkv').text('Alien/poster.jpg', 'no picture').write()

test('point 22: a reader that leaves (`| head`) ends no verb with a stack, and changes no exit code', async () => {
  await using folder = await temporaryFolder()
  const data = ['--data', join(folder.path, 'data')]
  const { root } = await makeFilms(join(folder.path, 'films'))
  const scan = ['scan', ...libraryArguments({ libraries: [{ kind: 'movies', folder: root }] })]
  for (const [args, expected] of [
    [[...scan, '--media-ffmpeg', 'off'], 3],
    [['user', 'add', 'Ann'], 0],
    [['user', 'list'], 0],
    [['token', 'list'], 0],
    [['verify'], 0],
    [['help'], 0],
    [['user', 'remove', 'nobody'], 2],
  ] as const)
    for (const closed of ['stdout', 'stderr'] as const) {
      const child = launch([...args, ...data])
      child[closed]!.destroy()
      const open = closed === 'stdout' ? child.stderr! : child.stdout!
      let text = ''
      open.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      const [code] = (await once(child, 'close')) as [number | null]
      assert.equal(code, expected, `${args.join(' ')} without ${closed}: ${text}`)
      assert.doesNotMatch(text, /EPIPE|\n\s+at /)
    }
})

test('point 22: a server whose log nobody reads goes on serving', async () => {
  await using folder = await temporaryFolder()
  const { root } = await makeFilms(join(folder.path, 'films'))
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: root }],
    data: join(folder.path, 'data'),
    args: ['--log-level', 'debug', '--log-slow-milliseconds', '1'],
  })
  keyart.closeLog()
  for (let ask = 0; ask < 20; ask++) {
    await keyart.client.ask('/Library/Refresh', { method: 'POST' })
    await keyart.scanned()
    assert.equal((await keyart.client.ask('/Items')).status, 200)
  }
  assert.equal(await keyart.stop(), 0)
})

test('point 22: a reader of the log who is stuck costs a bound of memory, and is told what was left out', () => {
  const written: string[] = []
  const stream = {
    writableLength: 0,
    write(line: string) {
      written.push(line)
      this.writableLength += line.length
      return false
    },
  }
  const lines = boundedLines(stream)
  const line = `${'x'.repeat(999)}\n`
  for (let count = 0; count < 5000; count++) lines.write(line)
  assert.ok(stream.writableLength < maxWaitingBytes + 2 * line.length)
  const before = written.length
  stream.writableLength = 0
  lines.write(line)
  assert.equal(written.length, before + 2)
  const { level, msg } = JSON.parse(written.at(-2)!) as { level: number; msg: string }
  assert.equal(level, 40)
  assert.match(msg, new RegExp(`^${5000 - before} lines `))
})

test('point 22: a verb that only reads makes no data folder, and says that there is none', async () => {
  await using folder = await temporaryFolder()
  const typo = join(folder.path, 'typo')
  await mkdir(join(folder.path, 'films'))
  for (const args of [
    ['user', 'list'],
    ['user', 'passwd', 'Ann', '--password', 'some words'],
    ['user', 'remove', 'Ann'],
    ['token', 'list'],
    ['token', 'revoke', 'x'],
    ['library', 'list'],
    ['library', 'forget', 'x'],
    ['prune'],
    ['verify'],
    ['verify', '--repair'],
    ['backup', join(folder.path, 'keyart.tar')],
    ['prerender', '--library', `movies=${join(folder.path, 'films')}`],
  ]) {
    const { code, out, errors } = await runKeyart([...args, '--data', typo])
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.match(errors, /^keyart: Expected a data folder of Keyart \(--data\) but [^\n]*typo\n$/)
  }
  assert.deepEqual(await readdir(folder.path), ['films'])
})

test('point 22: a place where no demo library can be made is one line', async () => {
  await using folder = await temporaryFolder()
  const { root } = await makeFilms(join(folder.path, 'films'))
  for (const place of [join(root, 'Alien/Alien.mkv/demo'), '/proc/demo', '/proc/none/demo']) {
    const { code, out, errors } = await runKeyart(['demo', place, '--small'])
    assert.deepEqual([code, out], [2, ''], errors)
    assert.match(errors, /^keyart: Expected a place for the demo library [^\n]*\n$/)
  }
})
