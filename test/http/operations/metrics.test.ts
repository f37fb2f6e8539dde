import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { headersOf, openRoles, type Role } from '../../support/roles.ts'

interface Asking {
  readonly role?: Role
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
}

const far = '203.0.113.7'
const local: Asking = { from: '127.0.0.1' }
const forwarded: Asking = { from: '::1', headers: { 'x-forwarded-for': far } }
const admin: Asking = { from: far, role: 'admin' }
const user: Asking = { from: '127.0.0.1', role: 'user' }

/** Who may read metrics, by the setting. */
const table: Readonly<Record<string, readonly (readonly [asking: Asking, status: number])[]>> = {
  key: [
    [local, 401],
    [user, 403],
    [admin, 200],
    [{ ...admin, role: 'key' }, 200],
    [{ ...forwarded, role: 'reader' }, 200],
    [{ ...local, role: 'photographer' }, 403],
  ],
  local: [
    [local, 200],
    [{ from: '127.8.8.8' }, 200],
    [{ from: '::1' }, 200],
    [{ from: '::ffff:127.0.0.1' }, 200],
    [user, 200],
    [{ from: far }, 403],
    [{ from: '::ffff:10.0.0.1' }, 403],
    [{ from: '2001:db8::1' }, 403],
    [admin, 403],
    [forwarded, 403],
    [{ ...local, headers: { forwarded: `for=${far}` } }, 403],
    [{ ...local, headers: { 'x-forwarded-proto': 'https' } }, 403],
  ],
  open: [
    [local, 200],
    [{ from: far }, 200],
    [forwarded, 200],
  ],
  admin: [
    [local, 401],
    [user, 403],
    [admin, 200],
    [{ ...admin, role: 'key' }, 200],
    [{ ...forwarded, role: 'key' }, 200],
  ],
  off: [
    [local, 404],
    [admin, 404],
  ],
}

for (const [access, rows] of Object.entries(table))
  suite(`metrics.access: ${access}`, () => {
    test('who may read them', async () => {
      await using place = await openRoles({ args: ['--metrics-access', access] })
      for (const [{ role = 'anonymous', from = far, headers = {} }, status] of rows) {
        const answer = await place.server.inject({
          url: '/metrics',
          remoteAddress: from,
          headers: { ...headersOf(role), ...headers },
        })
        assert.equal(answer.statusCode, status, `${role} from ${from} ${JSON.stringify(headers)}`)
        if (status === 200) {
          assert.match(answer.body, /^keyart_build_info\{/m)
          // A page that a browser of this machine shows must not read it.
          assert.equal(answer.headers['access-control-allow-origin'], undefined)
        }
      }
    })
  })

test('point 11: while there is no account, metrics are for this machine alone, open or not', async () => {
  for (const args of [[], ['--access-without-accounts', 'open']]) {
    await using place = await openRoles({ users: false, args })
    const status = async (remoteAddress: string) =>
      (await place.server.inject({ url: '/metrics', remoteAddress })).statusCode
    assert.deepEqual([await status('127.0.0.1'), await status(far)], [200, 403])
  }
})
