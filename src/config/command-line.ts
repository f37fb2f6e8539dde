import { parseArgs } from 'node:util'
import { findClosest } from './closest.ts'
import { settingDeclarations } from './schema.ts'

/** What follows the verb on the command line, apart from its meaning. */
export interface CommandLine {
  /** Texts by flag name, without dashes. */
  readonly flags: ReadonlyMap<string, readonly string[]>
  readonly words: readonly string[]
  readonly mistakes: readonly string[]
}

const settingFlags = new Map(
  settingDeclarations.map(({ flag, schema }) => [flag, (schema as { type?: string }).type]),
)

/**
 * Splits the arguments of a verb. `own` are the verb's flags besides those of the settings,
 * `maxWords` says how many words it takes that belong to no flag. All
 * mistakes are found, not the first alone, which is why the split is not left to a library that
 * stops at one.
 */
export function parseCommandLine(
  args: readonly string[],
  own: Readonly<Record<string, 'text' | 'switch'>> = {},
  maxWords = 0,
): CommandLine {
  const isSwitch = (name: string) => own[name] === 'switch' || settingFlags.get(name) === 'boolean'
  const isDeclared = (name: string) =>
    name in own || settingFlags.has(name) || name === 'library' || name === 'config'
  const names = [...Object.keys(own), ...settingFlags.keys(), 'library', 'config']
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
    options: Object.fromEntries(
      names.map((name) => [name, { type: isSwitch(name) ? 'boolean' : 'string' } as const]),
    ),
  })
  const flags = new Map<string, string[]>()
  const words: string[] = []
  const mistakes: string[] = []
  let valueAt: number | undefined
  for (const token of tokens) {
    // What follows an unknown option is its value, as it was meant.
    if (token.kind === 'positional' && token.index !== valueAt) words.push(token.value)
    if (token.kind !== 'option') continue
    const negated = token.rawName.startsWith('--no-') && isSwitch(token.name.replace(/^no-/, ''))
    const name = negated ? token.name.replace(/^no-/, '') : token.name
    if (!isDeclared(name)) {
      mistakes.push(`Unknown option ${token.rawName}${suggestion(token.name, names)}`)
      if (token.inlineValue !== true) valueAt = token.index + 1
    } else if (!isSwitch(name) && token.value === undefined)
      mistakes.push(`Expected a value after ${token.rawName}`)
    else
      (flags.get(name) ?? flags.set(name, []).get(name)!).push(
        negated ? 'false' : (token.value ?? 'true'),
      )
  }
  // `serve movies=/films` would else serve the demo and say nothing.
  for (const word of words.slice(maxWords))
    mistakes.push(`Expected an option such as --library but received '${word}'`)
  return { flags, words, mistakes }
}

/** Names as people slip: `--librar`, and `--prot` for `--port`. */
function suggestion(name: string, names: readonly string[]): string {
  const meant = findClosest(name, names) ?? findClosest(name.replace(/^no-/, ''), names)
  return meant === undefined ? '' : `. Did you mean --${meant}?`
}
