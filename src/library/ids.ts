import { contentId } from './id.ts'
import type { ItemKind } from './item.ts'
import type { Library } from './library.ts'
import type { NameKind } from './mentions.ts'
import { memoize } from './memoize.ts'

/** A list of a hundred films names a thousand persons. */
const maxNames = 20_000

/**
 * The ids of one installation. What anyone can work out who knows names and paths goes through a
 * secret that never leaves the server: whoever has an id was given it. The secret lives in the
 * catalog, so that ids stay over rescans, moved folders and restores.
 */
export class Ids {
  readonly #secret: string
  readonly #names: (text: string) => string

  constructor(secret: string) {
    this.#secret = secret
    this.#names = memoize(maxNames, (text) => {
      const end = text.indexOf(' ')
      return this.#hidden(contentId(text.slice(0, end), text.slice(end + 1)))
    })
  }

  /** From kind and name alone: a library whose folder moves keeps its ids. */
  library({ kind, name }: Pick<Library, 'kind' | 'name'>): string {
    return this.#hidden(openLibraryId(kind, name))
  }

  /** `path` is relative to the library, so that ids survive a move of the library's folder. */
  item(library: Pick<Library, 'kind' | 'name'>, kind: ItemKind, path: string): string {
    // A library is its own item.
    if (kind === 'CollectionFolder') return this.library(library)
    return this.#hidden(contentId(openLibraryId(library.kind, library.name), kind, path))
  }

  /** Names are told apart without regard to case, over all libraries. */
  name(kind: NameKind, name: string): string {
    return this.#names(`${kind} ${name.toLowerCase()}`)
  }

  /** Of whom the server's own picture is; `serverId` is known to everyone. */
  server(serverId: string): string {
    return this.#hidden(serverId)
  }

  /** As migration 0011 has it. Half of a SHA-256 cannot be carried on without the secret. */
  #hidden(openId: string): string {
    return contentId(this.#secret, openId)
  }
}

function openLibraryId(kind: string, name: string): string {
  return contentId('library', kind, name)
}
