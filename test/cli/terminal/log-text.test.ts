import assert from 'node:assert/strict'
import { fstatSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { createLog } from '../../../src/cli/terminal/log.ts'
import { findReader } from '../../../src/cli/terminal/log-text.ts'
import { Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d`

/** What three records look like, one of them an error. */
async function written(
  logFormat: 'auto' | 'text' | 'json',
  stream: { readonly isTTY?: boolean; readonly fd?: number },
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  let text = ''
  const write = (chunk: Buffer, _encoding: unknown, done: () => void) => {
    text += chunk.toString()
    done()
  }
  const config = { logLevel: 'info', logFormat, data: '/data', libraries: [] } as const
  const log = await createLog(config, Object.assign(new Writable({ write }), stream), environment)
  log.info('Keyart listens')
  log.warn({ library: 'Films', reason: 'gone' }, 'A folder cannot be read')
  log.error({ err: new Error('boom') }, 'It failed')
  return text.trimEnd().split('\n')
}

test('a person reads a line with the time and the level by name', async () => {
  const lines = await written('auto', { isTTY: true }, { NO_COLOR: '1' })
  assert.match(lines[0]!, new RegExp(`^${time} INFO: Keyart listens *$`))
  const rest = '{"library":"Films","reason":"gone"}'
  assert.match(lines[1]!, new RegExp(`^${time} WARN: A folder cannot be read ${rest}$`))
  assert.match(lines[2]!, new RegExp(`^${time} ERROR: It failed *$`))
  assert.ok(
    lines.some((line) => line.includes('log-text.test.ts')),
    lines.join('\n'),
  )
  // oxlint-disable-next-line no-control-regex -- it is what begins a colour
  assert.match((await written('auto', { isTTY: true }))[0]!, /\u001b\[\d+m/)
})

test('the journal gets one line each, with its priority', async () => {
  await using folder = await temporaryFolder()
  await using file = await open(join(folder.path, 'journal'), 'w')
  const { fd } = file
  const { dev, ino } = fstatSync(fd)
  const journal = { JOURNAL_STREAM: `${dev}:${ino}` }
  assert.equal(findReader(Object.assign(new Writable(), { fd }), journal), 'journal')
  const lines = await written('auto', { fd }, journal)
  assert.equal(lines.length, 3)
  assert.match(lines[0]!, new RegExp(`^<6>${time} INFO: Keyart listens *$`))
  assert.match(lines[1]!, new RegExp(`^<4>${time} WARN: `))
  assert.match(lines[2]!, new RegExp(`^<3>${time} ERROR: It failed .*boom.*log-text\\.test\\.ts`))
  // Another stream was put in its place: `keyart serve | program` in a unit.
  const elsewhere = { JOURNAL_STREAM: `${dev}:${ino + 1}` }
  assert.equal(findReader(Object.assign(new Writable(), { fd }), elsewhere), 'program')
})

test('a program gets JSON, and everybody what they ask for', async () => {
  for (const [format, stream] of [
    ['auto', {}],
    ['json', {}],
    ['json', { isTTY: true }],
  ] as const) {
    const records = (await written(format, stream)).map((line) => JSON.parse(line) as object)
    assert.equal(records.length, 3)
  }
  const lines = await written('text', {})
  assert.equal(lines.length, 3)
  assert.match(lines[1]!, new RegExp(`^${time} WARN: `))
})

test('the format is a setting of the server', async () => {
  await using folder = await temporaryFolder()
  const films = join(folder.path, 'films')
  await mkdir(films)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: films }],
    data: join(folder.path, 'data'),
    args: ['--log-format', 'text'],
    scanned: false,
  })
  for (const line of keyart.log) assert.match(line, new RegExp(`^${time} (INFO|WARN): `))
})
