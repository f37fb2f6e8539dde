import { holderMistake, makeDataFolder } from '../../config/preflight.ts'
import { holdFolder } from '../../data-folder/hold.ts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataPaths } from '../../app/data-folder.ts'
import { ConfigError } from '../../config/load.ts'
import type { Config, LibrarySetting } from '../../config/schema.ts'
import { KeyartError } from '../../errors.ts'
import { storedLibraries } from '../../upkeep/stored-libraries.ts'
import type { DataFolder } from '../../upkeep/folder.ts'

export function folderOf(root: string): DataFolder {
  return { root, ...dataPaths(root), quarantine: join(root, 'quarantine') }
}

/** The data folder that the command is about. @throws ConfigError when there is none */
export function requireDataFolder(root: string): DataFolder {
  const folder = folderOf(root)
  if (!existsSync(folder.catalog))
    throw new ConfigError([
      `Expected a data folder of Keyart (--data) but found no catalog in ${root}`,
    ])
  if (existsSync(folder.restoring))
    throw new ConfigError([`Expected no interrupted restore in ${root}: run restore again`])
  return folder
}

/** Whether the catalog holds a library, so that its folder may be away for a while. */
export function isStoredLibrary({
  data,
}: Pick<Config, 'data'>): (library: LibrarySetting) => boolean {
  const stored = new Set(storedLibraries(folderOf(data)).map(({ kind, name }) => `${kind}:${name}`))
  return ({ kind, name }) => stored.has(`${kind}:${name}`)
}

/** Of those that hold no folder: `user`, `token`, `backup`, `verify`. */
export const inUse =
  'Expected the data folder not to be in use but another command is using it: wait until it has finished'

/** Errors of the system about a backup's file (no space, no such folder) are reported to the user. */
export async function orSayWhy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause)
      throw new KeyartError('BACKUP_UNUSABLE', cause.message, { cause })
    throw cause
  }
}

/**
 * Takes the data folder for a verb alone, until disposed of: of two that write there one would undo
 * what the other does.
 * @throws ConfigError that names the process that has it
 */
export async function takeFolder(config: Config, verb: string): Promise<AsyncDisposable> {
  await makeDataFolder(config.data)
  const held = await holdFolder(config.data, verb)
  if (held.kind === 'taken') throw new ConfigError([holderMistake(config, held)])
  return held
}
