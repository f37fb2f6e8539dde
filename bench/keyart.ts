import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ScanReport } from '../src/http/operations/scan.ts'
import type { LibraryKind } from '../src/library/library.ts'
import { freePort, pinned, Program } from './programs.ts'
import { temporaryFolder } from './temporary.ts'

/** What `/Items` says, as far as the benchmarks look. */
export interface ListedItem {
  readonly Id: string
  readonly Name: string
  readonly ImageTags: Readonly<Record<string, string>>
  readonly BackdropImageTags: readonly string[]
  readonly ImageBlurHashes: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What `/keyart/api/prerender` says, as far as the benchmarks look. */
interface PrerenderReport {
  readonly state: string
  /** Absent before the first run has ended. */
  readonly finishedAt?: string
}

export interface KeyartOptions {
  /** Without it they are among `flags`. */
  readonly library?: `${LibraryKind}=${string}`
  /** Kept between two servers; without it the server has one of its own, empty at first. */
  readonly data?: string
  /** Settings, as on the command line. */
  readonly flags?: readonly string[]
  /** The only core that it runs on. */
  readonly core?: number
  /** Flags of Node's own. */
  readonly nodeFlags?: readonly string[]
  /** Where what is compiled is kept between two starts; without it where the command keeps it. */
  readonly compiled?: string
}

/** Nothing that a benchmark waits for takes longer, in milliseconds. */
const patience = 300_000

const main = fileURLToPath(new URL('../src/main.js', import.meta.url))

/** The real command on a free port; it is gone with the scope. */
export class Keyart implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack
  readonly #program: Program
  readonly port: number
  /** Where its inspector would listen, if it were told to. */
  readonly inspectPort: number

  private constructor(
    stack: AsyncDisposableStack,
    program: Program,
    port: number,
    inspectPort: number,
  ) {
    this.#stack = stack
    this.#program = program
    this.port = port
    this.inspectPort = inspectPort
  }

  static async start(options: KeyartOptions): Promise<Keyart> {
    await using stack = new AsyncDisposableStack()
    const data = options.data ?? stack.use(await temporaryFolder()).path
    const inspectPort = await freePort()
    const command = commandOf('serve', {
      ...options,
      data,
      nodeFlags: [
        ...(options.nodeFlags ?? []),
        `--inspect-port=${inspectPort}`,
        '--inspect-publish-uid=http',
      ],
    })
    const program = stack.use(
      new Program([...command, '--port', '0'], {
        cwd: data,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...environment(),
          ...(options.compiled === undefined ? {} : { NODE_COMPILE_CACHE: options.compiled }),
        },
      }),
    )
    const port = await requirePort(program.process)
    return new Keyart(stack.move(), program, port, inspectPort)
  }

  /** Runs another verb to its end. */
  static async runVerb(verb: string, options: KeyartOptions & { readonly data: string }) {
    await using program = new Program(commandOf(verb, options), {
      cwd: options.data,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment(),
    })
    const [code] = (await once(program.process, 'exit', {
      signal: AbortSignal.timeout(patience),
    })) as [number | null]
    if (code !== 0) throw new Error(`Expected keyart ${verb} to end with 0 but got ${code}`)
  }

  /** An API key, for what not everybody may do. */
  static async makeKey(data: string): Promise<string> {
    const command = commandOf('token', { data })
    await using program = new Program([...command, 'add', 'Benchmark'], {
      cwd: data,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment(),
    })
    const key = (await text(program.process.stdout!)).trim()
    if (key === '') throw new Error('Expected a key, but none was told')
    return key
  }

  get pid(): number {
    return this.#program.pid
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, { headers })
    if (!response.ok) throw new Error(`Expected ${path} to answer 200, not ${response.status}`)
    return response
  }

  async items(type: 'Movie' | 'Photo' = 'Movie'): Promise<readonly ListedItem[]> {
    const path = `/Items?Recursive=true&IncludeItemTypes=${type}&SortBy=SortName`
    return ((await (await this.get(path)).json()) as { Items: ListedItem[] }).Items
  }

  /** Resolves when the first scan has ended. */
  async scanned(): Promise<ScanReport> {
    for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
      const report = (await (await this.get('/keyart/api/scan')).json()) as ScanReport
      if (report.state === 'idle' && report.finishedAt !== undefined) return report
    }
    throw new Error('The scan took too long')
  }

  /** Has everything scanned again, with a key of `makeKey`; resolves when that has ended. */
  async scanAgain(key: string): Promise<ScanReport> {
    const before = await this.scanned()
    const response = await fetch(`http://127.0.0.1:${this.port}/Library/Refresh`, {
      method: 'POST',
      headers: { 'X-Emby-Token': key },
    })
    if (!response.ok) throw new Error(`Expected a scan to begin, not ${response.status}`)
    for (const end = Date.now() + patience; Date.now() < end; await sleep(50)) {
      const report = await this.scanned()
      if (report.startedAt !== before.startedAt) return report
    }
    throw new Error('The scan did not begin')
  }

  /** Resolves when the scan has ended, and all that is made ahead is made. */
  async prerendered(): Promise<void> {
    await this.scanned()
    for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
      const report = (await (await this.get('/keyart/api/prerender')).json()) as PrerenderReport
      if (report.state === 'idle' && report.finishedAt !== undefined) return
    }
    throw new Error('Making ahead took too long')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}

function commandOf(
  verb: string,
  options: KeyartOptions & { readonly data: string },
): readonly string[] {
  const { library, data, flags = [], core, nodeFlags = [] } = options
  const libraries = library === undefined ? [] : ['--library', library]
  const settings = [...libraries, '--data', data, ...flags]
  return pinned(core, [process.execPath, ...nodeFlags, main, verb, ...settings])
}

/** Nothing of what this machine has configured for a Keyart of its own. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('KEYART_')),
  )
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
