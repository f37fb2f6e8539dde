import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { parseCommandLine } from '../../src/config/command-line.ts'
import { preflight, makeDataFolder } from '../../src/config/preflight.ts'
import { ConfigError, loadConfig } from '../../src/config/load.ts'
import { settingDeclarations } from '../../src/config/schema.ts'
import { temporaryFolder } from '../support/temporary.ts'

const load = (args: string[], environment: Record<string, string> = {}, directory = '/nowhere') =>
  loadConfig(parseCommandLine(args), environment, directory)

function mistakesOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.mistakes
  }
  return []
}

test('every setting has a default, a flag, a variable and words for people', () => {
  const config = load([])
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.port, 8097)
  assert.equal(config.cache.maxBytes, 3_000_000_000)
  assert.deepEqual(config.libraries, [])
  assert.equal(config.data, resolve('/nowhere', 'keyart-data'))
  for (const { key, flag, variable, schema } of settingDeclarations) {
    assert.match(flag, /^[a-z-]+$/)
    assert.match(variable, /^KEYART_[A-Z_]+$/)
    const { default: value, description } = schema as { default?: unknown; description?: string }
    assert.ok(value !== undefined && (description ?? '').length > 10, key)
  }
})

test('the command line wins over the environment, that over the file, that over defaults', async () => {
  await using folder = await temporaryFolder()
  const file = {
    port: 1,
    serverName: 'file',
    cache: { maxBytes: '1GB', memoryBytes: 5 },
    libraries: [{ kind: 'movies', folder: 'films', name: 'Films' }],
  }
  await writeFile(join(folder.path, 'keyart.json'), JSON.stringify(file))
  const environment = { KEYART_PORT: '2', KEYART_CACHE_MAX_BYTES: '3MiB' }
  const config = load(['--port', '3'], environment, folder.path)
  assert.equal(config.port, 3)
  assert.equal(config.serverName, 'file')
  assert.equal(config.cache.maxBytes, 3 * 2 ** 20)
  assert.equal(config.cache.memoryBytes, 5)
  assert.deepEqual(config.libraries, [
    { kind: 'movies', name: 'Films', folder: join(folder.path, 'films') },
  ])
  const flagged = load(['--library', 'photos=p'], environment, folder.path)
  assert.deepEqual(flagged.libraries, [
    { kind: 'photos', name: 'Photos', folder: join(folder.path, 'p') },
  ])
  const named = load(
    ['--library=tvshows:Old=/a=b'],
    { KEYART_LIBRARY: 'movies=/x;music=/y' },
    folder.path,
  )
  assert.deepEqual(named.libraries, [{ kind: 'tvshows', name: 'Old', folder: '/a=b' }])
})

test('libraries of one kind get names of their own', () => {
  const { libraries } = load([], { KEYART_LIBRARY: 'movies=/a;movies=/b;music=/c' })
  assert.deepEqual(
    libraries.map(({ name }) => name),
    ['Movies', 'Movies 2', 'Music'],
  )
})

test('switches can be turned off', () => {
  assert.equal(load(['--no-scan-watch']).scan.watch, false)
  assert.equal(load(['--scan-watch']).scan.watch, true)
  assert.equal(load([], { KEYART_SCAN_WATCH: 'false' }).scan.watch, false)
})

test('all mistakes are named at once, with what was expected and where', async () => {
  await using folder = await temporaryFolder()
  await writeFile(
    join(folder.path, 'keyart.json'),
    '{"prot": 1, "cache": {"maxBytes": -1}, "libraries": [{"kind": "movies"}], "scan": 3}',
  )
  const mistakes = mistakesOf(() =>
    load(
      ['--port', 'many', '--prot', '3', '--library', 'films=/x', '--library', 'movies', '--data'],
      { KEYART_LOG_LEVEL: 'loud' },
      folder.path,
    ),
  )
  const expected = [
    /Unknown option --prot/,
    /Expected a value after --data/,
    /Unknown setting "prot" in the configuration file/,
    /Expected a number of bytes .* for "cache.maxBytes" in the configuration file but received -1/,
    /Expected a JSON object for "scan"/,
    /Expected \{"kind", "folder"\} .* for entry 1 of "libraries"/,
    /Expected one of silent, error, warn, info, debug for KEYART_LOG_LEVEL but received 'loud'/,
    /Expected an integer from 0 to 65535 for --port but received 'many'/,
    /KIND is one of movies, tvshows, music, photos for --library but received the kind 'films'/,
    /Expected KIND=FOLDER .* for --library but received 'movies'/,
  ]
  for (const message of expected)
    assert.ok(
      mistakes.some((mistake) => message.test(mistake)),
      `${message} in\n${mistakes.join('\n')}`,
    )
  assert.equal(mistakes.length, expected.length, mistakes.join('\n'))
})

test('a word that belongs to no option is a mistake', () => {
  assert.match(mistakesOf(() => load(['movies=/films'])).join(), /such as --library but received/)
})

test('a file that is named must be there and be JSON', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'x.json')
  assert.match(mistakesOf(() => load(['--config', path])).join(), /readable configuration file/)
  await writeFile(path, '{')
  assert.match(mistakesOf(() => load(['--config', path])).join(), /Expected JSON/)
  await writeFile(path, '[]')
  assert.match(mistakesOf(() => load(['--config', path])).join(), /Expected a JSON object/)
})

test('the ground is checked without touching it, all of it at once', async () => {
  await using folder = await temporaryFolder()
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  const { port } = taken.address() as { port: number }
  await writeFile(join(folder.path, 'file'), '')
  const config = load([
    `--port=${port}`,
    `--data=${join(folder.path, 'file', 'data')}`,
    `--library=movies=${join(folder.path, 'none')}`,
    `--library=music=${join(folder.path, 'file')}`,
  ])
  await assert.rejects(preflight(config, { port: true, alone: true }), (error) => {
    assert.ok(error instanceof ConfigError)
    const [library, music, data, listening, ...more] = error.mistakes
    assert.match(library ?? '', /library 'Movies' .* does not exist/)
    assert.match(music ?? '', /library 'Music' .* is a file/)
    assert.match(data ?? '', /writable data folder .* is not a folder/)
    assert.match(listening ?? '', new RegExp(`port ${port} on 127.0.0.1 is in use`))
    assert.deepEqual(more, [])
    return true
  })
  await new Promise((done) => taken.close(done))
  if (process.platform === 'linux')
    await assert.rejects(makeDataFolder('/proc/keyart/data'), ConfigError)
  const good = load([`--port=0`, `--data=${join(folder.path, 'a', 'b')}`])
  await preflight(good, { port: true, alone: true })
  await makeDataFolder(good.data)
  await makeDataFolder(good.data)
  assert.ok((await stat(good.data)).isDirectory())
})

test('proxies that are trusted are addresses and networks, in a list or with commas', async () => {
  await using folder = await temporaryFolder()
  const proxies = (args: string[], file: unknown) => {
    writeFileSync(
      join(folder.path, 'keyart.json'),
      JSON.stringify({ http: { trustedProxies: file } }),
    )
    return load(args, {}, folder.path).http.trustedProxies
  }
  assert.deepEqual(proxies([], ['127.0.0.1', '10.0.0.0/8']), ['127.0.0.1', '10.0.0.0/8'])
  assert.deepEqual(proxies([], '::1, fd00::/8'), ['::1', 'fd00::/8'])
  assert.deepEqual(proxies(['--http-trusted-proxies', '192.0.2.1'], ['::1']), ['192.0.2.1'])
  assert.deepEqual(proxies([], []), [])
  for (const wrong of [
    'proxy',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    '::1/129',
    '1.2.3.4/',
    '1.2.3.4/8/8',
  ])
    assert.match(mistakesOf(() => proxies([], wrong)).join(), /IP address or a network/, wrong)
  assert.match(mistakesOf(() => proxies([], [3])).join(), /"http.trustedProxies"/)
})

test('folders that links may lead to are meant from where they are written, and never the whole disk', async () => {
  await using folder = await temporaryFolder()
  const file = { scan: { followLinksTo: ['disk, 2', '/mnt/debrid'] } }
  await writeFile(join(folder.path, 'keyart.json'), JSON.stringify(file))
  assert.deepEqual(load([], {}, folder.path).scan.followLinksTo, [
    join(folder.path, 'disk, 2'),
    '/mnt/debrid',
  ])
  assert.deepEqual(load(['--scan-follow-links-to', 'a,/b']).scan.followLinksTo, [
    '/nowhere/a',
    '/b',
  ])
  assert.deepEqual(
    mistakesOf(() => load([], { KEYART_SCAN_FOLLOW_LINKS_TO: '/mnt,/' })),
    ["Expected folders other than the whole disk in scan.followLinksTo but received '/'"],
  )
})
