import type { App } from '../../app.ts'
import { ConfigError } from '../../config/load.ts'

/** Names by id: of what was served last, and of what is configured. */
export async function librariesOf({
  catalog,
  libraries,
}: Pick<App, 'catalog' | 'libraries'>): Promise<ReadonlyMap<string, string>> {
  const { items } = await catalog.queryItems({})
  return new Map([...items, ...libraries].map(({ id, name }) => [id, name]))
}

/**
 * The ids of the libraries that `--library` names, which here configures none.
 * @throws ConfigError where there is none of a name
 */
export async function requireLibraryIds(
  app: Pick<App, 'catalog' | 'libraries'>,
  requested: readonly string[],
): Promise<readonly string[]> {
  const libraries = await librariesOf(app)
  const mistakes: string[] = []
  const libraryIds = requested.flatMap((text) => {
    const ids = [...libraries].filter(
      ([, name]) => name.toLowerCase() === text.trim().toLowerCase(),
    )
    if (ids.length === 0)
      mistakes.push(
        `Expected the name of a library (${[...libraries.values()].join(', ') || 'none yet: start the server once'}) for --library but received '${text}'`,
      )
    return ids.map(([id]) => id)
  })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return [...new Set(libraryIds)]
}
