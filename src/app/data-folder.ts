import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { closeFolder } from '../data-folder/privacy.ts'
import { writeDurably } from '../durable-file.ts'

/** Where things lie below the data folder. */
export function dataPaths(data: string) {
  return {
    catalog: join(data, 'catalog.sqlite'),
    derivatives: join(data, 'derivatives'),
    uploads: join(data, 'uploads'),
    extracted: join(data, 'extracted'),
    /** Originals of the server in front of which Keyart stands; they can be fetched again. */
    upstream: join(data, 'upstream'),
    serverId: join(data, 'server-id'),
    /** There while a restore is not finished. */
    restoring: join(data, 'restoring'),
  }
}

/** The data folder and what lies in it, the depths behind the start. */
export async function closeToOthers(root: string, log: Logger): Promise<AsyncDisposable> {
  const onFailure = (err: unknown) =>
    log.warn({ err }, 'Could not restrict the permissions of the data folder')
  const { now, rest } = await closeFolder(root, Object.values(dataPaths(root)))
  if (now.kind === 'failed') onFailure(now.error)
  else if (now.kind === 'shared')
    log.warn(
      'The data folder contains files that are not from Keyart, so its permissions were left as they are. Use a separate folder (--data).',
    )
  const leaving = new AbortController()
  const closing = rest(leaving.signal).catch(onFailure)
  return {
    [Symbol.asyncDispose]: async () => {
      leaving.abort()
      await closing
    },
  }
}

/** Clients tell servers apart by this id; one that changes makes them sign in anew. */
export async function requireServerId(path: string, folder: string): Promise<string> {
  const stored = await readFile(path, 'utf8').catch(() => '')
  if (/^[0-9a-f]{32}$/.test(stored.trim())) return stored.trim()
  const id = randomUUID().replaceAll('-', '')
  await writeDurably(path, Buffer.from(`${id}\n`), folder)
  return id
}
