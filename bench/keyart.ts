import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ScanReport } from '../src/http/routes/scan.ts'
import { temporaryFolder } from './temporary.ts'

/** What `/Items` says, as far as the benchmarks look. */
export interface ListedItem {
  readonly Id: string
  readonly Name: string
  readonly ImageTags: Readonly<Record<string, string>>
  readonly BackdropImageTags: readonly string[]
  readonly ImageBlurHashes: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** No scan of a benchmark takes longer, in milliseconds. */
const patience = 300_000

/** The real command on a free port; it is gone with the scope, and the data folder of `start` with it. */
export class Keyart implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack
  readonly #process: ChildProcess
  readonly port: number

  private constructor(stack: AsyncDisposableStack, child: ChildProcess, port: number) {
    this.#stack = stack
    this.#process = child
    this.port = port
  }

  static async start(folder: string): Promise<Keyart> {
    await using stack = new AsyncDisposableStack()
    const data = stack.use(await temporaryFolder())
    const flags = ['--library', `movies=${folder}`, '--data', data.path, '--port', '0']
    return await Keyart.#spawn(stack.move(), data.path, flags)
  }

  /** The command with `flags`, run in a folder that stays. */
  static async run(folder: string, flags: readonly string[]): Promise<Keyart> {
    return await Keyart.#spawn(new AsyncDisposableStack(), folder, flags)
  }

  static async #spawn(owned: AsyncDisposableStack, folder: string, flags: readonly string[]) {
    await using stack = owned
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    // Nothing of what this machine has configured for a Keyart of its own.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('KEYART_'))
    const child = spawn(process.execPath, [main, 'serve', ...flags], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: Object.fromEntries(environment),
    })
    stack.defer(() => stop(child))
    return new Keyart(stack.move(), child, await requirePort(child))
  }

  get pid(): number {
    return this.#process.pid!
  }

  async get(path: string): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`)
    if (!response.ok) throw new Error(`Expected ${path} to answer 200, not ${response.status}`)
    return response
  }

  async items(): Promise<readonly ListedItem[]> {
    const response = await this.get('/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName')
    return ((await response.json()) as { Items: ListedItem[] }).Items
  }

  /** Resolves when the first scan has ended. */
  async scanned(): Promise<ScanReport> {
    for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
      const report = (await (await this.get('/keyart/api/scan')).json()) as ScanReport
      if (report.state === 'idle' && report.finishedAt !== undefined) return report
    }
    throw new Error('The scan took too long')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}

async function requirePort(child: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    // Read on, or the log fills its pipe.
    child.stdout!.resume()
    return Number(port)
  }
  throw new Error('Expected the server to say where it listens, but it ended')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(timer)
}
