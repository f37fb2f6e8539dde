import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from './ask.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** The command, run from its sources. */
const ownMain = `${root}src/main.js`

// Also a test run that is called off must leave nothing behind: 'exit' is told of no signal.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(1))

/** What `GET /keyart/api/scan` says. */
export interface ScanReport {
  readonly state: 'running' | 'idle'
  readonly items: number
  readonly images: number
  readonly problems: number
  readonly filesSeen: number
  readonly imagesToProbe: number
  readonly imagesProbed: number
  readonly startedAt?: string
  readonly finishedAt?: string
}

export interface KeyartOptions {
  readonly libraries: readonly {
    readonly kind: string
    readonly name?: string
    readonly folder: string
  }[]
  /** Folder for the catalog and derivatives; the caller removes it. */
  readonly data: string
  readonly args?: readonly string[]
  /** Headers of every request of its client, such as `apiKey` gives. */
  readonly headers?: Readonly<Record<string, string>>
  /** Variables of the environment, besides those of this process. */
  readonly environment?: NodeJS.ProcessEnv
  /** The file that is run; by default the command from its sources. */
  readonly main?: string
  /** Whether to return only once the first scan has ended. Default true. */
  readonly scanned?: boolean
  /** The only core that it runs on, where there is `taskset`. */
  readonly core?: number
  /** A program with its parameters that runs what follows as this very process. */
  readonly launcher?: readonly string[]
}

/** Libraries as they stand on the command line. */
export function libraryArguments({ libraries }: Pick<KeyartOptions, 'libraries'>): string[] {
  return libraries.flatMap(({ kind, name, folder }) => [
    '--library',
    `${kind}${name === undefined ? '' : `:${name}`}=${folder}`,
  ])
}

/** The real command, serving on a free port. Disposing of it ends it, one way or another. */
export class Keyart implements AsyncDisposable {
  readonly client: Client
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  readonly #data: string
  #key: Readonly<Record<string, string>> | undefined
  readonly #said: { readonly out: string[]; errors: string }

  private constructor(
    child: ChildProcess,
    said: { out: string[]; errors: string },
    client: Client,
    data: string,
  ) {
    this.#data = data
    this.#child = child
    this.#said = said
    this.#ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve()
    this.client = client
  }

  static async start(options: KeyartOptions): Promise<Keyart> {
    const { data, args = [], environment = {}, main = ownMain, scanned = true } = options
    const { core, launcher } = options
    const child = launch(
      ['serve', ...libraryArguments(options), '--data', data, '--port', '0'],
      args,
      { environment, main, core, ...(launcher === undefined ? {} : { launcher }) },
    )
    const said = { out: [] as string[], errors: '' }
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said.errors += text))
    const url = await new Promise<string>((resolve, reject) => {
      eachLine(child, (line) => {
        said.out.push(line)
        const match = /Keyart listens on (http:[^\s;"]+)/.exec(line)
        if (match !== null) resolve(match[1]!)
      })
      child.once('exit', (code, signal) =>
        reject(
          new Error(`Keyart ended early (${signal ?? code})\n${said.out.join('\n')}${said.errors}`),
        ),
      )
    })
    const keyart = new Keyart(child, said, new Client(url, options.headers), data)
    try {
      if (scanned) await keyart.scanned()
    } catch (error) {
      await keyart[Symbol.asyncDispose]()
      throw error
    }
    return keyart
  }

  get url(): string {
    return this.client.url
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Lines of standard output. */
  get log(): readonly string[] {
    return this.#said.out
  }

  get errors(): string {
    return this.#said.errors
  }

  async report(): Promise<ScanReport> {
    return await this.tell<ScanReport>('/keyart/api/scan')
  }

  /** What is for those who are signed in, where there are accounts. */
  async tell<T>(path: string): Promise<T> {
    const { status } = await this.client.ask(path)
    if (status === 401) this.#key ??= await apiKey(this.#data)
    return await this.client.json<T>(path, { headers: this.#key ?? {} })
  }

  /** Waits until no scan runs and one has ended, in a run that began at `since` or later. */
  async scanned(since = 0, timeout = 180_000): Promise<ScanReport> {
    for (const deadline = Date.now() + timeout; Date.now() < deadline;) {
      const report = await this.report()
      const { state, startedAt, finishedAt } = report
      if (state === 'idle' && finishedAt !== undefined && Date.parse(startedAt ?? '') >= since)
        return report
      await sleep(30)
    }
    throw new Error(`Expected the scan to end within ${timeout / 1000} s`)
  }

  /** Whoever read its log is gone. */
  closeLog(): void {
    this.#child.stdout!.destroy()
    this.#child.stderr!.destroy()
  }

  /** Ends it as an operator does. Resolves to the exit code; `null` when a signal ended it. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.client[Symbol.dispose]()
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill(signal)
      const timeout = setTimeout(() => this.#child.kill('SIGKILL'), 30_000)
      await this.#ended
      clearTimeout(timeout)
    }
    return this.#child.exitCode
  }

  /** Ends it in the middle of whatever it does, as a power cut would. */
  async kill9(): Promise<void> {
    this.client[Symbol.dispose]()
    const children = childrenOf(this.pid)
    this.#child.kill('SIGKILL')
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#ended
    await gone(children)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

/** Runs one verb to its end. */
export async function runKeyart(
  args: readonly string[],
  /** `timeout`: milliseconds until it is killed. */
  options: LaunchOptions & { readonly timeout?: number } = {},
): Promise<Finished> {
  const child = launch(args, [], options)
  let out = ''
  let errors = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const timeout = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 120_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timeout)
  return { code, out, errors }
}

/** Makes an API key in a data folder: where there are users, items are not for everyone. */
export async function apiKey(data: string): Promise<Record<string, string>> {
  const { code, out, errors } = await runKeyart(['token', 'add', 'tests', '--data', data])
  if (code !== 0) throw new Error(errors)
  return { 'x-emby-token': out.trim() }
}

export interface LaunchOptions {
  readonly environment?: NodeJS.ProcessEnv
  readonly directory?: string
  /** The file that is run; by default the command from its sources. */
  readonly main?: string
  readonly core?: number | undefined
  readonly launcher?: readonly string[]
}

/** A verb under way, for tests that stop it. */
export function launch(
  args: readonly string[],
  more: readonly string[] = [],
  options: LaunchOptions = {},
): ChildProcess {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('KEYART_')),
  )
  const { core, launcher = [] } = options
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)]
  const [program, ...before] = [...launcher, ...pinned, process.execPath, options.main ?? ownMain]
  const child = spawn(program, [...before, ...args, ...more], {
    cwd: options.directory ?? root,
    env: { ...environment, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test that fails must not leave anything running.
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.removeListener('exit', end))
  return child
}

/**
 * The renderer processes of a server: those that run the renderer's file, not what holds them in a
 * sandbox. None where there is no /proc.
 */
export function renderersOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => {
    const inner = renderersOf(child)
    return inner.length === 0 && runsRenderer(child) ? [child] : inner
  })
}

function runsRenderer(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('renderer-process')
  } catch {
    return false
  }
}

/** Direct children of a process; none where there is no /proc. */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => childrenOfThread(pid, thread))
  } catch {
    return []
  }
}

/** None of a thread that ends meanwhile: its children are another one's then. */
function childrenOfThread(pid: number, thread: string): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((text) => text.trim() !== '')
      .map(Number)
  } catch {
    return []
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** @throws when one of them is still there after ten seconds */
export async function gone(pids: readonly number[]): Promise<void> {
  for (const deadline = Date.now() + 10_000; pids.some(isAlive); await sleep(20))
    if (Date.now() > deadline) throw new Error('Expected every child of Keyart to end with it')
}

/** Tries until it holds; the last failure is thrown after `patience` milliseconds. */
export async function eventually<T>(attempt: () => Promise<T>, timeout = 90_000): Promise<T> {
  for (const deadline = Date.now() + timeout; ; await sleep(50))
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
}

function eachLine(child: ChildProcess, tell: (line: string) => void): void {
  let rest = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) tell(line)
  })
}
