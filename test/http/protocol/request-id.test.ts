import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instanceOf, requestId } from '../../../src/http/protocol/request-id.ts'

const idOf = (given: string | string[]) => requestId({ headers: { 'x-request-id': given } })

test('a sane id is taken, any other is made anew', () => {
  for (const id of ['7', 'a'.repeat(128), 'Root=1-67891233-abcdef012345678912345678', 'a/b+c=='])
    assert.equal(idOf(id), id)
  for (const id of ['', 'a'.repeat(129), 'a b', 'a\nb', '"', 'ä', '<x>'])
    assert.notEqual(idOf(id), id)
  assert.notEqual(requestId({ headers: {} }), requestId({ headers: {} }))
})

test('an instance is a URI, whatever the id', () => {
  assert.match(instanceOf(requestId({ headers: {} })), /^urn:uuid:[0-9a-f-]{36}$/)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const instance = instanceOf(idOf(text))
      assert.match(instance, /^urn:[\w:.%~!*'()-]+$/)
      assert.ok(URL.canParse(instance))
    }),
  )
})
