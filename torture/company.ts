import { setTimeout as sleep } from 'node:timers/promises'
import type { Keyart } from '../test/support/keyart.ts'
import { noise } from '../test/support/pictures.ts'
import { type Figure, none, tried } from './trial.ts'

const sockets = 20
/** Milliseconds between two messages of a socket, and between two uploads. */
const pause = 300
/** Milliseconds that the last answers may take. */
const timeout = 10_000

/** What an app hears on its socket. */
const expected = new Set(['ForceKeepAlive', 'KeepAlive', 'LibraryChanged', 'UserDataChanged'])

/**
 * Good clients that do other things than to ask for pictures, beside the traffic of a trial: apps
 * that keep a WebSocket open, and someone who uploads logos, one after the other.
 */
export class Company {
  readonly #keyart: Keyart
  readonly #apps: readonly App[]
  readonly #uploading: Promise<void>
  readonly #uploads = { stored: 0, busy: 0, failed: 0 }
  #isOver = false

  /** `key`: header and value of an API key. `itemIds`: whose logos are uploaded. */
  constructor(keyart: Keyart, key: Readonly<Record<string, string>>, itemIds: readonly string[]) {
    this.#keyart = keyart
    const url = `${keyart.url}/socket?api_key=${Object.values(key)[0]!}`
    this.#apps = Array.from({ length: sockets }, () => new App(url))
    this.#uploading = this.#upload(key, itemIds)
  }

  /** Ends it, and says what came of it. */
  async leave(): Promise<readonly Figure[]> {
    this.#isOver = true
    await this.#uploading
    for (const app of this.#apps) app.stop()
    const isDone = () => this.#apps.every(({ unanswered }) => unanswered === 0)
    for (const end = performance.now() + timeout; !isDone() && performance.now() < end;)
      await sleep(50)
    const sum = (of: (app: App) => number) => this.#apps.reduce((total, app) => total + of(app), 0)
    const figures = [
      tried('WebSockets beside it', sockets),
      tried(
        'Messages on them that were answered',
        sum(({ answered }) => answered),
      ),
      none(
        'Messages that were not',
        sum(({ unanswered }) => unanswered),
      ),
      none(
        'Messages that no app knows',
        sum(({ strange }) => strange),
      ),
      none(
        'WebSockets that were closed',
        sum(({ isClosed }) => Number(isClosed)),
      ),
      tried('Uploads beside it that were kept', this.#uploads.stored),
      tried('Uploads that were told to come again (503)', this.#uploads.busy),
      none('Uploads that failed otherwise', this.#uploads.failed),
    ]
    for (const app of this.#apps) app.close()
    return figures
  }

  async #upload(key: Readonly<Record<string, string>>, itemIds: readonly string[]): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const body = await noise(300, 100, n).png().toBuffer()
      const path = `/Items/${itemIds[n % itemIds.length]!}/Images/Logo`
      const headers = { ...key, 'content-type': 'image/png' }
      const status = await this.#keyart.client.ask(path, { method: 'POST', headers, body }).then(
        (answer) => answer.status,
        () => 0,
      )
      if (status === 204) this.#uploads.stored++
      else if (status === 503) this.#uploads.busy++
      else this.#uploads.failed++
      await sleep(pause)
    }
  }
}

class App {
  answered = 0
  strange = 0
  isClosed = false
  readonly #socket: WebSocket
  #sent = 0
  readonly #timer: NodeJS.Timeout

  constructor(url: string) {
    this.#socket = new WebSocket(url)
    this.#socket.addEventListener('message', ({ data }) => {
      const { MessageType: type } = JSON.parse(String(data)) as { readonly MessageType: string }
      if (type === 'KeepAlive') this.answered++
      if (!expected.has(type)) this.strange++
    })
    this.#socket.addEventListener('close', () => (this.isClosed = true))
    this.#timer = setInterval(() => {
      if (this.#socket.readyState !== WebSocket.OPEN) return
      this.#sent++
      this.#socket.send('{"MessageType":"KeepAlive"}')
    }, pause)
  }

  get unanswered(): number {
    return this.#sent - this.answered
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  close(): void {
    this.#socket.close()
  }
}
