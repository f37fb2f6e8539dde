import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { askLightly, openRaw } from '../../test/support/load.ts'
import { tried } from '../trial.ts'
import { type Attack, atRate, stranger } from './attack.ts'

/** What is remembered for each URL must not grow with what strangers say of themselves. */
export const credentials: Attack = {
  name: 'credentials',
  what: 'HEAD requests for ever new URLs, each with invalid credentials of 14 KB',
  async run({ keyart, posters }, ends) {
    const sent = await atRate(100, ends, async (number) => {
      const poster = posters[number % posters.length]!
      const token = `${number}`.padStart(14_000, 'x')
      await askLightly(keyart.url, `${poster}?width=${200 + (number % 3)}&n=${number >> 3}`, {
        headers: { ...stranger(2), 'x-emby-token': token },
      })
    })
    return [tried('Requests with credentials of 14 KB', sent)]
  },
}

const slowBodies = 15
const claimed = 60_000_000
const piece = Buffer.alloc(256 * 1024, 'A')

/** Large bodies that come slowly, from someone who may send them. */
export const slowUploads: Attack = {
  name: 'slow-uploads',
  what: `${slowBodies} uploads of ${claimed / 1e6} MB each that arrive slowly and never end`,
  async run({ keyart, user, userId }, ends) {
    const head = [
      `POST /Users/${userId}/Images/Primary HTTP/1.1`,
      'Host: localhost',
      'Content-Type: image/png',
      ...Object.entries(user).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${claimed}`,
      '\r\n',
    ].join('\r\n')
    const sockets: Socket[] = Array.from({ length: slowBodies }, () => openRaw(keyart.url, head))
    let sent = 0
    try {
      while (performance.now() < ends) {
        for (const socket of sockets)
          if (!socket.destroyed && socket.writableLength === 0) {
            socket.write(piece)
            sent += piece.length
          }
        await sleep(250)
      }
    } finally {
      for (const socket of sockets) socket.destroy()
    }
    return [tried('Sent in bodies that never end', Math.round(sent / 1e6), ' MB')]
  },
}
