import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { makePrivateFile, writeWhole } from '../durable-file.ts'

/** Files of the data folder that say who holds it; no backup has them. */
export const holdFiles = ['in-use.lock', 'in-use.lock-journal', 'in-use.json'] as const

/** Who has a data folder to itself. */
export interface Holder {
  /** Within its own machine or container. */
  readonly pid: number
  /** Name of the machine; of a container its id, unless it was given one. */
  readonly host: string
  /** What it does: `serve`, `scan`. */
  readonly verb: string
  /** ISO 8601. */
  readonly since: string
}

/** Another process has it; `by` is absent where it does not say which. */
export interface Taken {
  readonly kind: 'taken'
  readonly by?: Holder
}

export type Held = ({ readonly kind: 'held' } & AsyncDisposable) | Taken

/**
 * Takes a data folder, which must exist, for this process alone, until disposed of. What tells is a
 * lock of SQLite on a file there: the kernel lets go of it however the process ends, and it holds
 * across containers and, where the file system has locks, across machines. The file beside it only
 * says whose the lock is.
 */
export async function holdFolder(root: string, verb: string): Promise<Held> {
  const database = lock(root)
  if (database === undefined) return await taken(root)
  const file = join(root, 'in-use.json')
  const release = async () => {
    // Before the lock: afterwards it may be another's.
    await rm(file, { force: true }).catch(() => undefined)
    database.close()
  }
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    verb,
    since: new Date().toISOString(),
  }
  try {
    await writeWhole(file, Buffer.from(`${JSON.stringify(holder)}\n`), root)
  } catch (error) {
    await release()
    throw error
  }
  return { kind: 'held', [Symbol.asyncDispose]: release }
}

/** Who holds a data folder, if anyone does. Nothing is made there. */
export async function findHolder(root: string): Promise<Taken | undefined> {
  if (!existsSync(join(root, 'in-use.lock'))) return undefined
  const database = lock(root)
  if (database === undefined) return await taken(root)
  database.close()
  return undefined
}

/** In words, what keeps a verb from the folder. */
export function holderInWords({ by }: Taken): string {
  if (by === undefined) return 'another process is using it'
  const since = by.since.slice(0, 16).replace('T', ' ')
  return `keyart ${by.verb} is using it (process ${by.pid} on ${by.host}, since ${since} UTC)`
}

/** `undefined` when another has it. */
function lock(root: string): DatabaseSync | undefined {
  const path = join(root, 'in-use.lock')
  makePrivateFile(path)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // Of this lock (RESERVED) there is one, and it writes nothing.
    database.exec('begin immediate')
    return database
  } catch (error) {
    database.close()
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    if (code === SQLITE_BUSY) return undefined
    throw error
  }
}

const SQLITE_BUSY = 5

async function taken(root: string): Promise<Taken> {
  // A process that took it a moment ago may not be named yet, or the previous one still is.
  for (let attempt = 0; ; attempt++) {
    const by = await readHolder(root)
    if (by !== undefined && (by.host !== hostname() || isAlive(by.pid)))
      return { kind: 'taken', by }
    if (attempt === 20) return by === undefined ? { kind: 'taken' } : { kind: 'taken', by }
    await sleep(25)
  }
}

async function readHolder(root: string): Promise<Holder | undefined> {
  try {
    const value = JSON.parse(await readFile(join(root, 'in-use.json'), 'utf8')) as Partial<Holder>
    const { pid, host, verb, since } = value
    const texts = [host, verb, since]
    return Number.isSafeInteger(pid) && texts.every((text) => typeof text === 'string')
      ? (value as Holder)
      : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
