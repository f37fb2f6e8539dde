import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { suite, test } from 'node:test'
import { listenerOn } from '../../bench/listener.ts'
import { requireOrSkip } from '../support/require-or-skip.ts'

suite('who listens on a port', () => {
  test('is found, by IPv4 and IPv6, until it stops', async (context) => {
    if (!requireOrSkip(context, process.platform === 'linux', 'it reads /proc')) return
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer().listen(0, host)
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      assert.equal(await listenerOn(port), process.pid, host)
      server.close()
      await once(server, 'close')
      assert.equal(await listenerOn(port), undefined, host)
    }
  })
})
