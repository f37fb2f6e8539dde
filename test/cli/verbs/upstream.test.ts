import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:https'
import { suite, test } from 'node:test'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../../support/ask.ts'
import { Keyart, runKeyart } from '../../support/keyart.ts'
import { needsPrograms, requireProgram } from '../../support/programs.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { openOrigin } from '../../support/upstream/front.ts'
import { freePort } from '../../support/free-port.ts'

const info = { Id: '1', Version: '12.0.0', ProductName: 'Jellyfin Server', ServerName: 'Films' }

/** A server that says who it is below `basePath`, and leads there. */
async function openNamed(basePath = '', about: object = info) {
  return await openOrigin((request, response) => {
    if (request.url === '/')
      return void response.writeHead(302, { location: `${basePath}/web/` }).end()
    if (request.url !== `${basePath}/System/Info/Public`) return void response.writeHead(404).end()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(about))
    return undefined
  })
}

/** A server that takes one API key, as the versions of Jellyfin and Emby are sent it. */
async function openWithKey(key: string) {
  return await openOrigin((request, response) => {
    const { authorization, 'x-emby-token': token } = request.headers
    const isOpen = request.url === '/System/Info/Public'
    response.setHeader('content-type', 'application/json')
    if (!isOpen && (token !== key || authorization !== `MediaBrowser Token="${key}"`))
      return void response.writeHead(401).end()
    response.end(JSON.stringify({ ...info, KnownProxies: ['10.0.0.7'] }))
    return undefined
  })
}

/** What a start in front of `url` says when it does not come to be. */
async function refused(url: string, port = '0', more: readonly string[] = []) {
  await using folder = await temporaryFolder('front')
  const args = ['serve', '--upstream', url, '--data', folder.path, '--port', port, ...more]
  const { code, errors } = await runKeyart(args, { timeout: 30_000 })
  assert.equal(code, 2, errors)
  assert.equal(errors.trimEnd().split('\n').length, 1, errors)
  return errors
}

suite('a start in front of what is not a server says so in one line', () => {
  test('no URL', async () => {
    assert.match(await refused('jellyfin:8096'), /Expected the URL of a Jellyfin or Emby server/)
  })

  test('paths that lead nowhere, or without a key', async () => {
    const args = ['serve', '--upstream', 'http://127.0.0.1:9', '--upstream-paths', 'media=/srv']
    const { code, errors } = await runKeyart(args, { timeout: 30_000 })
    assert.equal(code, 2)
    assert.match(errors, /Expected FROM=TO.* in upstream\.paths but received 'media=\/srv'/)
    assert.match(errors, /Expected upstream\.apiKey, which upstream\.paths needs/)
  })

  test('another server', async () => {
    await using other = await openOrigin((_request, response) => response.end('hello'))
    assert.match(await refused(other.url), /Expected a Jellyfin or Emby server at .* base URL/)
  })

  test('no HTTP at all', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('220 mail\r\n')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      assert.match(await refused(`http://127.0.0.1:${port}`), /does not speak HTTP/)
    } finally {
      server.close()
    }
  })

  test('a key that it does not accept, which no line repeats', async () => {
    await using server = await openWithKey('right')
    for (const key of ['wrong-key', 'no key "at" all']) {
      const errors = await refused(server.url, '0', ['--upstream-api-key', key])
      assert.match(
        errors,
        /Expected (?:an API key of the server at .* status 401|a key of up to 200)/,
      )
      assert.ok(!errors.includes(key), errors)
    }
  })

  test('itself', async () => {
    const port = await freePort()
    assert.match(await refused(`http://127.0.0.1:${port}`, `${port}`), /leads back to Keyart/)
  })

  test('a certificate that is not trusted', async (context) => {
    if (!needsPrograms(context, 'openssl')) return
    await using folder = await temporaryFolder('certificate')
    const [key, certificate] = [join(folder.path, 'key'), join(folder.path, 'certificate')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    execFileSync(
      requireProgram('openssl'),
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        key,
        '-out',
        certificate,
        ...names,
      ],
      { stdio: 'ignore' },
    )
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      assert.match(
        await refused(`https://localhost:${port}`),
        /certificate .* that this machine trusts.*NODE_EXTRA_CA_CERTS/,
      )
    } finally {
      server.close()
    }
  })
})

test('a server that is not there yet is waited for', async () => {
  await using folder = await temporaryFolder('front')
  const port = await freePort()
  const args = ['--upstream', `http://127.0.0.1:${port}`]
  await using front = await Keyart.start({ libraries: [], data: folder.path, scanned: false, args })
  assert.ok(front.log.some((line) => line.includes('nothing answers there (ECONNREFUSED')))
  using client = new Client(front.url)
  assert.equal((await client.ask('/Items')).status, 502)
  // The page, its health and what is asked of it by `keyart health` are there all the same.
  assert.equal((await client.ask('/keyart/health/ready')).status, 200)
  assert.equal((await client.ask('/keyart/metrics')).status, 200)
  assert.equal((await client.ask('/keyart/nothing')).status, 404)
})

suite('keyart upstream check', () => {
  test('says what there is', async () => {
    await using server = await openNamed('/jellyfin')
    const { code, out } = await runKeyart(['upstream', 'check', `${server.url}/jellyfin`])
    assert.equal(code, 0)
    assert.match(out, /Reachable: answered in \d+ ms/)
    assert.match(out, /Server: Jellyfin Server 12\.0\.0, "Films"/)
    assert.match(out, /Base URL: \/jellyfin/)
    assert.match(out, /Clock: the same as here/)
    assert.match(out, /Older apps: Keyart translates/)
    assert.match(out, /Known proxies: add the address of Keyart/)
    assert.match(out, /Would not work: nothing that was found/)
    assert.match(out, /API key: none; with one/)
  })

  test('says how far the clock is off, and what would not work', async () => {
    for (const [seconds, expected] of [
      [3600, /Clock: (?:3599|3600) s ahead of this machine/],
      [-3600, /Clock: 360\d s behind this machine/],
      [undefined, /Clock: unknown .*\n(?:.*\n)*Would not work: Without a Date/],
    ] as const) {
      await using server = await openOrigin((_request, response) => {
        response.sendDate = false
        if (seconds !== undefined)
          response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString())
        response.end(JSON.stringify({ Id: '1', Version: '4.9.0.1', ServerName: 'Films' }))
      })
      const { code, out } = await runKeyart(['upstream', 'check', server.url])
      assert.equal(code, 0)
      assert.match(out, expected)
      assert.match(out, /Would not work: This version was not compared/)
    }
  })

  test('says whether an API key is accepted, and what it shows', async () => {
    await using server = await openWithKey('right')
    const right = await runKeyart(['upstream', 'check', server.url, '--api-key', 'right'])
    assert.equal(right.code, 0, right.errors)
    assert.match(right.out, /Known proxies: 10\.0\.0\.7; the address of Keyart must be among them/)
    assert.match(right.out, /API key: accepted/)
    assert.match(right.out, /Would not work: nothing that was found/)
    const environment = { KEYART_UPSTREAM_API_KEY: 'wrong-key' }
    const wrong = await runKeyart(['upstream', 'check', server.url], { environment })
    assert.equal(wrong.code, 3)
    assert.match(wrong.out, /Expected an API key of the server at .* status 401/)
    assert.ok(!wrong.out.includes('wrong-key'))
  })

  test('finds the base URL that was left out', async () => {
    await using server = await openNamed('/media')
    const { code, out } = await runKeyart(['upstream', 'check', server.url])
    assert.equal(code, 3)
    assert.match(out, new RegExp(`Its base URL is /media: use ${server.url}/media`))
  })

  test('wants a URL', async () => {
    for (const args of [[], ['check'], ['check', 'ftp://a'], ['look', 'http://a']])
      assert.equal((await runKeyart(['upstream', ...args])).code, 2, args.join(' '))
  })
})
