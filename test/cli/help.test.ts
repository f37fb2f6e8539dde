import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { findClosest } from '../../src/config/closest.ts'
import { runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

test('a command explains itself, either way', async () => {
  const asked = await runKeyart(['help', 'user'])
  assert.deepEqual(await runKeyart(['user', 'add', '--help']), asked)
  assert.deepEqual([asked.code, asked.errors], [0, ''])
  for (const part of ['keyart user add NAME', 'keyart user list [--json]', '--hidden'])
    assert.ok(asked.out.includes(part), part)
  assert.ok(!asked.out.includes('prune'))
  const serve = await runKeyart(['serve', '--help'])
  assert.match(serve.out, /--cache-max-bytes VALUE/)
  const all = await runKeyart(['help'])
  assert.match(all.out, /Exit codes:\n {2}0 /)
  assert.equal((await runKeyart(['help', 'nothing'])).code, 2)
})

test('what was probably meant is said, for commands, options and settings', async () => {
  await using folder = await temporaryFolder()
  for (const [args, meant] of [
    [['sacn'], 'scan'],
    [['serve', '--prot', '1'], '--port'],
    [['scan', '--no-scan-wacth'], '--scan-watch'],
    [['user', 'list', '--jsn'], '--json'],
  ] as const) {
    const { code, errors } = await runKeyart(args, { directory: folder.path })
    assert.equal(code, 2)
    assert.ok(errors.includes(`. Did you mean ${meant}?`), errors)
  }
  await writeFile(join(folder.path, 'keyart.json'), '{ "cache": { "maxByte": 3 } }')
  const { errors } = await runKeyart(['scan'], { directory: folder.path })
  assert.match(errors, /Did you mean "cache\.maxBytes"\?/)
})

test('a slip is told from another word', () => {
  const verbs = ['serve', 'scan', 'user']
  assert.equal(findClosest('serv', verbs), 'serve')
  assert.equal(findClosest('sreve', verbs), 'serve')
  assert.equal(findClosest('users', verbs), 'user')
  assert.equal(findClosest('can', verbs), 'scan')
  for (const word of ['', 's', 'delete', 'x'.repeat(100_000)])
    assert.equal(findClosest(word, verbs), undefined)
})

test('scripts get JSON, and exit code 3 when a scan found problems', async () => {
  await using folder = await temporaryFolder()
  const films = join(folder.path, 'films')
  await mkdir(films)
  await new Tree(films).film('Alien/Alien.mkv').text('Alien/poster.jpg', 'no picture').write()
  const data = ['--data', join(folder.path, 'data')]
  const options = ['--library', `movies=${films}`, '--media-ffmpeg', 'off', ...data]
  const scan = await runKeyart(['scan', '--json', ...options])
  assert.equal(scan.code, 3, scan.errors)
  const report = JSON.parse(scan.out) as { items: number; problems: object[]; isStopped: boolean }
  assert.deepEqual([report.items, report.isStopped], [1, false])
  const { reason, ...problem } = report.problems[0] as { reason: string }
  assert.deepEqual(problem, { library: 'Movies', path: 'Alien/poster.jpg' })
  assert.ok(reason.length > 0)
  await runKeyart(['user', 'add', 'Ben', '--library', 'Movies', ...data])
  await runKeyart(['token', 'add', 'wall', '--read-only', ...data])
  const [ben] = JSON.parse((await runKeyart(['user', 'list', '--json', ...data])).out) as object[]
  const { id: _, ...user } = ben as { id: string }
  const rights = { isAdmin: false, hasPassword: false, isHidden: false, libraries: ['Movies'] }
  assert.deepEqual(user, { name: 'Ben', ...rights })
  const [key] = JSON.parse((await runKeyart(['token', 'list', '--json', ...data])).out) as object[]
  const { id: __, createdAt, ...wall } = key as { id: string; createdAt: string }
  assert.ok(Date.parse(createdAt) > 0)
  const limits = { isReadOnly: true, libraries: null, lastUsedAt: null }
  assert.deepEqual(wall, { kind: 'key', name: 'wall', ...limits })
})
