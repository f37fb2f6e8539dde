import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { moduleBeside } from '../../installation.ts'
import { bareEnvironment } from '../../sandbox/bare-environment.ts'
import { compileCache, launchOf, readInnerPid, type RendererSandbox } from './launch.ts'
import type { Answer, Call, CallMessage, DecodingLimits, ProcessMessage } from './messages.ts'

export interface ChildOptions extends DecodingLimits {
  /** Calls in flight; the process gets a libuv pool of that size and two more. */
  readonly slots: number
  readonly sandbox: RendererSandbox
  /** `used`: seconds of processor time. */
  readonly onAnswer: (id: number, answer: Answer, used: number) => void
  readonly onMemory: (rss: number) => void
  /** It has started, and begins with what was sent to it meanwhile. */
  readonly onReady: () => void
  /** The process ended, by whatever cause. Called once. */
  readonly onEnd: (end: { readonly wasReady: boolean; readonly how: string }) => void
}

/**
 * The thread that answers waits for next to nothing; where it has to share a core with encoders,
 * the system shall let it pass. As a `nice` value: 5 is a third of the weight of 0.
 */
const niceness = 5

const renderer = fileURLToPath(moduleBeside(import.meta.url, 'process/renderer-process'))

/** One life of the renderer process. */
export class RendererChild {
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>
  #innerPid: number | undefined
  #ready = false

  constructor(options: ChildOptions) {
    const { sandbox } = options
    const launch = launchOf(sandbox)
    this.#process = fork(renderer, {
      serialization: 'advanced',
      // Not the parent's flags: an inspector port or a profile belongs to one process.
      ...launch,
      stdio: [
        'ignore',
        'ignore',
        'inherit',
        'ipc',
        ...(launch.execPath === undefined ? [] : (['pipe'] as const)),
      ],
      env: {
        ...bareEnvironment(),
        ...compileCache(),
        UV_THREADPOOL_SIZE: String(options.slots + 1),
        // Halves the resident set of a long life under glibc at the same speed.
        MALLOC_ARENA_MAX: '2',
        KEYART_RENDERER_SOURCE_BYTES: String(options.maxSourceBytes),
        KEYART_RENDERER_SOURCE_PIXELS: String(options.maxSourcePixels),
        KEYART_RENDERER_SVG_TIMEOUT: String(options.svgTimeout),
      },
    })
    void readInnerPid(this.#process).then((pid) => (this.#innerPid = pid))
    lowerPriority(this.#process.pid)
    this.#ended = once(this.#process, 'exit').catch(() => {})
    this.#process.on('message', (message: ProcessMessage) => {
      if (message.kind === 'ready') {
        this.#ready = true
        options.onReady()
      } else options.onMemory(message.rss)
      if (message.kind === 'answer') options.onAnswer(message.id, message.answer, message.used)
    })
    let over = false
    const end = (how: string) => {
      if (over) return
      over = true
      options.onEnd({ wasReady: this.#ready, how })
    }
    this.#process.on('error', (error) => end(error.message))
    this.#process.on('exit', (code, signal) => end(signal ?? `exit code ${code}`))
  }

  get isReady(): boolean {
    return this.#ready
  }

  get pid(): number | undefined {
    // Of the renderer itself, not of what watches over it.
    return this.#innerPid ?? this.#process.pid
  }

  send(id: number, call: Call): void {
    const message: CallMessage = { ...call, id }
    // A failed send means that the process is gone; `onEnd` deals with the call.
    if (this.#process.connected) this.#process.send(message, undefined, undefined, () => {})
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Resolves when the process is gone. Calls in flight get no answer. */
  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    const timer = setTimeout(() => this.kill(), 2_000)
    await this.#ended
    clearTimeout(timer)
  }
}

/** Of a process, before it has threads: on Linux each has its own. What is refused changes nothing. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness)
  } catch {}
}
