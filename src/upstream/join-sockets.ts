import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { FrameBoundaries } from './frame-boundaries.ts'

export interface Joined {
  readonly client: Duplex
  /** What the client sent behind its handshake. */
  readonly clientHead: Buffer
  readonly origin: Duplex
  readonly originHead: Buffer
}

export interface JoinTimes {
  /** Milliseconds of silence after which a side is asked whether it is there. */
  readonly silence: number
  /** Milliseconds that it then has to say anything. */
  readonly timeout: number
  /** Milliseconds that one side may go on after the other has ended. */
  readonly linger: number
}

/** Together under a minute, whichever side falls silent. */
const defaultTimes: JoinTimes = { silence: 25_000, timeout: 20_000, linger: 10_000 }

/**
 * Has two WebSockets carry each other's bytes, until one of them ends. A peer that vanished without
 * a word is found by pings (RFC 6455 5.5.2), sent between two frames of what passes. The answer to
 * one goes on to the other side, which has to take a pong that it did not ask for (5.5.3).
 */
export function joinSockets(
  { client, clientHead, origin, originHead }: Joined,
  times: JoinTimes = defaultTimes,
): void {
  const end = () => {
    client.destroy()
    origin.destroy()
  }
  carry(origin, client, originHead, () => ping, end, times)
  carry(client, origin, clientHead, maskedPing, end, times)
  for (const [one, other] of [
    [client, origin],
    [origin, client],
  ] as const) {
    one.on('error', end)
    one.once('close', () => {
      // What is on its way, such as the reason of the end, still arrives.
      other.end()
      setTimeout(() => other.destroy(), times.linger).unref()
    })
  }
}

/** Carries bytes from one side to another, and watches whether the latter is there. */
function carry(
  from: Duplex,
  to: Duplex,
  head: Buffer,
  makePing: () => Buffer,
  onDead: () => void,
  { silence, timeout }: JoinTimes,
): void {
  const frames = new FrameBoundaries()
  let heardAt = performance.now()
  let askedAt: number | undefined
  to.on('data', () => {
    heardAt = performance.now()
    askedAt = undefined
  })
  const timer = setInterval(
    () => {
      const now = performance.now()
      if (askedAt !== undefined) {
        if (now - askedAt > timeout) onDead()
      } else if (now - heardAt > silence) {
        // In the midst of a frame bytes flow, or the sender hangs: then it is the one to be found.
        askedAt = now
        if (frames.isBetween && to.writable) to.write(makePing())
      }
    },
    Math.max(10, Math.min(silence, timeout) / 5),
  ).unref()
  to.once('close', () => clearInterval(timer))
  from.on('data', (chunk: Buffer) => frames.pass(chunk))
  frames.pass(head)
  if (head.length > 0) to.write(head)
  from.pipe(to)
}

const ping = Buffer.from([0x89, 0])

/** What a client sends is masked (RFC 6455 5.3). */
function maskedPing(): Buffer {
  return Buffer.concat([Buffer.from([0x89, 0x80]), randomBytes(4)])
}
