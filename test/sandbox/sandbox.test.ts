import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts'
import { runProcess } from '../../src/media/run-process.ts'
import { launchOf, type RendererSandbox } from '../../src/render/sharp/launch.ts'
import { bareEnvironment } from '../../src/sandbox/bare-environment.ts'
import type { Bubblewrap } from '../../src/sandbox/bubblewrap.ts'
import { findSandbox } from '../../src/sandbox/find-sandbox.ts'
import { noise, write } from '../support/pictures.ts'
import { openRenderer } from '../support/renderer.ts'
import { needsPrograms } from '../support/programs.ts'
import { heifOf } from '../support/corpus/heif-file.ts'
import { codeHevc } from '../support/corpus/hevc.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { makeVideo, needsFfmpeg } from '../support/videos.ts'

const run = promisify(execFile)
const found = await findSandbox()
const signal = new AbortController().signal

function requireBubblewrap(context: TestContext): Bubblewrap | undefined {
  if (found.kind === 'usable') return found.sandbox
  // Installed, and kept from working by the container or the kernel: no package helps.
  if (needsPrograms(context, 'bwrap')) context.skip(found.reason)
  return undefined
}

/** What a script within the renderer's own confinement finds that it can do. */
async function tryOut(sandbox: RendererSandbox, script: string): Promise<string> {
  const { execPath = process.execPath, execArgv } = launchOf(sandbox)
  // Nobody listens on the descriptor that tells of the process.
  const args = execArgv.map((arg, at) => (execArgv[at - 1] === '--info-fd' ? '2' : arg))
  const { stdout } = await run(execPath, [...args, '-e', script], { env: bareEnvironment() })
  return stdout.trim()
}

const attempts = (secret: string, port: number) => `
const fs = require('node:fs'), net = require('node:net')
const said = []
const attempt = (name, act) => { try { act(); said.push(name) } catch {} }
attempt('read', () => fs.readFileSync(${JSON.stringify(secret)}))
attempt('passwd', () => fs.readFileSync('/etc/passwd'))
attempt('write', () => fs.writeFileSync(${JSON.stringify(`${secret}.written`)}, 'x'))
attempt('spawn', () => require('node:child_process').execFileSync('/bin/true'))
attempt('environment', () => { if (process.env.KEYART_TEST_SECRET === undefined) throw 1 })
const end = (more) => { console.log([...said, ...more].join(' ')); process.exit(0) }
try {
  const socket = net.connect(${port}, '127.0.0.1', () => end(['connect']))
  socket.on('error', () => end([]))
} catch { end([]) }`

async function openListener() {
  let calls = 0
  const server = createServer((socket) => {
    calls++
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get calls() {
      return calls
    },
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

test('issue 13, sandbox: the renderer process reads what it is given, and can do nothing else', async (t) => {
  await using folder = await temporaryFolder()
  const given = join(folder.path, 'given')
  await mkdir(given)
  const secret = join(folder.path, 'secret')
  await writeFile(secret, 'secret')
  await writeFile(join(given, 'a'), 'a')
  process.env['KEYART_TEST_SECRET'] = 'secret'
  await using listener = await openListener()
  const script = attempts(secret, listener.port)
  // Without any of it all of this can be done.
  assert.equal(await tryOut({ kind: 'none' }, script), 'read passwd write spawn connect')
  assert.equal(listener.calls, 1)
  const permissions = { kind: 'permissions', read: [given] } as const
  assert.equal(await tryOut(permissions, script), '')
  const inside = `console.log(require('node:fs').readFileSync(${JSON.stringify(join(given, 'a'))}, 'utf8'))`
  assert.equal(await tryOut(permissions, inside), 'a')
  const bubblewrap = requireBubblewrap(t)
  if (bubblewrap === undefined) return
  assert.equal(await tryOut({ ...permissions, bubblewrap }, script), '')
  assert.equal(await tryOut({ ...permissions, bubblewrap }, inside), 'a')
  assert.equal(listener.calls, 1)
})

test('issue 13, sandbox: native code cannot leave it either', async (t) => {
  const bubblewrap = requireBubblewrap(t)
  if (bubblewrap === undefined) return
  await using folder = await temporaryFolder()
  await using listener = await openListener()
  const secret = join(folder.path, 'secret')
  await writeFile(secret, 'secret')
  const limits = { timeout: 60_000, maxBytes: 1000, signal }
  const shell = (script: string, sandbox?: Bubblewrap) =>
    runProcess(
      { program: '/bin/bash', args: ['-c', script] },
      sandbox === undefined ? limits : { ...limits, sandbox },
    )
  const said = async (script: string) => {
    const reading = await shell(script, bubblewrap)
    return reading.kind === 'read' ? reading.value.toString() : reading.kind
  }
  for (const script of [
    `cat '${secret}'`,
    'cat /etc/passwd',
    `echo >/dev/tcp/127.0.0.1/${listener.port} && echo connected`,
    `ls '${folder.path}'`,
    'ls /home /root /var/lib',
    'echo x > /usr/x && echo written',
  ])
    assert.equal(await said(script), 'unreadable', script)
  assert.equal(listener.calls, 0)
  assert.ok((await shell(`cat '${secret}'`)).kind === 'read')
  // No processes but its own, and no variables but what is passed.
  assert.ok(Number(await said('ls -d /proc/[0-9]* | wc -l')) <= 5)
  // What failed, what was killed and what never began are told apart, as without it.
  assert.equal((await shell('exit 1', bubblewrap)).kind, 'unreadable')
  assert.equal((await shell('kill -9 $$', bubblewrap)).kind, 'interrupted')
  const none = { program: '/does/not/exist', args: [] }
  assert.equal((await runProcess(none, { ...limits, sandbox: bubblewrap })).kind, 'interrupted')
})

test('issue 13, sandbox: videos and pictures in odd places are read as ever', async (t) => {
  if (!needsFfmpeg(t)) return
  const bubblewrap = requireBubblewrap(t)
  if (bubblewrap === undefined) return
  await using folder = await temporaryFolder()
  const real = join(folder.path, "real: it's, 100% #1 [odd]*\u00e9")
  const link = join(folder.path, 'link')
  const late = join(folder.path, 'late')
  await mkdir(real)
  await symlink(real, link)
  await makeVideo(join(real, 'a.mkv'), ['red'])
  await write(join(real, 'a.jpg'), noise(60, 40).jpeg())
  const media = new Ffmpeg((await findFfmpeg('auto', process.env['PATH']))!, undefined, bubblewrap)
  for (const path of [join(real, 'a.mkv'), join(link, 'a.mkv')]) {
    assert.equal((await media.probe(path, signal)).kind, 'read', path)
    assert.equal((await media.frame(path, 0, signal)).kind, 'read', path)
  }
  await using renderer = openRenderer({
    sandbox: { kind: 'permissions', read: [link, late], bubblewrap },
  })
  // Decoded by WebAssembly, in a thread of that process.
  await write(join(real, 'a.heic'), heifOf([await codeHevc(noise(64, 48).blur(2))]))
  for (const path of [join(real, 'a.jpg'), join(link, 'a.jpg'), join(link, 'a.heic')])
    assert.equal((await renderer.probe({ path }, 'scan')).kind, 'image', path)
  // The process that is told of is the one that decodes.
  const cmdline = await readFile(`/proc/${renderer.process!.pid}/cmdline`, 'utf8')
  assert.match(cmdline, /^[^\0]*node\0/)
  // A library whose disk comes after the process has begun.
  await rename(real, late)
  const path = join(late, 'a.jpg')
  assert.equal((await renderer.probe({ path }, 'scan')).kind, 'image')
  assert.equal((await renderer.probe({ path: join(late, 'b.jpg') }, 'scan')).kind, 'missing')
})

test('a bare environment has no home, no name and no token', () => {
  const environment = { PATH: '/bin', HOME: '/root', USER: 'x', KEYART_PASSWORD: 'y', LANG: 'C' }
  assert.deepEqual(bareEnvironment(environment), { PATH: '/bin', LANG: 'C' })
})
