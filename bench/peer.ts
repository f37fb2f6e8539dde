import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { pinned } from './programs.ts'

type Reply<Answer> = { readonly answer: Answer } | { readonly error: string }

export interface PeerOptions {
  /** Added to that of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** The only core that it runs on. */
  readonly core?: number
  /** Whether it goes before others, where the system allows it: it measures them. */
  readonly isUrgent?: boolean
}

/**
 * A process of the benchmark's own that answers one call after another. It ends with its parent,
 * however that ends.
 */
export class Peer<Call extends object, Answer> implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #ended: Promise<never>

  private constructor(child: ChildProcess) {
    this.#process = child
    this.#ended = once(child, 'exit').then(([code]) => {
      throw new Error(`A process of the benchmark ended with ${String(code)}`)
    })
    // It ends when it is disposed of, too.
    this.#ended.catch(() => {})
  }

  /** `file`: from this one's folder; it calls `answerCalls`. Resolves once it is ready. */
  static async start<Call extends object, Answer>(
    file: string,
    { environment = {}, core, isUrgent = false }: PeerOptions = {},
  ): Promise<Peer<Call, Answer>> {
    const [execPath, ...execArgv] = pinned(core, [process.execPath]) as [string, ...string[]]
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      serialization: 'advanced',
      execPath,
      execArgv,
      env: { ...process.env, ...environment },
    })
    const peer = new Peer<Call, Answer>(child)
    await peer.#reply()
    if (isUrgent) raisePriority(peer.pid)
    return peer
  }

  get pid(): number {
    return this.#process.pid!
  }

  async call(call: Call): Promise<Answer> {
    this.#process.send(call)
    const reply = await this.#reply()
    if ('error' in reply) throw new Error(reply.error)
    return reply.answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended.catch(() => {})
  }

  async #reply(): Promise<Reply<Answer>> {
    const [reply] = await Promise.race([once(this.#process, 'message'), this.#ended])
    return reply as Reply<Answer>
  }
}

function raisePriority(pid: number): void {
  try {
    setPriority(pid, -10)
  } catch {
    // Not everybody may; its own waits for a core then count as the server's.
  }
}

/** The other end: answers the calls of the parent until it is gone. */
export function answerCalls<Call, Answer>(answer: (call: Call) => Promise<Answer>): void {
  const say = (reply: Partial<Reply<Answer>>) => process.send?.(reply)
  process.on('message', (call: Call) => {
    answer(call).then(
      (value) => say({ answer: value }),
      (error: unknown) => say({ error: error instanceof Error ? error.message : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit(0))
  say({})
}
