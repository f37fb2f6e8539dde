import { basename, resolve } from 'node:path'
import { defaultLibraryNames, type LibraryKind, libraryKinds } from '../library/library.ts'
import type { LibrarySetting } from './schema.ts'

/** A library as written in the configuration, with the place where it was written. */
export interface WrittenLibrary {
  readonly kind: string
  readonly name?: string
  readonly folder: string
  readonly place: string
}

const form = `KIND=FOLDER or KIND:NAME=FOLDER, where KIND is one of ${libraryKinds.join(', ')}`

/** Reads `movies=/films` or `movies:Classics=/films`. A text gives the mistake in words. */
export function parseLibrary(text: string, place: string): WrittenLibrary | string {
  const match = /^([^=:]+)(?::([^=]*))?=(.+)$/s.exec(text)
  if (match === null) return `Expected ${form} for ${place} but received '${text}'`
  const [, kind = '', name, folder = ''] = match
  return { kind, folder, place, ...(name === undefined ? {} : { name }) }
}

/**
 * Gives every library its kind, a name of its own and an absolute folder. Names default to the
 * kind's ("Movies", then "Movies 2"), for ids come from kind and name: they stay when a folder
 * moves. Mistakes are added to `mistakes`.
 */
export function resolveLibraries(
  written: readonly WrittenLibrary[],
  mistakes: string[],
): LibrarySetting[] {
  const taken = new Set<string>()
  const libraries: LibrarySetting[] = []
  for (const { kind: kindText, name: nameText, folder, place } of written) {
    const kind = libraryKinds.find((existing) => existing === kindText.trim().toLowerCase())
    if (kind === undefined) {
      mistakes.push(`Expected ${form} for ${place} but received the kind '${kindText}'`)
      continue
    }
    const name = nameText === undefined ? defaultName(kind, taken) : nameText.trim()
    if (name === '') mistakes.push(`Expected a non-empty name for ${place}`)
    else if (taken.has(`${kind}:${name}`))
      mistakes.push(
        `Expected a unique name for ${place} but there is another library '${name}' of kind ${kind}`,
      )
    else if (folder.trim() === '') mistakes.push(`Expected a folder for ${place}`)
    else {
      taken.add(`${kind}:${name}`)
      libraries.push({ kind, name, folder: resolve(folder) })
    }
  }
  return libraries
}

function defaultName(kind: LibraryKind, taken: ReadonlySet<string>): string {
  const first = defaultLibraryNames[kind]
  for (let number = 1; ; number++) {
    const name = number === 1 ? first : `${first} ${number}`
    if (!taken.has(`${kind}:${name}`)) return name
  }
}

/** The folder's own name, for messages that must not show where it lies. */
export function folderName({ folder }: LibrarySetting): string {
  return basename(folder)
}
