import { access, constants, mkdir, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { findHolder, holderInWords, type Taken } from '../data-folder/hold.ts'
import { ConfigError } from './load.ts'
import type { Config, LibrarySetting } from './schema.ts'

/** What a verb needs of the ground. */
export interface PreflightOptions {
  readonly port: boolean
  /** Whether no other process may have the data folder. */
  readonly alone: boolean
  /** Whether the folder of a library may be away for a while: it was there before. */
  readonly mayBeMissing?: (library: LibrarySetting) => boolean
}

/**
 * Checks what the configuration stands on, without touching anything: library folders are there,
 * the data folder can be written (or made) and is not in use, the port is free.
 *
 * @throws ConfigError with every mistake at once
 */
export async function preflight(
  config: Config,
  { port, alone, mayBeMissing = () => false }: PreflightOptions,
): Promise<void> {
  const mistakes: string[] = []
  for (const library of config.libraries) {
    const { kind, name, folder } = library
    const stats = await stat(folder).catch(() => undefined)
    if (stats === undefined && mayBeMissing(library)) continue
    if (stats === undefined)
      mistakes.push(
        `Expected a folder for library '${name}' (${kind}) but ${folder} does not exist`,
      )
    else if (!stats.isDirectory())
      mistakes.push(`Expected a folder for library '${name}' (${kind}) but ${folder} is a file`)
  }
  const fault = await folderFault(config.data)
  if (fault !== undefined)
    mistakes.push(`Expected a writable data folder (--data) but ${config.data} ${fault}`)
  const taken = alone ? await findHolder(config.data) : undefined
  if (taken !== undefined) mistakes.push(holderMistake(config, taken))
  if (port) {
    const code = await listenFault(config.host, config.port)
    if (code !== undefined) mistakes.push(listenMistake(config, code))
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
}

/** The mistake in words when listening failed with `code`. */
export function listenMistake({ host, port }: Pick<Config, 'host' | 'port'>, code: string): string {
  if (code === 'EADDRINUSE')
    return `Expected a free port but port ${port} on ${host} is in use by another program (--port, KEYART_PORT)`
  if (code === 'EACCES')
    return `Expected a port that this user may listen on but port ${port} is not permitted (--port, KEYART_PORT)`
  return `Expected an address of this machine but received ${host} (${code}; --host, KEYART_HOST)`
}

/** The mistake in words when another process has the data folder. */
export function holderMistake({ data }: Pick<Config, 'data'>, taken: Taken): string {
  return `Expected the data folder ${data} not to be in use but ${holderInWords(taken)}: stop that process first, or use another folder (--data)`
}

/**
 * Makes the data folder where it is not there yet.
 *
 * @throws ConfigError where that cannot be done, though nothing spoke against it before
 */
export async function makeDataFolder(folder: string): Promise<void> {
  await makeFolders(folder, 0o700).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `Expected to create the data folder (--data) but ${folder} cannot be created (${error.code})`,
    ])
  })
}

/**
 * Makes a folder of this mode, and those above it where they are missing. One after the other:
 * asked to make parents as well, Node tries for ever below `/proc`.
 */
export async function makeFolders(folder: string, mode = 0o777): Promise<void> {
  const missing: string[] = []
  for (let path = folder; !(await isThere(path)); path = dirname(path)) missing.unshift(path)
  for (const path of missing)
    await mkdir(path, path === folder ? mode : 0o777).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined || path === dirname(path)
}

/** What keeps a folder from being written, or made, in words; `undefined` when nothing does. */
export async function folderFault(folder: string): Promise<string | undefined> {
  for (let path = folder; ; path = dirname(path)) {
    const stats = await stat(path).catch(() => undefined)
    if (stats === undefined && path !== dirname(path)) continue
    if (stats === undefined || !stats.isDirectory()) return 'is not a folder'
    try {
      await access(path, constants.W_OK | constants.X_OK)
      return undefined
    } catch {
      return path === folder ? 'is not writable' : 'cannot be created'
    }
  }
}

function listenFault(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)))
  })
}
