import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { addAccount } from '../support/admin.ts'
import { type Answer, Client } from '../support/ask.ts'
import { readConfig, writeNginxConfig } from '../support/deploy-config.ts'
import { freePort } from '../support/free-port.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { noise, quarters, write } from '../support/pictures.ts'
import { needsPrograms, requireProgram } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** The configuration in deploy/ before a real server, by a real nginx. */

/** Runs nginx with deploy/nginx.conf, with nothing changed but addresses and folders. */
async function openProxy(program: string, folder: string, upstream: string) {
  const port = await freePort()
  const site = await readConfig('nginx.conf', [
    ['/var/cache/nginx/keyart', join(folder, 'cache')],
    ['127.0.0.1:8097', new URL(upstream).host],
    ['listen 80;', `listen 127.0.0.1:${port};`],
  ])
  const child = spawn(program, await writeNginxConfig(folder, site), {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)
  const ended = once(child, 'exit')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const client = new Client(`http://127.0.0.1:${port}`)
  const proxy = {
    client,
    errors: () => errors,
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]()
      child.kill('SIGTERM')
      await ended
      process.removeListener('exit', end)
    },
  }
  try {
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${errors}`)
      assert.equal((await client.ask('/health')).status, 200)
    })
  } catch (error) {
    await proxy[Symbol.asyncDispose]()
    throw error
  }
  return proxy
}

const told = ({ headers }: Answer, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, headers[name]]))

test('nginx keeps what is tagged, asks once, and passes the rest through', async (context) => {
  if (!needsPrograms(context, 'nginx')) return
  await using folder = await temporaryFolder()
  const [films, data, place] = ['films', 'data', 'nginx'].map((name) => join(folder.path, name))
  await mkdir(join(films!, 'Alien (1979)'), { recursive: true })
  await mkdir(place!)
  await writeFile(join(films!, 'Alien (1979)/Alien (1979).mkv'), '')
  await write(join(films!, 'Alien (1979)/poster.jpg'), quarters(400, 600).jpeg())
  const admin = await addAccount(data!)
  const libraries = [{ kind: 'movies', folder: films! }]
  await using keyart = await Keyart.start({
    libraries,
    data: data!,
    headers: admin,
    args: ['--no-formats-quick-first'],
  })
  await using proxy = await openProxy(requireProgram('nginx'), place!, keyart.url)
  const { client } = proxy
  const { Items } = await client.json<{
    Items: readonly { Id: string; ImageTags: { Primary: string } }[]
  }>('/Items?Recursive=true&IncludeItemTypes=Movie', { headers: admin })
  const [{ Id, ImageTags } = assert.fail('Expected a film')] = Items
  const path = `/Items/${Id}/Images/Primary?width=60&tag=${ImageTags.Primary}`

  const direct = await keyart.client.ask(path)
  const ask = (url = path, headers = {}) => client.ask(url, { headers })
  const [first, second] = [await ask(), await ask()]
  assert.deepEqual([first.headers['x-cache'], second.headers['x-cache']], ['MISS', 'HIT'])
  const names = ['etag', 'cache-control', 'content-type', 'content-length', 'last-modified', 'vary']
  for (const answer of [first, second]) {
    assert.equal(answer.status, 200)
    assert.deepEqual(told(answer, names), told(direct, names))
    assert.deepEqual(answer.body, direct.body)
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f]{32}$/)
    assert.equal(answer.headers['server-timing'], undefined)
  }
  assert.notEqual(first.headers['x-request-id'], second.headers['x-request-id'])

  // A client that has it is told so by nginx alone; one that takes WebP gets that.
  const etag = String(direct.headers['etag'])
  const known = await ask(path, { 'if-none-match': etag })
  assert.deepEqual([known.status, known.headers['x-cache']], [304, 'HIT'])
  const webp = await ask(path, { accept: 'image/webp' })
  assert.deepEqual([webp.headers['content-type'], webp.headers['x-cache']], ['image/webp', 'MISS'])

  // Many at once for what is not kept: one of them gets to Keyart.
  const cold = path.replace('width=60', 'width=61')
  const crowd = await Promise.all(Array.from({ length: 12 }, () => ask(cold)))
  const from = (cache: string) => crowd.filter(({ headers }) => headers['x-cache'] === cache).length
  assert.deepEqual([from('MISS'), from('HIT')], [1, 11])

  // Without the tag nothing is kept.
  const untagged = path.replace(/&tag=.*/, '')
  for (const answer of [await ask(untagged), await ask(untagged)])
    assert.deepEqual([answer.status, answer.headers['x-cache']], [200, 'MISS'])

  // An upload of some megabytes goes through, and shows at once.
  const picture = await noise(1500, 1000).png().toBuffer()
  assert.ok(picture.length > 4_000_000)
  const sent = await client.ask(`/Items/${Id}/Images/Primary`, {
    method: 'POST',
    headers: { ...admin, 'content-type': 'image/png' },
    body: picture.toString('base64'),
  })
  assert.equal(sent.status, 204, sent.body.toString())
  assert.notEqual((await ask(untagged)).headers['etag'], etag)

  // What is the operator's own: not through the proxy, and not for who was passed on.
  for (const hidden of ['/metrics', '/emby/Metrics', '/health/ready'])
    assert.equal((await ask(hidden)).status, 404, hidden)
  assert.equal((await keyart.client.ask('/metrics')).status, 200)

  // The id that nginx gave is the one in problems.
  const problem = await ask(
    `/Items/${Id}/Images/Primary?width=${randomBytes(3).toString('base64url')}x`,
  )
  const { instance } = JSON.parse(problem.body.toString()) as { readonly instance: string }
  assert.equal(instance, `urn:keyart:request:${String(problem.headers['x-request-id'])}`)
  assert.ok(!/\[(?:error|crit|alert|emerg)\]/.test(proxy.errors()), proxy.errors())
})
