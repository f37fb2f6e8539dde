import { settingDeclarations } from '../../config/schema.ts'
import { expectation, shownDefault, type ValueSchema } from '../../schema-text.ts'
import type { Command } from '../terminal/command.ts'
import { exitCodes } from '../terminal/exit-codes.ts'

/** The text of `--help`. */
export function help(commands: Readonly<Record<string, Command>>): string {
  const list = Object.entries(commands).flatMap(([name, { usage, summary }]) =>
    entry(`${name} ${usage}`.trim(), summary),
  )
  return [
    'Keyart: an artwork server for media libraries',
    '',
    'Usage: keyart [COMMAND] [OPTIONS]',
    '',
    'Without a command, Keyart serves.',
    '',
    'Commands:',
    ...list,
    '',
    'keyart help COMMAND explains one command.',
    '',
    ...settingsHelp(),
    '',
    'Exit codes:',
    ...Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`),
    '',
  ].join('\n')
}

function settingsHelp(): readonly string[] {
  const options = settingDeclarations.flatMap(({ flag, schema }) => {
    const { description = '', ...value } = schema as ValueSchema
    return entry(
      value.type === 'boolean' ? `--${flag}, --no-${flag}` : `--${flag} VALUE`,
      `${description} Expects ${expectation(value)}. Default: ${shownDefault(value)}.`,
    )
  })
  return [
    'Options (also as KEYART_… in the environment, and as keys of keyart.json):',
    ...entry(
      '--library KIND[:NAME]=FOLDER',
      'A library of kind movies, tvshows, music or photos. Repeat the option for more.',
    ),
    ...entry('--config FILE', 'Configuration file. Default: keyart.json, if it exists.'),
    ...options,
  ]
}

/** The text of `VERB --help`. */
export function helpOnVerb(name: string, { summary, usage, options = {} }: Command): string {
  const own = Object.entries(options).flatMap(([flag, text]) => entry(`--${flag}`, text))
  return [
    'Usage:',
    ...usage.split(' | ').map((form) => `  keyart ${name} ${form}`.trimEnd()),
    '',
    summary,
    '',
    ...(own.length === 0 ? [] : ['Options:', ...own, '']),
    ...(name === 'serve'
      ? settingsHelp()
      : ['Also reads the settings, such as --data FOLDER or --config FILE: see keyart help.']),
    '',
  ].join('\n')
}

function entry(title: string, text: string): string[] {
  return [`  ${title}`, ...wrap(text, 80).map((line) => `      ${line}`)]
}

/** Lines of at most `width` characters, broken at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
