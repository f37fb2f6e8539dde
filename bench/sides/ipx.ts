import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { exists, Program } from '../programs.ts'
import { freePort } from '../../test/support/free-port.ts'

export interface Ipx extends AsyncDisposable {
  readonly url: string
  /** Of ipx, and of its sharp. */
  readonly version: string
}

const peers = fileURLToPath(new URL('../peers/', import.meta.url))

/**
 * ipx's own command with its default settings, serving the files of `folder`. The first time it is
 * installed from the lock file in bench/peers.
 *
 * @throws Error where it cannot be installed
 */
export async function startIpx(folder: string): Promise<Ipx> {
  const command = join(peers, 'node_modules/ipx/bin/ipx.mjs')
  if (!(await exists(command))) {
    const args = ['ci', '--prefix', peers, '--no-audit', '--no-fund', '--ignore-scripts']
    await promisify(execFile)('npm', args, { timeout: 120_000 })
  }
  const port = await freePort()
  const place = ['--dir', folder, '--host', '127.0.0.1', '--port', String(port)]
  const program = new Program([process.execPath, command, 'serve', ...place], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await program.listening(port)
  return {
    url: `http://127.0.0.1:${port}`,
    version: `ipx ${await versionOf('ipx')} with sharp ${await versionOf('sharp')}`,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(join(peers, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
