import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { askLightly, openRaw, webSocketRequest } from '../../test/support/load.ts'
import { atMost, none, tried } from '../trial.ts'
import { type Attack, atRate, stranger } from './attack.ts'

/** Plain HTTP on connections that became WebSockets: nobody else may be answered for it. */
export const sockets: Attack = {
  name: 'sockets',
  what: 'WebSockets that send plain HTTP after the upgrade, beside silent connections',
  async run({ keyart, user }, ends) {
    const request = webSocketRequest.replace(
      'Host: x',
      `Host: localhost\r\n${Object.entries(user)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\r\n')}`,
    )
    let unasked = 0
    let opened = 0
    while (performance.now() < ends) {
      const quiet = Array.from({ length: 5 }, () => openRaw(keyart.url))
      const upgraded = Array.from({ length: 5 }, () => openRaw(keyart.url, request))
      opened += upgraded.length
      // As they come from `openRaw` they do not read.
      for (const socket of quiet) socket.on('data', () => unasked++).resume()
      await Promise.all(upgraded.map((socket) => firstBytes(socket)))
      for (const socket of upgraded) socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await sleep(100)
      for (const socket of [...quiet, ...upgraded]) socket.destroy()
    }
    return [
      tried('WebSockets with HTTP on them', opened),
      none('Bytes on silent connections', unasked),
    ]
  },
}

async function firstBytes(socket: Socket): Promise<void> {
  socket.resume()
  await Promise.race([once(socket, 'data'), once(socket, 'close'), sleep(2000)])
}

/** Requests aborted at once: they are no errors. */
export const aborts: Attack = {
  name: 'aborts',
  what: 'requests that are aborted as soon as they are sent',
  async run({ keyart, posters }, ends) {
    const before = keyart.log.length
    const sent = await atRate(100, ends, async (number) => {
      await askLightly(keyart.url, `${posters[2]!}?width=${100 + number}`, {
        headers: stranger(6),
        signal: AbortSignal.timeout(number % 20),
      })
    })
    const lines = keyart.log.slice(before)
    const errors = lines.filter((line) => /"level":[56]0/.test(line) || /"stack"/.test(line))
    return [
      tried('Requests aborted', sent),
      none('Errors logged for that', errors.length),
      atMost('Log lines', lines.length, 50),
    ]
  },
}

const wanted = 190
/** The setting `http.maxStreamsPerAddress`, as it is by itself. */
const given = 50

/** Event streams of one address, as many as it gets. */
export const streams: Attack = {
  name: 'streams',
  what: `one address that opens ${wanted} event streams`,
  async run({ keyart, user }, ends) {
    const fields = Object.entries({ ...user, ...stranger(7) })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
    const request = `GET /keyart/api/scan HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n${fields}\r\n`
    const open = Array.from({ length: wanted }, () => openRaw(keyart.url, request))
    let answered = 0
    for (const socket of open) {
      socket.once('data', (bytes: Buffer) => {
        if (bytes.toString('latin1').startsWith('HTTP/1.1 200')) answered++
      })
      socket.resume()
    }
    await sleep(Math.max(500, ends - performance.now()))
    for (const socket of open) socket.destroy()
    return [
      tried('Event streams requested', wanted),
      atMost('Event streams granted', answered, given),
    ]
  },
}
