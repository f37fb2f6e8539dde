import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { isKeyartError } from '../../../src/errors.ts'
import { imageQuery, toRenderRequest } from '../../../src/http/images/image-query.ts'
import { readParameters, splitQuery } from '../../../src/http/protocol/query-keys.ts'

const schema = Type.Object({
  width: Type.Optional(Type.Number()),
  quality: Type.Integer({ minimum: 1, maximum: 100, default: 90 }),
  recursive: Type.Optional(Type.Boolean()),
  format: Type.Optional(Type.Enum(['jpg', 'webp'])),
  ids: Type.Optional(Type.Array(Type.String())),
  tag: Type.Optional(Type.String()),
})

const read = (query: string) => readParameters(schema, splitQuery(query))

test('names are matched without case, values keep theirs', () => {
  assert.deepEqual(read('WIDTH=10&Tag=AbC&FoRmAt=WEBP'), {
    width: 10,
    quality: 90,
    format: 'webp',
    tag: 'AbC',
  })
})

test('numbers may be fractions where a number is expected', () => {
  assert.equal(read('width=421.75')['width'], 421.75)
  assert.equal(read('width=-3')['width'], -3)
  assert.equal(read('width=1e3')['width'], 1000)
})

test('an empty value is the same as none', () => {
  assert.deepEqual(read('width=&tag=&quality='), { quality: 90 })
})

test('the first of a repeated scalar counts; lists may be repeated and separated', () => {
  assert.equal(read('width=1&Width=2')['width'], 1)
  assert.deepEqual(read('ids=a,b&Ids=c&ids=')['ids'], ['a', 'b', 'c'])
})

test('booleans in the spellings of all clients', () => {
  for (const text of ['true', 'True', 'TRUE', '1'])
    assert.equal(read(`recursive=${text}`)['recursive'], true)
  for (const text of ['false', 'False', '0'])
    assert.equal(read(`recursive=${text}`)['recursive'], false)
})

test('names that nobody declared are passed over', () => {
  assert.deepEqual(read('EnableImageEnhancers=false&__proto__=1&constructor=2'), { quality: 90 })
})

const mistakes: readonly [query: string, parameter: string, expected: RegExp][] = [
  ['width=abc', 'width', /Expected a number for width but received 'abc'/],
  ['width=1x', 'width', /received '1x'/],
  ['width=Infinity', 'width', /received 'Infinity'/],
  ['width=1e999', 'width', /received '1e999'/],
  ['width=0x10', 'width', /received '0x10'/],
  ['quality=0', 'quality', /an integer from 1 to 100 for quality but received '0'/],
  ['quality=101', 'quality', /from 1 to 100/],
  ['quality=9.5', 'quality', /from 1 to 100/],
  ['recursive=yes', 'recursive', /true or false/],
  ['format=tiff', 'format', /one of jpg, webp/],
]

for (const [query, parameter, message] of mistakes)
  test(`${query} names the parameter and what it expects`, () => {
    assert.throws(
      () => read(query),
      (error) =>
        isKeyartError(error, 'QUERY_INVALID') &&
        error.parameter === parameter &&
        message.test(error.message),
    )
  })

test('no query throws anything but its own error', () => {
  const name = fc.oneof(fc.constantFrom(...Object.keys(imageQuery.properties)), fc.string())
  const value = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('', '-1', '1e308'))
  const outcomes = { read: 0, refused: 0 }
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), fc.string(), (pairs, accept) => {
      const text = new URLSearchParams(pairs).toString()
      try {
        const query = readParameters(imageQuery, splitQuery(text))
        const request = toRenderRequest(query as Parameters<typeof toRenderRequest>[0], accept)
        for (const side of Object.values(request.size))
          assert.ok(Number.isInteger(side) && side >= 1)
        outcomes.read++
      } catch (error) {
        assert.ok(isKeyartError(error, 'QUERY_INVALID'), String(error))
        outcomes.refused++
      }
    }),
    { numRuns: 1000 },
  )
  for (const count of Object.values(outcomes)) assert.ok(count > 50, JSON.stringify(outcomes))
})

test('sizes are rounded, and those not above 0 are none', () => {
  const query = { quality: 90, width: 421.75, height: -5, maxWidth: 0, fillWidth: 0.4 }
  assert.deepEqual(toRenderRequest(query, undefined).size, { width: 422, fillWidth: 1 })
})
