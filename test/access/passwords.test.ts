import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { suite, test } from 'node:test'
import { Passwords, standardCost } from '../../src/access/passwords.ts'
import { hashToken, newToken } from '../../src/access/token.ts'
import { isKeyartError } from '../../src/errors.ts'
import { lightCost } from '../support/roles.ts'

suite('passwords', () => {
  const passwords = new Passwords({ cost: lightCost })

  test('a hash holds its parameters and matches its password alone', async () => {
    const hash = await passwords.hash('grüße 1')
    assert.match(hash, /^\$scrypt\$ln=4,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.notEqual(await passwords.hash('grüße 1'), hash)
    assert.equal(await passwords.matches('grüße 1', hash), true)
    // Typed on another keyboard, the same sign may come as two.
    assert.equal(await passwords.matches('grüße 1'.normalize('NFD'), hash), true)
    for (const wrong of ['', 'grüße 2', 'grüße 1 ', hash])
      assert.equal(await passwords.matches(wrong, hash), false)
  })

  test('it is scrypt as others make it, at the cost that is kept', async () => {
    const hash = await new Passwords().hash('secret')
    const [, , parameters, salt = '', digest] = hash.split('$')
    const { log2N, r, p } = standardCost
    assert.equal(parameters, `ln=${log2N},r=${r},p=${p}`)
    const options = { N: 2 ** log2N, r, p, maxmem: 2 ** 27 }
    const made = scryptSync('secret', Buffer.from(salt, 'base64'), 32, options)
    assert.equal(made.toString('base64').replaceAll('=', ''), digest)
    assert.equal(await passwords.matches('secret', hash), true)
  })

  test('without a hash it is no, and the same work is done', async () => {
    assert.equal(await passwords.matches('', undefined), false)
    const heavy = new Passwords()
    const hash = await heavy.hash('secret')
    const cpu = async (kept: string | undefined) => {
      const before = process.cpuUsage()
      await heavy.matches('wrong', kept)
      return process.cpuUsage(before).user
    }
    await cpu(hash)
    const [previous, unknown] = [await cpu(hash), await cpu(undefined)]
    assert.ok(unknown > previous / 4, `${unknown} µs for no user, ${previous} µs for one`)
  })

  test('a few at once, some wait, the rest is turned away', async () => {
    const few = new Passwords({ cost: { log2N: 10, r: 8, p: 1 }, concurrency: 2, maxWaiting: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => few.hash('x')))
    assert.deepEqual(
      outcomes.map(({ status }) => status === 'fulfilled'),
      [true, true, true, true, true, false, false, false],
    )
    const last = outcomes.at(-1)
    assert.ok(last?.status === 'rejected' && isKeyartError(last.reason, 'BUSY'))
    await Promise.all(Array.from({ length: 5 }, () => few.hash('x')))
  })
})

test('tokens are long, never the same, and kept as something else', () => {
  const tokens = new Set(Array.from({ length: 100 }, newToken))
  assert.equal(tokens.size, 100)
  for (const token of tokens) {
    assert.match(token, /^[0-9a-f]{64}$/)
    assert.notEqual(hashToken(token), token)
    assert.equal(hashToken(token), hashToken(token))
  }
})
