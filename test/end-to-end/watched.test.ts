import assert from 'node:assert/strict'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { metrics } from '../../src/metrics/table.ts'
import { entryBytes } from '../../src/render/derivatives/derivative-cache.ts'
import { addAdmin, addUser } from '../support/admin.ts'
import { type Answer, Client } from '../support/ask.ts'
import { type ReadSample, parseExposition, sampleOf } from '../support/exposition.ts'
import { childrenOf, eventually, Keyart, renderersOf } from '../support/keyart.ts'
import { quarters, write } from '../support/pictures.ts'
import { requireOrSkip } from '../support/require-or-skip.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** What an operator sees of a server: health, metrics, ids of requests, the log. */

const stack = new AsyncDisposableStack()
let keyart: Keyart
let admin: Readonly<Record<string, string>>
let folder: string
let data: string
let poster: string

before(async () => {
  folder = stack.use(await temporaryFolder()).path
  data = join(folder, 'data')
  const films = join(folder, "Anna's films")
  for (const name of ['Alien (1979)', 'Broken (2000)']) {
    await mkdir(join(films, name), { recursive: true })
    await writeFile(join(films, name, `${name}.mkv`), '')
  }
  await write(join(films, 'Alien (1979)/poster.jpg'), quarters(400, 600).jpeg())
  await writeFile(join(films, 'Broken (2000)/poster.jpg'), 'This is no picture.')
  admin = await addAdmin(data)
  await addUser(data, 'a'.repeat(32))
  const libraries = [{ kind: 'movies', folder: films }]
  // Nothing is made but what is asked for.
  const args = ['--log-slow-milliseconds', '1', '--no-prerender-enabled']
  keyart = stack.use(await Keyart.start({ libraries, data, args, headers: admin }))
  const { Items } = await keyart.client.json<{ Items: readonly { Id: string; Name: string }[] }>(
    '/Items?Recursive=true&IncludeItemTypes=Movie',
  )
  poster = `/Items/${Items.find(({ Name }) => Name === 'Alien')!.Id}/Images/Primary`
})
after(() => stack.disposeAsync())

async function readMetrics(): Promise<readonly ReadSample[]> {
  const { status, headers, body } = await keyart.client.ask('/metrics')
  assert.equal(status, 200, body.toString())
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  return parseExposition(body.toString())
}

const problemOf = ({ body }: Answer) =>
  JSON.parse(body.toString()) as Readonly<Record<'code' | 'detail' | 'instance', string>>

test('what a server did is on the page of metrics', async () => {
  const { client } = keyart
  const path = `${poster}?width=50`
  const [first, second] = [await client.ask(path), await client.ask(path)]
  const tiers = [first, second].map(({ headers }) => String(headers['cache-status']))
  assert.match(tiers.join(' '), /stored.*detail=memory/)
  const etag = String(first.headers['etag'])
  const mid = await readMetrics()
  assert.equal((await client.ask(path, { headers: { 'if-none-match': etag } })).status, 304)
  await client.ask(path)
  await client.ask(poster)
  await client.ask(`${poster}?width=wide`)
  await client.ask('/nowhere')
  await client.ask(poster, { method: 'POST', body: 'No picture' })

  // An answer is counted when it was sent, which may be a moment after it came.
  await eventually(async () => {
    const end = await readMetrics()
    const growth = (name: string, labels: Record<string, string> = {}) =>
      sampleOf(end, name, labels) - sampleOf(mid, name, labels)
    const tier = (name: string) => growth('keyart_image_answers_total', { tier: name })
    const tierGrowth = ['rendered', 'memory', 'not-modified', 'original', 'storage'].map(tier)
    assert.deepEqual(tierGrowth, [0, 1, 1, 1, 0])
    const requests = (name: string, status: number) =>
      growth('keyart_http_requests_total', { class: name, status: String(status) })
    assert.equal(requests('image', 200), 2)
    assert.equal(requests('image', 304), 1)
    assert.equal(requests('image', 400), 1)
    assert.equal(requests('unknown', 404), 1)
    assert.ok(requests('operation', 200) >= 1)
    assert.equal(growth('keyart_refusals_total', { code: 'QUERY_INVALID' }), 1)
    assert.equal(growth('keyart_refusals_total', { code: 'ROUTE_NOT_FOUND' }), 1)
    assert.equal(growth('keyart_uploads_total', { outcome: 'refused' }), 1)
    assert.ok(growth('keyart_catalog_statement_seconds_count') > 0)
  })

  const all = await readMetrics()
  assert.equal(sampleOf(all, 'keyart_image_answers_total', { tier: 'rendered' }), 1)
  assert.equal(sampleOf(all, 'keyart_image_answers_total', { tier: 'memory' }), 2)
  assert.equal(sampleOf(all, 'keyart_render_seconds_count'), 1)
  assert.ok(sampleOf(all, 'keyart_render_seconds_sum') > 0)
  assert.ok(sampleOf(all, 'keyart_renderer_calls_total', { kind: 'probe' }) >= 2)
  assert.equal(sampleOf(all, 'keyart_scan_problems'), 1)
  assert.equal(sampleOf(all, 'keyart_scan_running'), 0)
  assert.ok(
    Math.abs(sampleOf(all, 'keyart_scan_finished_timestamp_seconds') - Date.now() / 1000) < 600,
  )
  assert.equal(sampleOf(all, 'keyart_images'), 1)
  const bytes = first.body.length
  assert.equal(sampleOf(all, 'keyart_derivatives_memory_bytes'), bytes + entryBytes)
  await eventually(async () =>
    assert.equal(sampleOf(await readMetrics(), 'keyart_derivatives_disk_bytes'), bytes),
  )
  for (const process of ['server', 'renderer'])
    assert.ok(sampleOf(all, 'keyart_process_resident_bytes', { process }) > 10_000_000, process)
  const processes = childrenOf(keyart.pid).length > 0 ? ['server', 'renderer'] : ['server']
  for (const process of processes)
    assert.ok(sampleOf(all, 'keyart_process_cpu_seconds_total', { process }) > 0.01, process)
  assert.ok(sampleOf(all, 'keyart_event_loop_delay_seconds_count') > 0)
})

test('every metric of the table comes to be, and no other', async () => {
  await keyart.client.ask(`${poster}?width=51`)
  const shown = new Set(
    (await readMetrics()).map(({ name }) => name.replace(/_(?:bucket|sum|count)$/, '')),
  )
  // Ends are none yet.
  shown.add('keyart_renderer_ends_total')
  assert.deepEqual([...shown].toSorted(), Object.keys(metrics).toSorted())
})

test('a request that a proxy passed on is not local', async () => {
  for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via', 'CF-Connecting-IP']) {
    const answer = await keyart.client.ask('/metrics', { headers: { [name]: '203.0.113.7' } })
    assert.deepEqual([answer.status, problemOf(answer).code], [403, 'SET_UP_NEEDED'], name)
  }
})

test('a request has an id, in the answer, in problems and in the log', async () => {
  const { client } = keyart
  const given = await client.ask('/nowhere', { headers: { 'x-request-id': 'from-proxy.7' } })
  assert.equal(given.headers['x-request-id'], 'from-proxy.7')
  assert.equal(problemOf(given).instance, 'urn:keyart:request:from-proxy.7')
  const made = await client.ask('/nowhere')
  assert.equal(problemOf(made).instance, `urn:uuid:${String(made.headers['x-request-id'])}`)
  // What the framework refuses before any route sees it.
  const bad = await client.ask('/%zz')
  assert.equal(bad.status, 400)
  assert.equal(problemOf(bad).instance, `urn:uuid:${String(bad.headers['x-request-id'])}`)
  // Two that one answer is remembered for are not told to be one.
  const path = `${poster}?width=52`
  const ids = [await client.ask(path), await client.ask(path)].map((a) => a.headers['x-request-id'])
  assert.match(String(ids[0]), /^[0-9a-f-]{36}$/)
  assert.equal(ids[1], undefined)
})

test('an image says what took its time', async () => {
  const { client } = keyart
  const ask = async (path: string, headers = {}) =>
    String((await client.ask(path, { headers })).headers['server-timing'])
  const path = `${poster}?width=53`
  assert.match(await ask(path), /^find;dur=\d+\.\d, queue;dur=\d+\.\d, render;dur=\d+\.\d$/)
  assert.equal(await ask(path), 'undefined')
  // Through the routes, though from memory.
  assert.equal(await ask(path, { range: 'bytes=0-9' }), 'undefined')
  assert.match(await ask(poster), /^find;dur=\d+\.\d, read;dur=\d+\.\d$/)
})

test('the log has slow requests, and neither paths nor tokens', async () => {
  const { client } = keyart
  const secret = 'd'.repeat(64)
  await client.ask(`${poster}?width=60&ApiKey=${secret}`)
  await client.ask(`/Items?Recursive=true&api_key=${secret}`, { headers: { 'x-emby-token': '' } })
  await client.ask(`/%zz?ApiKey=${secret}`)
  const body = JSON.stringify({ Username: 'nobody', Pw: secret })
  const json = { 'content-type': 'application/json' }
  const refused = await client.ask('/Users/AuthenticateByName', {
    method: 'POST',
    headers: json,
    body,
  })
  assert.equal(refused.status, 401)
  const upload = await client.ask(poster, { method: 'POST', body: 'No picture' })
  assert.equal(upload.status, 400)
  // The folder of derivatives turns into something that nothing can be written to.
  const derivatives = join(data, 'derivatives')
  await rename(derivatives, `${derivatives}-away`)
  await writeFile(derivatives, '')
  assert.equal((await client.ask(`${poster}?width=61`)).status, 200)

  const lines = () =>
    keyart.log.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  await eventually(async () => {
    const kept = lines().find(({ msg }) => msg === 'A derivative could not be stored')
    assert.match(JSON.stringify(kept), /<path>/)
    const slow = lines().filter(({ msg }) => msg === 'Slow request')
    const image = slow.find(({ route }) => route === '/Items/:id/Images/:type')
    assert.ok(Number(image?.['milliseconds']) > 1)
    assert.match(String(image?.['requestId']), /^[0-9a-f-]{36}$/)
    assert.equal(image?.['status'], 200)
  })
  for (const text of [folder, "Anna's", 'poster.jpg', secret, admin['x-emby-token']!])
    assert.ok(!keyart.log.join('\n').includes(text), text)
  await rm(derivatives)
  await rename(`${derivatives}-away`, derivatives)
})

test('who is alive is not always ready', async () => {
  const { client } = keyart
  for (const path of ['/health', '/health/live', '/health/ready']) {
    const { status, headers, body } = await client.ask(path)
    assert.deepEqual([status, body.toString()], [200, '{"status":"ok"}'], path)
    assert.equal(headers['cache-control'], 'no-store')
  }
  const calls = async () =>
    sampleOf(await readMetrics(), 'keyart_renderer_calls_total', { kind: 'render' })
  const before = await calls()
  await Promise.all(Array.from({ length: 50 }, () => client.ask('/health/ready')))
  // 50 at once are two looks at most, however slow the machine is.
  assert.ok((await calls()) - before <= 2)

  const serverId = join(data, 'server-id')
  await rename(serverId, `${serverId}-away`)
  const failed = await eventually(async () => {
    const answer = await client.ask('/health/ready')
    assert.equal(answer.status, 503)
    return answer
  })
  const { code, detail } = problemOf(failed)
  assert.deepEqual(
    [code, detail],
    ['NOT_READY', 'The server could not read a file of its data folder'],
  )
  assert.equal(failed.headers['retry-after'], '1')
  assert.equal((await client.ask('/health/live')).status, 200)
  await rename(`${serverId}-away`, serverId)
  await eventually(async () => assert.equal((await client.ask('/health/ready')).status, 200))
  assert.ok((await readdir(data)).includes('server-id'))
})

test('a process that makes no pictures is not ready', async (context) => {
  const [renderer] = renderersOf(keyart.pid)
  if (!requireOrSkip(context, process.platform === 'linux', 'processes are found in /proc')) return
  assert.ok(renderer !== undefined)
  process.kill(renderer, 'SIGSTOP')
  using other = new Client(keyart.url)
  const failed = await eventually(async () => {
    const answer = await other.ask('/health/ready')
    assert.equal(answer.status, 503)
    return answer
  })
  assert.equal(problemOf(failed).detail, 'The server could not make a picture')
  process.kill(renderer, 'SIGCONT')
  await eventually(async () => assert.equal((await other.ask('/health/ready')).status, 200))
})
