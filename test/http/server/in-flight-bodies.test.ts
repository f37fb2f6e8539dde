import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKeyartError } from '../../../src/errors.ts'
import { InFlightBodies } from '../../../src/http/server/in-flight-bodies.ts'

const is = (code: 'BUSY' | 'TOO_MUCH_SENT') => (error: unknown) =>
  isKeyartError(error, code) && error.retryAfter! > 0

test('point 3: bodies under way are bounded for one sender and in all', () => {
  const underWay = new InFlightBodies({ perSender: 100, total: 250 })
  const rooms = ['a', 'b'].map((sender) => underWay.reserve(sender, 100))
  assert.throws(() => underWay.reserve('a', 1), is('TOO_MUCH_SENT'))
  const third = underWay.reserve('c', 40)
  assert.throws(() => underWay.reserve('d', 11), is('BUSY'))
  assert.throws(() => third.grow(11), is('BUSY'))
  third.grow(10)
  assert.equal(underWay.bytes, 250)
  rooms[0]![Symbol.dispose]()
  rooms[0]![Symbol.dispose]()
  assert.equal(underWay.bytes, 150)
  underWay.reserve('a', 100)
  // What was refused took no room.
  third[Symbol.dispose]()
  assert.equal(underWay.bytes, 200)
})
