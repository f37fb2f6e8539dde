import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashToken } from '../../../src/access/token.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { createLog } from '../../../src/cli/terminal/log.ts'
import { shown, shownInLines, shownJson } from '../../../src/cli/terminal/shown.ts'
import { runKeyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** The same characters as in the source, by their meaning: Cc, Cf, Zl, Zp. */
const obeyed = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const nasty = 'a\u001b[2Jb\u009bc\u007f\u202egnp.\u2028\nkeyart: all is well'

test('point 11: no control character, override of direction or line separator is left', () => {
  const text = fc.string({ unit: 'binary' })
  fc.assert(fc.property(text, (any) => !obeyed.test(shown(any))))
  fc.assert(fc.property(text, (any) => !obeyed.test(shownInLines(any).replaceAll('\n', ''))))
  fc.assert(
    fc.property(text, (any) => {
      const json = shownJson(JSON.stringify({ any }))
      assert.deepEqual(JSON.parse(json), { any })
      return !obeyed.test(json)
    }),
  )
  assert.equal(shown('Amélie \u{1f3ac} ثورة'), 'Amélie \u{1f3ac} ثورة')
  assert.equal(shown('\u001b[31m\n'), String.raw`\u001b[31m\n`)
})

test('point 11: names of clients and of folders reach a terminal as text', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  await mkdir(data)
  {
    await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
    await catalog.putUser({ id: 'a'.repeat(32), name: nasty, createdAt: 1 })
    const said = { client: nasty, device: nasty, deviceId: nasty, version: '1' }
    const session = { kind: 'session', id: 's1', createdAt: 1, userId: 'a'.repeat(32) } as const
    await catalog.addToken(hashToken('x'), { ...session, ...said })
  }
  const films = join(folder.path, 'films')
  await mkdir(join(films, nasty), { recursive: true })
  await writeFile(join(films, nasty, 'film.mkv'), '')
  await writeFile(join(films, nasty, 'poster.jpg'), 'no picture')
  const library = ['--library', `movies:${nasty.replaceAll(/[\n=]/g, '')}=${films}`]
  for (const [args, lines] of [
    [['token', 'list'], 1],
    [['user', 'list'], 1],
    [['scan', ...library, '--media-ffmpeg', 'off'], 2],
    [['library', 'list'], 1],
    [['token', 'revoke', nasty], 1],
    [['library', 'forget', nasty], 1],
    [['user', 'remove', 'nobody\u001b[2J'], 1],
  ] as const) {
    const { out, errors } = await runKeyart([...args, '--data', data])
    const text = out + errors
    assert.equal(text.trimEnd().split('\n').length, lines, `${args.join(' ')}: ${text}`)
    assert.ok(!obeyed.test(text.replaceAll('\n', '')), JSON.stringify(text))
    assert.match(text, /\\u001b\[2J/, args.join(' '))
  }
  await chmod(folder.path, 0o700)
})

test('point 11: the log shows them, too, on a terminal and as JSON', async () => {
  for (const isTTY of [true, false]) {
    let text = ''
    const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
      text += chunk.toString()
      done()
    }
    const stream = Object.assign(new Writable({ write }), { isTTY })
    const config = { logLevel: 'info', logFormat: 'auto', data: '/data', libraries: [] } as const
    const log = await createLog(config, stream, {})
    log.warn({ library: nasty, err: new Error(nasty) }, nasty)
    await new Promise((resolve) => setTimeout(resolve, 100))
    // Colours are the log's own.
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    const plain = text.replaceAll(/\u001b\[\d+m/g, '').replaceAll('\n', '')
    assert.ok(plain.includes('all is well'), text)
    assert.ok(!obeyed.test(plain), JSON.stringify(plain))
    if (!isTTY) assert.equal((JSON.parse(text) as { msg: string }).msg, nasty)
    // No line of the terminal is made by a name.
    else assert.ok(!text.split('\n').some((line) => line.startsWith('keyart: all is well')), text)
  }
})
