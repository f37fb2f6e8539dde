import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { Client } from '../support/ask.ts'
import { field, quartersOf } from '../support/coloured-library.ts'
import { readConfig, writeNginxConfig } from '../support/deploy-config.ts'
import { freePort } from '../support/free-port.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { needsPrograms, requireProgram } from '../support/programs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { PlayingOrigin } from '../support/upstream/playing-origin.ts'

/* The configurations in deploy/ that send images to Keyart and all else to the server behind it. */

interface Place {
  readonly folder: string
  readonly port: number
  readonly origin: string
  readonly keyart: string
}

async function startNginx({ folder, port, origin, keyart }: Place): Promise<ChildProcess> {
  const site = await readConfig('nginx-images-only.conf', [
    ['127.0.0.1:8096;', `${new URL(origin).host};`],
    ['127.0.0.1:8097;', `${new URL(keyart).host};`],
    ['listen 80;', `listen 127.0.0.1:${port};`],
  ])
  const args = await writeNginxConfig(folder, site)
  return spawn(requireProgram('nginx'), args, { stdio: 'ignore' })
}

async function startCaddy({ folder, port, origin, keyart }: Place): Promise<ChildProcess> {
  const site = await readConfig('Caddyfile-images-only', [
    ['reverse_proxy 127.0.0.1:8096', `reverse_proxy ${new URL(origin).host}`],
    ['127.0.0.1:8097', new URL(keyart).host],
    ['media.example.org {', `http://127.0.0.1:${port} {`],
  ])
  const config = join(folder, 'Caddyfile')
  await writeFile(config, `{\n\tadmin off\n}\n\n${site}`)
  const environment = {
    ...process.env,
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  }
  const args = ['run', '--config', config, '--adapter', 'caddyfile']
  return spawn(requireProgram('caddy'), args, { stdio: 'ignore', env: environment })
}

suite('images come from Keyart, and all else from the server behind it', () => {
  for (const [program, start] of [
    ['nginx', startNginx],
    ['caddy', startCaddy],
  ] as const)
    test(program, async (context) => {
      if (!needsPrograms(context, program)) return
      await using temporary = await temporaryFolder()
      const [data, folder] = ['data', 'proxy'].map((name) => join(temporary.path, name))
      await mkdir(folder!)
      await using origin = await PlayingOrigin.open()
      const id = '0123456789abcdef0123456789abcdef'
      origin.put(id, 'Primary', 0, await field('red'))
      origin.forward(60_000)
      const args = ['--upstream', origin.url, '--http-trusted-proxies', '127.0.0.1']
      await using keyart = await Keyart.start({ libraries: [], data: data!, scanned: false, args })
      const port = await freePort()
      const place = { folder: folder!, port, origin: origin.url, keyart: keyart.url }
      const child = await start(place)
      const ended = once(child, 'exit')
      const end = () => void child.kill('SIGKILL')
      process.once('exit', end)
      try {
        using client = new Client(`http://127.0.0.1:${port}`)
        await eventually(async () =>
          assert.equal((await client.ask('/System/Info/Public')).status, 200),
        )
        origin.asked.length = 0
        const answer = await client.ask('/Items?Recursive=true')
        assert.equal(answer.status, 200)
        assert.doesNotMatch(String(answer.headers.via), /keyart/)
        for (const path of [
          `/Items/${id}/Images/Primary?fillWidth=20`,
          `/emby/Items/${id}/Images/Primary/0?width=10`,
        ]) {
          const { status, headers, body } = await client.ask(path)
          assert.equal(status, 200)
          assert.match(String(headers['cache-status']), /^Keyart; (?!.*detail=[A-Z])/, path)
          assert.match(await quartersOf(body), /^red/)
        }
        const address = origin.asked.find(({ path }) => path.includes('/Images/'))
        assert.equal(address?.headers['x-forwarded-for'], '127.0.0.1')
        const upload = { method: 'POST', body: (await field('blue')).toString('base64') }
        assert.equal((await client.ask(`/Items/${id}/Images/Primary`, upload)).status, 204)
        assert.doesNotMatch(String(origin.asked.at(-1)?.headers.via), /keyart/)
        assert.equal(
          (await client.ask('/keyart/')).status,
          (await keyart.client.ask('/keyart/')).status,
        )
        assert.equal((await client.ask('/keyart/metrics')).status, 404)
      } finally {
        process.removeListener('exit', end)
        child.kill('SIGTERM')
        await ended
      }
    })
})

test('Traefik calls the same paths images as Caddy does', async () => {
  const [traefik, caddy] = await Promise.all(
    ['traefik-images-only.yaml', 'Caddyfile-images-only'].map((name) => readConfig(name, [])),
  )
  const named = /path_regexp (\S*images\S*)/.exec(caddy!)?.[1]
  assert.ok(named !== undefined)
  assert.ok(traefik!.includes(`PathRegexp(\`${named}\`)`))
  const pattern = new RegExp(named.replace('(?i)', ''), 'i')
  for (const path of ['/Items/1/Images/Primary', '/emby/users/a/images/Primary/0', '/UserImage'])
    assert.match(path, pattern)
  for (const path of ['/Items/1/Images', '/Items/1/RemoteImages/Providers', '/web/images/a.png'])
    assert.doesNotMatch(path, pattern)
})
