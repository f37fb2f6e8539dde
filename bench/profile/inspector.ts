import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Profile } from './profile.ts'

/** Microseconds from one sample to the next. */
const interval = 500

/**
 * What the own thread of a Node process does while `work` runs. Until then nothing of the inspector
 * runs there: it listens at `port` only when the process is told to.
 *
 * @param port as the process was given it, by `--inspect-port`
 */
export async function profileWhile(
  { pid, inspectPort }: { readonly pid: number; readonly inspectPort: number },
  work: () => Promise<unknown>,
): Promise<Profile> {
  process.kill(pid, 'SIGUSR1')
  await using inspector = await Inspector.open(inspectPort)
  await inspector.call('Profiler.enable')
  await inspector.call('Profiler.setSamplingInterval', { interval })
  await inspector.call('Profiler.start')
  await work()
  const { profile } = (await inspector.call('Profiler.stop')) as { profile: Profile }
  return profile
}

interface Reply {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** One call after another, by Chrome's DevTools protocol. */
class Inspector implements AsyncDisposable {
  readonly #socket: WebSocket
  #calls = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async open(port: number): Promise<Inspector> {
    const socket = new WebSocket(await urlAt(port))
    await once(socket, 'open')
    return new Inspector(socket)
  }

  async call(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#calls
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const hear = ({ data }: MessageEvent) => {
      const reply = JSON.parse(String(data)) as Reply
      if (reply.id !== id) return
      if (reply.error === undefined) resolve(reply.result)
      else reject(new Error(`Expected an answer to ${method} but got ${reply.error.message}`))
    }
    const end = () => reject(new Error(`The process ended during ${method}`))
    this.#socket.addEventListener('message', hear)
    this.#socket.addEventListener('close', end)
    this.#socket.send(JSON.stringify({ id, method, params }))
    try {
      return await promise
    } finally {
      this.#socket.removeEventListener('message', hear)
      this.#socket.removeEventListener('close', end)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }
}

/** Listening takes a moment from when the process was told to. */
async function urlAt(port: number): Promise<string> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined)
    if (response === undefined) continue
    const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[]
    if (target !== undefined) return target.webSocketDebuggerUrl
  }
  throw new Error(`Expected the inspector to listen on ${port}`)
}
