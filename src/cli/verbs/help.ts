import { settingDeclarations } from '../../config/schema.ts'
import { expectation } from '../../schema-text.ts'
import type { Command } from '../terminal/command.ts'

/** The text of `--help`. */
export function help(commands: Readonly<Record<string, Command>>): string {
  const verbs = Object.entries(commands).map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`.trim().padEnd(34)} ${summary}`,
  )
  const options = settingDeclarations.map(({ flag, schema }) => {
    const { default: value, description } = schema as { default?: unknown; description?: string }
    return `  --${flag.padEnd(28)} ${description ?? ''}\n${' '.repeat(33)}${expectation(schema)}; default ${String(value)}`
  })
  return [
    'Keyart, an artwork server for media libraries.',
    '',
    'npm start -- [options]            the same as: npm run keyart -- serve [options]',
    'npm run keyart -- VERB [options]',
    '',
    'Verbs:',
    ...verbs,
    '',
    'Options (each is also KEYART_… in the environment and a key of keyart.json):',
    '  --library KIND[:NAME]=FOLDER   A library of kind movies, tvshows, music or photos; repeatable.',
    '  --config FILE                  Configuration file; default keyart.json where it exists.',
    ...options,
    '',
  ].join('\n')
}
