import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { pino } from 'pino'
import { pageRoutes } from '../../../src/http/operations/page.ts'
import { createServer, type Server } from '../../../src/http/server/server.ts'
import { temporaryFolder } from '../../support/temporary.ts'

suite('the built page', () => {
  const stack = new AsyncDisposableStack()
  let folder: string
  let server: Server
  before(async () => {
    folder = join(stack.use(await temporaryFolder()).path, 'page')
    await mkdir(join(folder, 'assets'), { recursive: true })
    await writeFile(join(folder, 'index.html'), '<!doctype html>')
    await writeFile(join(folder, 'favicon.svg'), '<svg/>')
    await writeFile(join(folder, 'assets/page-4fz.js'), 'run()')
    await writeFile(join(folder, 'assets/page-4fz.css'), 'p {}')
    await writeFile(join(folder, '../secret.html'), '')
    server = createServer(pino({ level: 'silent' }))
    stack.defer(() => server.close())
    const clientFile = join(folder, '../client.js')
    await writeFile(clientFile, 'export {}')
    await pageRoutes(server, { pageFolder: folder, clientFile })
  })
  after(() => stack.disposeAsync())

  const ask = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    server.inject({ method: 'GET', url, headers })

  test('each file has its media type, and a policy for what it may load', async () => {
    const expected = [
      ['/keyart/', 'text/html; charset=utf-8', '<!doctype html>'],
      ['/keyart/index.html', 'text/html; charset=utf-8', '<!doctype html>'],
      ['/keyart/favicon.svg', 'image/svg+xml', '<svg/>'],
      ['/keyart/client.js', 'text/javascript; charset=utf-8', 'export {}'],
      ['/keyart/assets/page-4fz.js', 'text/javascript; charset=utf-8', 'run()'],
      ['/keyart/assets/page-4fz.css', 'text/css; charset=utf-8', 'p {}'],
    ] as const
    for (const [url, type, text] of expected) {
      const { statusCode, headers, body } = await ask(url)
      assert.deepEqual([statusCode, headers['content-type'], body], [200, type, text], url)
      assert.match(String(headers['content-security-policy']), /default-src 'self'/)
      const head = await server.inject({ method: 'HEAD', url })
      assert.deepEqual([head.statusCode, head.body], [200, ''])
      assert.equal(head.headers['content-length'], String(text.length))
    }
  })

  test('without a slash at its end it leads to where its links are right', async () => {
    for (const url of ['/keyart', '/keyart?a=1', '/emby/keyart']) {
      const { statusCode, headers } = await ask(url)
      const { pathname } = new URL(String(headers.location), `http://keyart${url}`)
      assert.deepEqual([statusCode, pathname], [302, `${url.split('?')[0]}/`])
    }
  })

  test('a name with a hash is kept for ever, any other is asked about', async () => {
    const kept = (await ask('/keyart/assets/page-4fz.js')).headers
    assert.equal(kept['cache-control'], 'public, max-age=31536000, immutable')
    const { etag, ...asked } = (await ask('/keyart/')).headers
    assert.equal(asked['cache-control'], 'no-cache')
    const again = await ask('/keyart/', { 'if-none-match': String(etag) })
    assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', etag])
    assert.equal((await ask('/keyart/', { 'if-match': '"another"' })).statusCode, 412)
    await writeFile(join(folder, 'index.html'), '<!doctype html><p>')
    const anew = await ask('/keyart/', { 'if-none-match': String(etag) })
    assert.deepEqual([anew.statusCode, anew.body], [200, '<!doctype html><p>'])
  })

  test('nothing else can be reached', async () => {
    for (const url of ['/keyart/../secret.html', '/keyart/%2e%2e/secret.html', '/keyart/assets/'])
      assert.equal((await ask(url)).statusCode, 404, url)
    await rm(join(folder, 'favicon.svg'))
    assert.equal((await ask('/keyart/favicon.svg')).statusCode, 404)
  })
})

test('a page that is not built says so', async () => {
  await using folder = await temporaryFolder()
  const server = createServer(pino({ level: 'silent' }))
  await pageRoutes(server, { pageFolder: folder.path, clientFile: join(folder.path, 'client.js') })
  const { statusCode, body } = await server.inject({ method: 'GET', url: '/keyart/' })
  const client = await server.inject({ method: 'GET', url: '/keyart/client.js' })
  await server.close()
  assert.equal(statusCode, 503)
  assert.match(body, /npm run build/)
  assert.equal(client.statusCode, 404)
})
