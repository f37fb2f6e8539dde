import { settingDeclarations } from '../../src/config/schema.ts'
import { libraryKinds } from '../../src/library/library.ts'
import type { ValueSchema } from '../../src/schema-text.ts'
import { code, codes, table } from './table.ts'

/** Every option with its three spellings. */
export function optionsTable(): string {
  const settings = settingDeclarations.map(({ flag, variable, key, schema }) => {
    const { description = '', ...value } = schema as ValueSchema
    return [
      code(`--${flag}`),
      code(variable),
      code(key),
      shownDefault(value),
      meaning(description, value),
    ]
  })
  return table(
    ['Flag', 'Environment', 'In `keyart.json`', 'Default', 'Meaning'],
    [
      [
        code('--library KIND[:NAME]=FOLDER'),
        code('KEYART_LIBRARY'),
        code('libraries'),
        'the demo library',
        `A library of kind ${codes(libraryKinds)}. Repeat the flag for more; in the environment put \`;\` between.`,
      ],
      [
        code('--config FILE'),
        code('KEYART_CONFIG'),
        '',
        code('keyart.json'),
        'Configuration file. The default need not exist; one that is named must.',
      ],
      ...settings,
    ],
  )
}

function meaning(description: string, { enum: values }: ValueSchema): string {
  return values === undefined ? description : `${description} One of ${codes(values.map(String))}.`
}

function shownDefault({ default: value, unit }: ValueSchema): string {
  if (Array.isArray(value) && value.length === 0) return 'none'
  return code(unit === 'bytes' ? inBytes(Number(value)) : String(value))
}

/** As the option is written: `2GB` is read as 2,000,000,000. */
function inBytes(bytes: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, one]) => bytes >= one && bytes % one === 0) ?? ['', 1]
  return `${bytes / size}${unit}`
}
