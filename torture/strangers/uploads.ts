import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { noise } from '../../test/support/pictures.ts'
import { atMost, none, tried } from '../trial.ts'
import type { Attack } from './attack.ts'

/** A user's picture, again and again: large, in base64, a different one each time. */
export const avatars: Attack = {
  name: 'avatars',
  what: 'a user who replaces their own picture again and again, in base64',
  async run({ keyart, user, userId, data }, ends) {
    const picture = await noise(1200, 1200).png({ compressionLevel: 0 }).toBuffer()
    const folder = join(data, 'uploads')
    const before = await sizeOf(folder)
    const statuses = new Map<number, number>()
    for (let number = 0; performance.now() < ends; number++) {
      // What follows the end of a PNG is no part of the picture, but of the file.
      const bytes = Buffer.concat([picture, Buffer.from(String(number))])
      const { status } = await keyart.client.ask(`/Users/${userId}/Images/Primary`, {
        method: 'POST',
        headers: { ...user, 'content-type': 'image/png' },
        body: bytes.toString('base64'),
      })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    const grown = (await sizeOf(folder)) - before
    const failed = [...statuses].filter(([status]) => status >= 500 && status !== 503)
    return [
      tried(
        'Pictures uploaded by a user',
        [...statuses.values()].reduce((a, b) => a + b, 0),
      ),
      none(
        'Uploads that failed',
        failed.reduce((sum, [, count]) => sum + count, 0),
      ),
      // The one that is theirs now, and one on its way out.
      atMost('Disk space used', Math.round(grown / 1e6), 20, ' MB'),
    ]
  },
}

/** Bytes of the files below a folder; 0 where there is none. */
export async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  let bytes = 0
  for (const name of names) {
    const file = await stat(join(folder, name)).catch(() => undefined)
    if (file?.isFile() === true) bytes += file.size
  }
  return bytes
}
