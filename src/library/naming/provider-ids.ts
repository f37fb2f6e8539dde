const databases: Readonly<Record<string, string>> = { imdb: 'Imdb', tmdb: 'Tmdb', tvdb: 'Tvdb' }

/**
 * Ids of databases in the name of a file or folder, by the wire's names of these:
 * `Film (1999) [tmdbid-123]`, `{imdb-tt0123456}`, `[tvdbid=42]`.
 */
export function providerIdsIn(name: string): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {}
  const found = name.matchAll(/[[{(](imdb|tmdb|tvdb)(?:id)?[-=](\w{1,20})[\]})]/gi)
  for (const [, word = '', id = ''] of found) {
    const database = databases[word.toLowerCase()]
    if (database !== undefined) ids[database] ??= id
  }
  return ids
}
