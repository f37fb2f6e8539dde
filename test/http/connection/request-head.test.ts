import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readHead } from '../../../src/http/connection/request-head.ts'

const browser = ['Host', 'x', 'Connection', 'keep-alive', 'User-Agent', 'B', 'Accept', 'image/webp']

const rows: readonly [string, readonly string[], Partial<ReturnType<typeof readHead>>][] = [
  ['a browser', browser, { accept: 'image/webp', identity: '', isPlain: true }],
  ['no host', browser.slice(2), { isPlain: false }],
  ['two hosts', [...browser, 'HOST', 'y'], { isPlain: false }],
  ['an entity tag', [...browser, 'IF-NONE-MATCH', '"a"'], { ifNoneMatch: '"a"', isPlain: true }],
  [
    'an entity tag and a date',
    [...browser, 'If-Modified-Since', 'd', 'If-None-Match', '"a"'],
    { isPlain: true },
  ],
  ['a date alone', [...browser, 'If-Modified-Since', 'd'], { isPlain: false }],
  ['two entity tags', [...browser, 'If-None-Match', 'a', 'if-none-match', 'b'], { isPlain: false }],
  ['two lists of formats', [...browser, 'accept', 'b'], { isPlain: false }],
  ['a range', [...browser, 'Range', 'bytes=0-'], { isPlain: false }],
  ['a body', [...browser, 'Content-Length', '3'], { isPlain: false }],
  ['a token', [...browser, 'X-Emby-Token', 't'], { identity: 'x-emby-token: t\n', isPlain: true }],
]

for (const [name, head, expected] of rows)
  test(name, () => {
    const read = readHead(head)
    assert.deepEqual({ ...read, ...expected }, read)
  })

test('names count without case, and fields of no interest not at all', () => {
  const field = fc.tuple(fc.stringMatching(/^x-[a-z]{1,20}$/), fc.string())
  fc.assert(
    fc.property(fc.array(field), fc.boolean(), (others, loud) => {
      const named = (name: string) => (loud ? name.toUpperCase() : name)
      const cache = ['x-emby-token', 'x-mediabrowser-token', 'x-emby-authorization']
      const rest = others.filter(([name]) => !cache.includes(name)).flat()
      const head = [...rest, named('host'), 'h', ...rest, named('authorization'), 'Basic x']
      assert.deepEqual(readHead(head), {
        accept: undefined,
        ifNoneMatch: undefined,
        identity: 'authorization: Basic x\n',
        isPlain: true,
      })
    }),
  )
})
