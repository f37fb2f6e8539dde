import type { StoredLibrary } from '../../library/library.ts'
import { parseCommandLine } from '../../config/command-line.ts'
import { preflight } from '../../config/preflight.ts'
import { ConfigError, loadConfig } from '../../config/load.ts'
import type { Command } from '../terminal/command.ts'
import { requireDataFolder, takeFolder } from '../folder/existing-folder.ts'
import { openBeside, openQuietApp } from '../folder/quiet-app.ts'
import { shown } from '../terminal/shown.ts'

const actions = ['list', 'forget'] as const

/** Libraries that the catalog holds, whether the next start names them or not. */
export const library: Command = {
  summary: 'Lists the libraries in the data folder, or forgets one.',
  usage: 'list | forget NAME',
  run: async (context) => {
    const line = parseCommandLine(context.args, {}, Infinity)
    const mistakes = [...line.mistakes]
    const [word, text = '', ...more] = line.words
    const action = actions.find((candidate) => candidate === word)
    if (action === undefined)
      mistakes.push(`Expected list or forget after library but received '${word ?? ''}'`)
    else if (action === 'forget' && (text.trim() === '' || more.length > 0))
      mistakes.push('Expected one name after library forget (in quotes if it contains spaces)')
    const config = loadConfig({ ...line, mistakes }, context.environment, context.directory)
    requireDataFolder(config.data)
    const isAlone = action === 'forget'
    await preflight({ ...config, libraries: [] }, { port: false, alone: isAlone })
    await using _folder = isAlone ? await takeFolder(config, 'library forget') : undefined
    await using app = await (isAlone
      ? openQuietApp(config, 'error', context)
      : openBeside(config, context))
    const { catalog } = app
    const candidate = await catalog.storedLibraries()
    if (action === 'forget') {
      const found = requireOne(candidate, text)
      await catalog.forgetLibrary(found.id)
      context.out.write(
        `Forgot ${shown(inWords(found))}. Uploads, favourites and playback positions are kept.\n`,
      )
      return
    }
    for (const one of candidate) {
      const counts = [...(await catalog.kindCounts([one.id]))]
      const items = counts.reduce(
        (sum, [kind, count]) => sum + (kind === 'CollectionFolder' ? 0 : count),
        0,
      )
      context.out.write(`${shown(inWords(one))}  ${items} items\n`)
    }
  },
}

function inWords({ kind, name }: StoredLibrary): string {
  return `${kind}:${name}`
}

/** By name, or by kind and name where several have it. */
function requireOne(candidate: readonly StoredLibrary[], text: string): StoredLibrary {
  const folded = text.trim().toLowerCase()
  const found = candidate.filter((one) =>
    [one.name, inWords(one)].some((name) => name.toLowerCase() === folded),
  )
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return only
  const names = (some: readonly StoredLibrary[]) => some.map(inWords).join(', ')
  throw new ConfigError([
    only === undefined
      ? `Expected the name of a library (${names(candidate) || 'there are none'}) but received '${text}'`
      : `Expected one of ${names(found)} but received '${text}'`,
  ])
}
