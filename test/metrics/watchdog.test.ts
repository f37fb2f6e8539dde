import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually, Keyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const blocking = new URL('../support/block-on-signal.ts', import.meta.url).href

interface Line {
  readonly msg: string
  readonly seconds: number
  readonly stack: readonly string[]
  readonly latestRequest: { readonly method: string; readonly route: string }
}

test('the watchdog: when the thread that answers stands still, log and metrics say where', async () => {
  await using folder = await temporaryFolder()
  const { root } = await new Tree(join(folder.path, 'films')).film('Alien/Alien.mkv').write()
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: root }],
    data: join(folder.path, 'data'),
    args: ['--watchdog-seconds', '1', '--no-prerender-enabled'],
    environment: { NODE_OPTIONS: `--import ${blocking}` },
  })
  const read = async (name: string) => {
    const { body } = await keyart.client.ask('/metrics')
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(body.toString())?.[1])
  }
  const before = await read('keyart_stalls_total')
  const [item] = (await keyart.client.json<{ Items: { Id: string }[] }>('/Items')).Items
  await keyart.client.ask(`/Items/${item!.Id}?ApiKey=secret`)
  process.kill(keyart.pid, 'SIGUSR2')
  const stood = await eventually(async () => {
    const lines = keyart.log
      .filter((line) => line.includes('The server hung'))
      .map((line) => JSON.parse(line) as Line)
    // A busy machine may have held it up for another reason before.
    const found = lines.find(({ stack }) => stack.some((one) => one.includes('blockTheThread')))
    assert.ok(found !== undefined, JSON.stringify(lines))
    return found
  }, 60_000)
  const named = /^blockTheThread \(test\/support\/block-on-signal\.ts:\d+\)$/
  assert.ok(
    stood.stack.some((frame) => named.test(frame)),
    stood.stack.join(),
  )
  assert.ok(stood.seconds >= 1)
  assert.equal(stood.latestRequest.method, 'GET')
  assert.match(stood.latestRequest.route, /^\/Items\/:\w+$/i)
  assert.ok(!JSON.stringify(stood).includes('secret'))
  assert.ok((await read('keyart_stalls_total')) > before)
  assert.ok((await read('keyart_stall_longest_seconds')) >= 1)
  // Said at once, for it may be that there is no later.
  assert.match(keyart.errors, /"The server hangs"/)
  assert.match(keyart.errors, /blockTheThread/)
})
