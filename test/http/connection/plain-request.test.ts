import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, suite, test } from 'node:test'
import fc from 'fast-check'
import { readPlainRequest } from '../../../src/http/connection/plain-request.ts'
import { readHead } from '../../../src/http/connection/request-head.ts'

const read = (text: string) => readPlainRequest(Buffer.from(text, 'latin1'))
const withFields = (...fields: string[]) =>
  `GET /a?b=c HTTP/1.1\r\n${['Host: x', ...fields].map((field) => `${field}\r\n`).join('')}\r\n`

test('a plain request is read as Node would', () => {
  assert.deepEqual(read(withFields('Accept: \t image/webp \t', 'Connection: Keep-Alive')), {
    method: 'GET',
    url: '/a?b=c',
    head: { accept: 'image/webp', ifNoneMatch: undefined, identity: '', isPlain: true },
    rawHeaders: ['Host', 'x', 'Accept', 'image/webp', 'Connection', 'Keep-Alive'],
  })
  assert.equal(read('HEAD / HTTP/1.1\r\nhost:x\r\n\r\n')?.method, 'HEAD')
})

const others: Readonly<Record<string, string>> = {
  'another method': 'POST / HTTP/1.1\r\nHost: x\r\n\r\n',
  'another version': 'GET / HTTP/1.0\r\nHost: x\r\n\r\n',
  'a whole URL': 'GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n',
  'two spaces': 'GET  / HTTP/1.1\r\nHost: x\r\n\r\n',
  'a byte that no URL has': 'GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n',
  'half a head': 'GET / HTTP/1.1\r\nHost: x\r\n',
  'half a line end': 'GET / HTTP/1.1\r\nHost: x\r\n\r',
  'bare line ends': 'GET / HTTP/1.1\nHost: x\n\n',
  'two requests': withFields().repeat(2),
  'a body': `${withFields()}x`,
  'a length': withFields('Content-Length: 0'),
  chunks: withFields('Transfer-Encoding: chunked'),
  'an expectation': withFields('Expect: 100-continue'),
  'an upgrade': withFields('Upgrade: websocket'),
  'the last request of a connection': withFields('CONNECTION: close'),
  'fields of the connection alone': withFields('Connection: keep-alive, Accept'),
  'a space before the colon': withFields('Accept : a'),
  'a line that goes on in the next': withFields('Accept: a', ' b'),
  'a field without a name': withFields(': a'),
  'a control character': withFields('Accept: a\x00b'),
  'a bare carriage return': withFields('Accept: a\rb'),
  'no host': 'GET / HTTP/1.1\r\nAccept: a\r\n\r\n',
  'a long head': withFields(`Accept: ${'a'.repeat(9000)}`),
}

for (const [name, text] of Object.entries(others))
  test(`left to Node: ${name}`, () => assert.equal(read(text), undefined))

test('the longest head takes no longer than its length asks for', () => {
  const since = performance.now()
  for (const filling of [' ', '\t ', 'a ', 'a'])
    for (const end of ['\x00', '\r\n\r\nx'])
      assert.equal(
        read(`GET / HTTP/1.1\r\nHost: ${filling.repeat(8000 / filling.length)}${end}`),
        undefined,
      )
  // A regular expression that tries all ways would take years.
  assert.ok(performance.now() - since < 2000)
})

suite('beside Node', () => {
  const server = createServer()
  const heard: IncomingMessage[] = []
  before(async () => {
    server.on('request', (request: IncomingMessage, response) => {
      heard.push(request)
      response.setHeader('connection', 'close').end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => server.close())

  /** What Node hears of these bytes, and whether it took anything amiss. */
  async function ask(text: string) {
    heard.length = 0
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined).end(Buffer.from(text, 'latin1'))
    let answer = ''
    socket.on('data', (part: Buffer) => (answer += part.toString('latin1')))
    await once(socket, 'close')
    return { requests: [...heard], isRefused: answer.includes('400 Bad Request') }
  }

  const text = fc.stringMatching(/^[ -~\t\xa0-\xff]{0,12}$/)
  const name = fc.oneof(
    fc.constantFrom('Accept', 'If-None-Match', 'X-Emby-Token', 'Connection', 'Range', 'Upgrade'),
    fc.stringMatching(/^[!-~]{1,12}$/),
  )
  const field = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(name, text).map(([name, value]) => `${name}: ${value}`) },
    { weight: 1, arbitrary: text },
  )
  const lineEnd = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '')
  const request = fc
    .tuple(
      fc.constantFrom('GET', 'GET', 'HEAD', 'OPTIONS'),
      fc.stringMatching(/^\/[!-~]{0,20}$/),
      fc.array(fc.tuple(field, fc.oneof({ weight: 8, arbitrary: fc.constant('\r\n') }, lineEnd)), {
        maxLength: 4,
      }),
      fc.constantFrom('\r\n', '\r\n', '\r\n', '', '\r\nx', '\r\n\r\n'),
    )
    .map(
      ([method, url, fields, end]) =>
        `${method} ${url} HTTP/1.1\r\nHost: h\r\n${fields.map((part) => part.join('')).join('')}${end}`,
    )

  test('whatever is read here Node reads alike, as one request without a body', async () => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(request, async (bytes) => {
        const plain = readPlainRequest(Buffer.from(bytes, 'latin1'))
        if (plain === undefined) return
        read++
        const { requests, isRefused } = await ask(bytes)
        assert.equal(isRefused, false)
        assert.deepEqual(
          requests.map(({ method, url, rawHeaders }) => ({
            method,
            url,
            head: readHead(rawHeaders),
            rawHeaders,
          })),
          [plain],
        )
      }),
      { numRuns: 4000 },
    )
    assert.ok(read > 200, `only ${read} were read`)
  })
})
