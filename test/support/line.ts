import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { eventually } from './keyart.ts'

/** A raw connection, and all that came on it. */
export class Line implements Disposable {
  readonly socket: Socket
  text = ''

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.socket = connect(Number(port), hostname)
    this.socket.on('error', () => undefined)
    this.socket.on('data', (part: Buffer) => (this.text += part.toString('latin1')))
  }

  /** Statuses of the answers so far. */
  get statuses(): readonly string[] {
    return Array.from(this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => status!)
  }

  async send(text: string, expected: readonly string[]): Promise<void> {
    this.socket.write(text)
    await eventually(async () => assert.deepEqual(this.statuses, expected))
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}
