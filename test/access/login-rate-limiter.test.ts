import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LoginRateLimiter } from '../../src/access/login-rate-limiter.ts'
import { isKeyartError } from '../../src/errors.ts'

function clocked() {
  const clock = { now: 1_000_000 }
  const loginRateLimiter = new LoginRateLimiter(() => clock.now)
  /** Seconds to wait; 0 when let through. */
  const wait = (user: string, address: string): number => {
    try {
      loginRateLimiter.begin({ name: user, address })
      return 0
    } catch (error) {
      assert.ok(isKeyartError(error, 'TOO_MANY_ATTEMPTS'))
      return error.retryAfter ?? NaN
    }
  }
  return { clock, loginRateLimiter, wait }
}

test('five failures are free, then each costs twice as long, to a minute', () => {
  const { clock, wait } = clocked()
  const waits: number[] = []
  for (let n = 0; n < 14; n++) {
    const address = `10.0.0.${n}`
    const seconds = wait('Ann', address)
    waits.push(seconds)
    if (seconds === 0) continue
    assert.equal(wait(' ann', `10.0.1.${n}`), seconds)
    clock.now += seconds * 1000 - 1
    assert.equal(wait('ANN', address), 1)
    clock.now += 1
    assert.equal(wait('Ann', address), 0)
  }
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
  assert.equal(wait('Bob', '10.0.0.1'), 0)
})

test('after a quarter of an hour of peace all is forgotten', () => {
  const { clock, wait } = clocked()
  for (let n = 0; n < 5; n++) wait('Ann', '10.0.0.1')
  assert.equal(wait('Ann', '10.0.0.1'), 1)
  clock.now += 15 * 60_000 + 1
  for (let n = 0; n < 5; n++) assert.equal(wait('Ann', '10.0.0.1'), 0)
})

test('an address is slowed down whatever users it tries; an IPv6 one by its network', () => {
  const { wait } = clocked()
  for (let n = 0; n < 20; n++) assert.equal(wait(`user ${n}`, '::ffff:10.0.0.1'), 0)
  assert.equal(wait('Ann', '10.0.0.1'), 1)
  assert.equal(wait('Ann', '10.0.0.2'), 0)
  for (let n = 0; n < 20; n++) assert.equal(wait(`user ${n}`, `2001:db8::${n.toString(16)}:1`), 0)
  assert.equal(wait('Bob', '2001:0db8:0:0:ffff::1'), 1)
  assert.equal(wait('Bob', '2001:db8:0:1::1'), 0)
})

test('a success clears the user, but not what else the address has tried', () => {
  const { loginRateLimiter, wait } = clocked()
  for (let n = 0; n < 4; n++) wait('Ann', '10.0.0.1')
  loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' }).succeeded()
  for (let n = 0; n < 5; n++) assert.equal(wait('Ann', '10.0.0.9'), 0)
  for (let n = 0; n < 16; n++) {
    assert.equal(wait(`user ${n}`, '10.0.0.1'), 0)
    if (n < 15) loginRateLimiter.begin({ name: 'mine', address: '10.0.0.1' }).succeeded()
  }
  assert.equal(wait('Bob', '10.0.0.1'), 1)
})

test('attempts side by side count one another', () => {
  const { loginRateLimiter } = clocked()
  const attempts = Array.from({ length: 5 }, () =>
    loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' }),
  )
  assert.throws(() => loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' }))
  for (const attempt of attempts) attempt.succeeded()
  assert.doesNotThrow(() => loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' }))
})

test('memory is bounded: the oldest of many thousand names is forgotten', () => {
  const { wait } = clocked()
  for (let n = 0; n < 5; n++) wait('Ann', '10.0.0.1')
  for (let n = 0; n < 10_000; n++) wait(`user ${n}`, `10.1.${n >> 8}.${n & 255}`)
  assert.equal(wait('Ann', '10.0.0.2'), 0)
})

test('a clock that is set back an hour keeps nobody out for longer', (context) => {
  const loginRateLimiter = new LoginRateLimiter()
  const wait = () => {
    try {
      loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' })
      return 0
    } catch (error) {
      assert.ok(isKeyartError(error, 'TOO_MANY_ATTEMPTS'))
      return error.retryAfter ?? NaN
    }
  }
  while (wait() === 0);
  const before = Date.now()
  context.mock.method(Date, 'now', () => before - 3_600_000)
  assert.ok(wait() <= 60, `${wait()} seconds`)
})

test('point 17: failures of strangers make nobody wait where the user has signed in before', () => {
  const { loginRateLimiter, wait } = clocked()
  for (let n = 0; n < 5; n++) wait('Ann', '192.0.2.1')
  for (let n = 0; n < 20; n++) wait(`user ${n}`, '10.0.0.1')
  assert.equal(wait('Ann', '10.0.0.1'), 1)
  const previous = { name: 'Ann', address: '10.0.0.1', previousPlaces: ['at home'] }
  loginRateLimiter.begin(previous).succeeded()
  // Whoever guesses from there is slowed down there, and there alone.
  for (let n = 0; n < 5; n++) loginRateLimiter.begin(previous)
  assert.throws(() => loginRateLimiter.begin(previous), /Too many attempts/)
  loginRateLimiter.begin({ ...previous, previousPlaces: ['at work'] }).succeeded()
  assert.throws(() => loginRateLimiter.begin({ ...previous, name: 'ANN' }), /Too many attempts/)
})

test('point 17: one name is one counter, however it is spelt', () => {
  const { wait } = clocked()
  const spellings = ['José', 'JOSÉ', 'Jose\u0301', 'JOSE\u0301', ' josé ', '\tJosé\u00a0']
  for (const [n, name] of spellings.entries())
    assert.equal(wait(name, `10.0.0.${n}`), n < 5 ? 0 : 1, JSON.stringify(name))
})

test('point 23: an attempt that came to no end counts for nothing', () => {
  const { clock, loginRateLimiter, wait } = clocked()
  for (let n = 0; n < 50; n++)
    loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' }).withdrawn()
  for (let n = 0; n < 5; n++) assert.equal(wait('Ann', '10.0.0.1'), 0)
  clock.now += 1000
  loginRateLimiter.begin({ name: 'Ann', address: '10.0.0.1' }).withdrawn()
  assert.equal(wait('Ann', '10.0.0.1'), 0)
})

test('point 17: guesses with the id of a known device keep nobody out of a known network', () => {
  const loginRateLimiter = new LoginRateLimiter(() => 0)
  for (let n = 0; n < 5; n++)
    loginRateLimiter.begin({
      name: 'Ann',
      address: `10.0.1.${n}`,
      previousPlaces: ['the television'],
    })
  assert.throws(
    () =>
      loginRateLimiter.begin({
        name: 'Ann',
        address: '10.0.1.9',
        previousPlaces: ['the television'],
      }),
    (error) => isKeyartError(error, 'TOO_MANY_ATTEMPTS'),
  )
  loginRateLimiter
    .begin({ name: 'Ann', address: '10.0.0.1', previousPlaces: ['the television', 'at home'] })
    .succeeded()
})
