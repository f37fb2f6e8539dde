import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../support/free-port.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds the page from its sources as they are. File by file it takes the place of what is there, so
 * that a server of another test, which runs meanwhile, has every file at every moment.
 */
export async function buildPage(): Promise<void> {
  const dist = join(root, 'dist')
  await mkdir(dist, { recursive: true })
  const built = await mkdtemp(join(dist, 'page-'))
  try {
    const vite = ['node_modules/vite/bin/vite.js', 'build', '-c', 'web/vite.config.ts']
    const args = [...vite, '--outDir', built, '--emptyOutDir']
    await promisify(execFile)(process.execPath, args, { cwd: root })
    const entries = await readdir(built, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    const paths = files.map(({ parentPath, name }) => relative(built, join(parentPath, name)))
    // What names the others comes last.
    for (const path of paths.toSorted((one, other) => +isPage(one) - +isPage(other))) {
      const place = join(dist, 'web', path)
      await mkdir(dirname(place), { recursive: true })
      await rename(join(built, path), place)
    }
  } finally {
    await rm(built, { recursive: true })
  }
}

const isPage = (path: string) => path.endsWith('.html')

export interface RunningKeyart extends AsyncDisposable {
  readonly url: string
}

export interface StartOptions {
  /** Default: a free one. */
  readonly port?: number
  readonly args?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** Whether no image is expected. */
  readonly isEmpty?: boolean
}

/** Keyart by its real command, once its first scan has ended. */
export async function startKeyart(
  libraries: readonly { readonly kind: string; readonly folder: string }[],
  data: string,
  options: StartOptions = {},
): Promise<RunningKeyart> {
  const port = options.port ?? (await freePort())
  const named = libraries.flatMap(({ kind, folder }) => ['--library', `${kind}=${folder}`])
  const child = spawn(
    process.execPath,
    [
      'src/main.js',
      'serve',
      ...named,
      '--data',
      data,
      '--port',
      String(port),
      ...(options.args ?? []),
    ],
    {
      cwd: root,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
  const ended = once(child, 'exit')
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })])
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await Promise.race([
      waitForScan(url, options.isEmpty === true ? 0 : 1),
      ended.then(() => Promise.reject(new Error(`Keyart ended early:\n${said}`))),
    ])
  } catch (error) {
    await end()
    throw error
  }
  return { url, [Symbol.asyncDispose]: end }
}

async function waitForScan(url: string, images: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const report = await fetch(`${url}/keyart/api/scan`)
      .then((response) => response.json() as Promise<{ state: string; images: number }>)
      .catch(() => undefined)
    if (report?.state === 'idle' && report.images >= images) return
    await sleep(200)
  }
  throw new Error('Expected the first scan to end within two minutes')
}
